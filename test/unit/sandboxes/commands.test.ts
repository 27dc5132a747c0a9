import assert from 'node:assert/strict';
import { engineCall, isId, type EngineAction, type Subject } from '../../../src/sandboxes';

const id = 'a'.repeat(64);
const subject = (
  kind: Subject['sandbox']['source']['kind'],
  change: Partial<Subject['sandbox']> = {},
): Subject => ({
  sandbox: { source: { kind, local: true }, id, state: 'running', ...change },
});

const actions: readonly EngineAction[] = ['logs', 'shell', 'inspect', 'stop', 'restart', 'remove'];

/** The command lines of all actions that are possible. */
const lines = (of: Subject): readonly string[] =>
  actions.flatMap((action) => {
    const call = engineCall(action, of);
    return call ? [[call.command, ...call.args].join(' ').replace(/workbench-\d+/, 'workbench-N')] : [];
  });

describe('what an engine is asked to do with a sandbox', () => {
  it('names the context or the namespace', () => {
    assert.deepEqual(lines(subject('docker', { source: { kind: 'docker', name: 'far', local: false } })), [
      `docker --context far logs --follow --tail 1000 ${id}`,
      `docker --context far exec --interactive --tty ${id} sh`,
      `docker --context far inspect ${id}`,
      `docker --context far stop ${id}`,
      `docker --context far restart ${id}`,
      `docker --context far rm --force ${id}`,
    ]);
    assert.deepEqual(
      lines(subject('nerdctl', { source: { kind: 'nerdctl', name: 'dev', local: true }, state: 'stopped' })),
      [
        `nerdctl --namespace dev logs --follow --tail 1000 ${id}`,
        `nerdctl --namespace dev inspect ${id}`,
        `nerdctl --namespace dev restart ${id}`,
        `nerdctl --namespace dev rm ${id}`,
      ],
    );
    assert.deepEqual(
      lines(
        subject('containerd', { source: { kind: 'containerd', name: 'default', local: true }, id: 'mine' }),
      ),
      [
        'ctr --namespace default tasks exec --tty --exec-id kata-workbench-N mine sh',
        'ctr --namespace default containers info mine',
        'ctr --namespace default tasks kill --signal SIGTERM mine',
      ],
    );
  });

  it('leaves the life of pods to Kubernetes', () => {
    const container = { id: 'c1', name: 'main', state: 'running' } as const;
    const pod = subject('cri', { containers: [container] });
    assert.deepEqual(lines(pod), [`crictl inspectp --output json ${id}`]);
    assert.deepEqual(lines({ ...pod, container }), [
      'crictl logs --follow --tail 1000 c1',
      'crictl exec --interactive --tty c1 sh',
      'crictl inspect --output json c1',
    ]);
    const ctr = subject('containerd', {
      source: { kind: 'containerd', name: 'k8s.io', local: true },
      containers: [container],
    });
    assert.deepEqual(lines(ctr), [`ctr --namespace k8s.io containers info ${id}`]);
    assert.deepEqual(lines({ ...ctr, container }), [
      'ctr --namespace k8s.io tasks exec --tty --exec-id kata-workbench-N c1 sh',
      'ctr --namespace k8s.io containers info c1',
    ]);
  });

  it('is nothing that the state makes impossible', () => {
    assert.deepEqual(lines(subject('podman', { state: 'created' })), [
      `podman inspect ${id}`,
      `podman restart ${id}`,
      `podman rm ${id}`,
    ]);
    assert.equal(engineCall('shell', subject('docker', { state: 'paused' })), undefined);
    assert.deepEqual(lines(subject('processes')), []);
  });

  it('takes no id that is an option, a path or has a blank', () => {
    for (const bad of ['', '-f', '--privileged', 'a b', '../a', 'a;b', 'a\nb', `a${'b'.repeat(300)}`]) {
      assert.equal(isId(bad), false, bad);
      assert.deepEqual(lines(subject('docker', { id: bad })), []);
    }
    assert.equal(isId('x.y_z-1'), true);
  });
});
