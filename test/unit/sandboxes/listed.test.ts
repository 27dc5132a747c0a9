import assert from 'node:assert/strict';
import {
  crictlContainers,
  crictlPods,
  ctrContainers,
  ctrInfo,
  ctrTasks,
  dockerInspect,
  nerdctlContainers,
  podmanInspect,
  CommandFailure,
  type Command,
} from '../../../src/engines';
import {
  fromCri,
  fromCtr,
  fromDocker,
  fromNerdctl,
  fromPodman,
  runtimeByName,
} from '../../../src/sandboxes/listed';
import type { SourceId } from '../../../src/sandboxes';
import { itWithRecordings } from '../../support/recordings';
import { costsBelow } from '../../support/cpu';

const id = 'a'.repeat(64);
const parse = <T>({ parse: read }: Command<T>, stdout: string): T =>
  read({ stdout, stderr: '', exitCode: 0 });
const docker: SourceId = { kind: 'docker', name: 'default', local: true };

const inspected = (value: unknown) =>
  parse(dockerInspect([id]), JSON.stringify([value])).map((container) =>
    fromDocker(container, docker, runtimeByName),
  );

describe("Docker's list", () => {
  it('tells a dev container of compose from a plain one', () => {
    const [found] = inspected({
      Id: id,
      Name: '/shop-web-1',
      State: { Status: 'running', Pid: 8604, StartedAt: '2026-11-21T20:35:31.287316823Z', Error: '' },
      HostConfig: { Runtime: 'kata' },
      Config: {
        Image: 'kb:1',
        Labels: {
          'com.docker.compose.project': 'shop',
          'devcontainer.local_folder': '/home/u/shop',
          other: 'x',
        },
      },
      NetworkSettings: { Ports: { '80/tcp': [{ HostIp: '127.0.0.1', HostPort: '8080' }], '81/tcp': null } },
    });
    assert.deepEqual(found, {
      source: docker,
      id,
      name: 'shop-web-1',
      state: 'running',
      runtime: { name: 'kata', claim: 'kata' },
      pid: 8604,
      image: 'kb:1',
      ports: ['127.0.0.1:8080 → 80/tcp'],
      startedAt: Date.parse('2026-11-21T20:35:31.287Z'),
      group: { kind: 'compose', name: 'shop' },
      devContainerFolder: '/home/u/shop',
    });
  });

  for (const [release, expected] of Object.entries({
    '20.10': { running: 4, paused: 1, created: 1, stopped: 4, restarting: 1 },
    '26.1': { running: 6, paused: 1, created: 2, stopped: 3 },
    '28.5': { running: 6, paused: 1, created: 2, stopped: 3 },
  }))
    itWithRecordings(`is that of Docker ${release}`, [`docker/${release}/inspect-all.json`], (text = '') => {
      const found = parse(dockerInspect([]), text).map((one) => fromDocker(one, docker, runtimeByName));
      const states: Record<string, number> = {};
      for (const { state } of found) states[state] = (states[state] ?? 0) + 1;
      assert.deepEqual(states, expected);
      assert.equal(
        found.every(({ state, pid }) => (state === 'running' || state === 'paused') === (pid !== undefined)),
        true,
      );
      const failed = found.find(({ name }) => name === 'kata-v2-failed');
      if (release === '20.10') assert.equal(failed, undefined);
      else assert.match(failed?.error ?? '', /containerd-shim-kata-v2/);
    });

  it('survives any shape and any size', () => {
    const long = 'x'.repeat(1_000_000);
    const odd = [null, 1, 'text', [], {}, { a: 1 }, long];
    for (const value of odd)
      for (const name of ['Id', 'Name', 'State', 'HostConfig', 'Config', 'NetworkSettings'])
        for (const found of inspected({ Id: id, [name]: value }))
          assert.ok(JSON.stringify(found).length < 2_000_000);
    const [found] = inspected({
      Id: id,
      Name: `/\u001b[31m${long}`,
      State: { Status: 'constructor', Pid: '7', Error: long, StartedAt: 'soon' },
      HostConfig: { Runtime: long },
      Config: {
        Image: long,
        Labels: { 'com.docker.compose.project': long, 'devcontainer.local_folder': 7, more: long },
      },
      NetworkSettings: { Ports: { [long]: [{ HostIp: long, HostPort: long }] } },
    });
    assert.equal(found?.state, 'unknown');
    assert.equal(found.pid, undefined);
    assert.equal(found.startedAt, undefined);
    assert.equal(found.name.length, 300);
    assert.equal(found.group?.name.length, 300);
    assert.equal(found.devContainerFolder, undefined);
    assert.ok(JSON.stringify(found).length < 8_000, String(JSON.stringify(found).length));
  });

  it('keeps what is there where a container went between two questions, and tells of a daemon that did', () => {
    const { parse: read } = dockerInspect([id]);
    const gone = { stdout: JSON.stringify([{ Id: id }]), stderr: 'Error: No such container: b', exitCode: 1 };
    assert.deepEqual(
      read(gone).map((container) => container.id),
      [id],
    );
    assert.throws(
      () =>
        read({
          stdout: '[]',
          stderr: 'Cannot connect to the Docker daemon at unix:///x. Is it running?',
          exitCode: 1,
        }),
      (error) =>
        error instanceof CommandFailure &&
        error.kind === 'unreachable' &&
        error.message.includes('Cannot connect'),
    );
  });
});

describe("Podman's list", () => {
  itWithRecordings('is never one of VMs', ['podman/inspect-kata.json'], (text = '') => {
    const [found] = parse(podmanInspect([]), text).map((one) =>
      fromPodman(one, { kind: 'podman', local: true }),
    );
    assert.equal(found?.runtime.name, 'kata');
    assert.match(found.runtime.pretends ?? '', /none of Kata's/);
  });

  it('keeps what is there where a container is gone, and fails where Podman does', () => {
    const { parse: read } = podmanInspect([id]);
    assert.deepEqual(read({ stdout: '[]', stderr: 'Error: no such container "b"', exitCode: 125 }), []);
    assert.throws(() => read({ stdout: '[]', stderr: 'Error: permission denied', exitCode: 125 }), {
      kind: 'not-permitted',
    });
  });
});

/** From the documented shape (pkg/cmd/container/list.go, formatter.go): no nerdctl was run. */
describe("nerdctl's list", () => {
  it('has states as sentences', () => {
    const states = {
      Up: 'running',
      'Up 3 minutes': 'running',
      Created: 'created',
      Paused: 'paused',
      'Exited (0) 2 hours ago': 'stopped',
      'Restarting (1) 5 seconds ago': 'restarting',
      constructor: 'unknown',
      '': 'unknown',
    };
    const lines = Object.keys(states).map((Status) =>
      JSON.stringify({
        ID: id,
        Names: '',
        Image: 'i',
        Status,
        Runtime: 'io.containerd.kata.v2',
        Ports: '0.0.0.0:80->80/tcp, :::80->80/tcp',
      }),
    );
    const found = parse(nerdctlContainers('default'), `a warning\n${lines.join('\n')}\n{"ID":`).map((one) =>
      fromNerdctl(one, { kind: 'nerdctl', name: 'default', local: true }),
    );
    assert.deepEqual(
      found.map(({ state }) => state),
      Object.values(states),
    );
    assert.deepEqual(
      [found[0]?.name, found[0]?.runtime.claim, found[0]?.ports?.length],
      ['a'.repeat(12), 'kata', 2],
    );
  });
});

/** From the documented shape (cri-api, cri-tools): no crictl was run. */
describe("crictl's list", () => {
  const pod = {
    id,
    metadata: { name: 'web', uid: 'u', namespace: 'shop', attempt: 0 },
    state: 'SANDBOX_READY',
    createdAt: '1787300000123456789',
    runtimeHandler: 'kata-qemu',
  };
  const list = (pods: unknown, containers: unknown) =>
    fromCri(
      { kind: 'cri', local: true },
      parse(crictlPods, JSON.stringify(pods)),
      parse(crictlContainers, JSON.stringify(containers)),
    );

  it('has pods with their containers', () => {
    const container = {
      id: 'c1',
      podSandboxId: id,
      metadata: { name: 'app' },
      state: 'CONTAINER_RUNNING',
    };
    const [found, other] = list(
      { items: [pod, { ...pod, id: 'b'.repeat(64), runtimeHandler: '', state: 'SANDBOX_NOTREADY' }] },
      { containers: [container, { ...container, podSandboxId: 'elsewhere' }] },
    );
    assert.deepEqual(found, {
      source: { kind: 'cri', local: true },
      id,
      name: 'web',
      state: 'running',
      runtime: { name: 'kata-qemu', claim: 'kata' },
      startedAt: 1787300000123.4568,
      group: { kind: 'namespace', name: 'shop' },
      containers: [{ id: 'c1', name: 'app', state: 'running' }],
    });
    assert.deepEqual([other?.state, other?.runtime.claim, other?.containers], ['stopped', 'unknown', []]);
  });

  it('survives any shape', () => {
    for (const odd of [
      null,
      1,
      [],
      {},
      { items: null, containers: 7 },
      { items: [null, {}, { metadata: [] }], containers: [{}] },
    ])
      assert.ok(list(odd, odd).every(({ state }) => state === 'unknown'));
  });

  it('is put together in no time, however long it is', () => {
    const items = Array.from({ length: 5_000 }, (_, at) => ({ ...pod, id: `p${at}` }));
    const containers = items.map(({ id: podSandboxId }) => ({ id: `c${podSandboxId}`, podSandboxId }));
    const pods = parse(crictlPods, JSON.stringify({ items }));
    const parsed = parse(crictlContainers, JSON.stringify({ containers }));
    costsBelow(400, () => {
      assert.equal(fromCri({ kind: 'cri', local: true }, pods, parsed)[4_999]?.containers?.length, 1);
    });
  });
});

describe("containerd's list", () => {
  const table = (...rows: readonly string[]) => ['CONTAINER    IMAGE    RUNTIME', ...rows, ''].join('\n');

  it('joins its tables', () => {
    const containers = parse(
      ctrContainers('default'),
      table(
        'kata-c docker.io/x:1 io.containerd.kata.v2',
        'bare - io.containerd.runc.v2',
        'none io.containerd.runc.v2',
      ),
    );
    const tasks = parse(ctrTasks('default'), 'TASK    PID     STATUS    \nkata-c    8235    PAUSED\n');
    const found = fromCtr({ kind: 'containerd', name: 'default', local: true }, containers, tasks, new Map());
    assert.deepEqual(
      found.map(({ name, state, runtime, pid, image }) => [name, state, runtime.claim, pid, image]),
      [
        ['kata-c', 'paused', 'kata', 8235, 'docker.io/x:1'],
        ['bare', 'created', 'other', undefined, '-'],
        ['none', 'created', 'other', undefined, undefined],
      ],
    );
  });

  for (const release of ['bookworm', 'trixie', 'sid']) {
    const files = ['containers-ls.default.txt', 'tasks-ls.default.txt'].map(
      (name) => `containerd/${release}/${name}`,
    );
    itWithRecordings(`is that of ${release}`, files, (containers = '', tasks = '') => {
      const found = fromCtr(
        { kind: 'containerd', name: 'default', local: true },
        parse(ctrContainers('default'), containers),
        parse(ctrTasks('default'), tasks),
        new Map(),
      );
      assert.deepEqual(
        found.map(({ name, state, runtime }) => [name, state, runtime.claim]),
        [
          ['kata-c', 'paused', 'kata'],
          ['kata-notask', 'created', 'kata'],
          ['kata-run', 'running', 'kata'],
          ['kata-stopped', 'stopped', 'kata'],
          ['runc-c', 'running', 'other'],
        ],
      );
    });
  }

  const ofNode = ['ctr-containers.txt', 'ctr-tasks.txt', 'ctr-info.json'].map(
    (name) => `kubernetes/real-node/${name}`,
  );
  const title = "is that of a Kubernetes node, with pods of its containers' labels";
  itWithRecordings(title, ofNode, (table_ = '', tasks = '', info = '') => {
    const containers = parse(ctrContainers('k8s.io'), table_);
    const details = new Map(
      info
        .split(/\n(?=\{)/)
        .map((text) => [(JSON.parse(text) as { ID: string }).ID, parse(ctrInfo('', 'k8s.io'), text)]),
    );
    const found = fromCtr(
      { kind: 'containerd', name: 'k8s.io', local: true },
      containers,
      parse(ctrTasks('k8s.io'), tasks),
      details,
    );
    const inPods = found.reduce((sum, one) => sum + (one.containers?.length ?? 0), 0);
    assert.equal(inPods, 3);
    assert.equal(found.length + inPods, containers.length, 'none is lost');
    assert.ok(
      found.every(({ id: sandbox, group }) => (group?.kind === 'namespace') === details.has(sandbox)),
    );
    // The details of this pod were not recorded, but those of its container
    assert.equal(found.find(({ id: sandbox }) => sandbox.startsWith('ccde'))?.containers?.length, 1);
  });

  it('survives labels of any shape', () => {
    for (const Labels of [null, 7, [], { 'io.kubernetes.pod.name': 7 }])
      assert.deepEqual(Object.keys(parse(ctrInfo('a', 'b'), JSON.stringify({ ID: 'a', Labels })).labels), []);
  });
});
