import assert from 'node:assert/strict';
import {
  CommandFailure,
  devContainerMerged,
  type DockerContainer,
  type DockerRuntime,
} from '../../../src/engines';
import {
  gatherEngineFacts,
  preflight,
  type EngineFacts,
  type Intention,
  type Problem,
} from '../../../src/devcontainer';
import type { HostReader } from '../../../src/host';
import { fakeRunner, type FakeAnswer } from '../../support/fake-runner';

const docker: EngineFacts['docker'] = {
  info: {
    serverVersion: '29.6.0',
    runtimes: new Map([
      ['runc', { path: 'runc', hasStatus: true }],
      ['kata', { hasStatus: false }],
    ]),
    defaultRuntime: 'runc',
    operatingSystem: 'Debian GNU/Linux 13',
    kernelVersion: '6.12.0',
    rootless: false,
    dataRoot: '/var/lib/docker',
  },
  server: '29.6.0',
  endpoint: 'unix:///var/run/docker.sock',
  kind: 'system',
  local: true,
  podman: false,
};
const shim = '/opt/kata/bin/containerd-shim-kata-v2';
const registered: DockerRuntime = {
  name: 'kata',
  isDefault: false,
  identity: 'kata',
  isolation: 'vm',
  really: 'Kata Containers.',
  shim,
};
const kata: NonNullable<EngineFacts['kata']> = {
  status: 'ok',
  detail: '',
  hypervisor: 'qemu',
  shim: { path: shim, version: '4.1.0', runtime: 'go' },
};
const ready: EngineFacts = { docker, runtime: registered, kata, containers: [] };

const config = (more: object = {}) => ({
  path: '/p/.devcontainer/devcontainer.json',
  text: JSON.stringify({ image: 'a', runArgs: ['--runtime=kata'], ...more }),
});
const asked = (more: Partial<Intention> = {}): readonly Problem[] =>
  preflight({ engine: ready, runtime: 'kata', config: config(), ...more });
/** `id: severity`, with a star where it blocks; without what is said about every Kata. */
const lines = (problems: readonly Problem[]): string[] =>
  problems
    .filter(({ id }) => id !== 'file-watchers')
    .map(({ id, severity, blocks }) => `${id}: ${severity}${blocks ? ' *' : ''}`);
const engine = (more: Partial<EngineFacts['docker']>): string[] => {
  const all = { ...docker, ...more };
  const gone = more.failure !== undefined || more.podman === true || more.kind === 'desktop';
  const facts: EngineFacts = gone ? { docker: { ...all }, containers: [] } : { ...ready, docker: all };
  return lines(asked({ engine: facts }));
};
const failed = (kind: CommandFailure['kind']) => new CommandFailure(kind, 'docker', 'It failed.');

describe('Preflight', () => {
  it('has nothing to say where all is well, but what everybody should know', () => {
    assert.deepEqual(
      asked().map(({ id, severity }) => `${id}: ${severity}`),
      ['file-watchers: information'],
    );
    assert.deepEqual(asked({ runtime: 'runc', engine: { docker, containers: [] } }), []);
  });

  it('says whether Docker can be asked', () => {
    assert.deepEqual(engine({ failure: failed('missing') }), ['engine-missing: error *']);
    assert.deepEqual(engine({ failure: failed('not-permitted') }), ['engine-not-permitted: error *']);
    assert.deepEqual(engine({ failure: failed('unreachable') }), ['engine-unreachable: error *']);
    assert.deepEqual(engine({ failure: failed('timed-out') }), ['engine-no-answer: error *']);
    assert.deepEqual(engine({ failure: failed('unreadable') }), ['engine-failed: error *']);
  });

  it('knows the engines that can have no Kata', () => {
    assert.deepEqual(engine({ kind: 'desktop', local: false }), ['engine-desktop: error *']);
    assert.deepEqual(engine({ kind: 'rootless' }), ['engine-rootless: error *']);
    assert.deepEqual(engine({ podman: true, failure: failed('unreadable') }), ['engine-podman: error *']);
    assert.deepEqual(engine({ kind: 'snap' }), ['engine-snap: warning']);
    for (const kind of ['desktop', 'rootless', 'snap'] as const) {
      const facts: EngineFacts = { docker: { ...docker, kind }, containers: [] };
      assert.deepEqual(asked({ engine: facts, runtime: 'runc' }), []);
    }
  });

  it('does not judge another machine by this one', () => {
    const remote = { ...docker, local: false, endpoint: 'ssh://builder' };
    const unknown: DockerRuntime = {
      name: 'kata',
      isDefault: false,
      identity: 'unknown',
      isolation: 'unknown',
      really: '',
      guessed: true,
    };
    const problems = asked({ engine: { docker: remote, runtime: unknown, containers: [] } });
    assert.deepEqual(lines(problems), ['engine-remote: information', 'runtime-unproven: information']);
    assert.match(problems[0]!.message, /ssh:\/\/builder/);
  });

  it('says what the runtime really is', () => {
    const runtime = (more: Partial<DockerRuntime>, name = 'kata') =>
      lines(
        asked({
          runtime: name,
          engine: { docker, runtime: { ...registered, name, ...more }, containers: [] },
        }),
      );
    const problem = (id: NonNullable<DockerRuntime['problem']>['id']) => ({
      problem: { id, message: 'm', fix: 'f' },
      isolation: 'unknown' as const,
    });
    for (const id of [
      'not-registered',
      'not-kata',
      'runtime-type-ignored',
      'kata-1',
      'shim-as-path',
      'not-loaded',
      'invalid-entry',
    ] as const)
      assert.deepEqual(runtime(problem(id)), [`runtime-${id}: error *`]);
    assert.deepEqual(runtime(problem('no-answer')), ['runtime-no-answer: warning']);
    assert.deepEqual(runtime({ identity: 'unknown', isolation: 'unknown' }), [
      'runtime-unproven: information',
    ]);
    assert.deepEqual(runtime({ identity: 'gvisor', isolation: 'user-space-kernel' }, 'runsc'), [
      'runtime-isolation: information',
    ]);
    assert.deepEqual(runtime({ identity: 'runc', isolation: 'container' }, 'runc'), [
      'runtime-isolation: information',
    ]);
  });

  it('says why the shim would start no sandbox', () => {
    const broken = { ...kata, status: 'failed', detail: 'no configuration', fix: { text: 'f' } } as const;
    assert.deepEqual(lines(asked({ engine: { ...ready, kata: broken } })), ['kata-not-ready: error *']);
    assert.deepEqual(lines(asked({ engine: { ...ready, kata: { ...kata, status: 'unknown' } } })), []);
  });

  describe('knows pairs of Docker and Kata', () => {
    const pair = (
      server: string,
      version: string | undefined,
      runtime: 'go' | 'rs' = 'go',
      more: { hypervisor?: string; off?: boolean; name?: string } = {},
    ): string[] => {
      const { hypervisor = 'qemu', off = false, name = 'kata' } = more;
      const file: NonNullable<EngineFacts['docker']['file']> = {
        path: '/etc/docker/daemon.json',
        reading: { kind: 'text', text: '{}' },
        daemon: { runtimes: new Map(), timeNamespacesOff: off },
      };
      const facts: EngineFacts = {
        docker: { ...docker, server, file },
        runtime: { ...registered, name },
        kata: {
          ...kata,
          hypervisor,
          shim: { path: shim, runtime, ...(version !== undefined && { version }) },
        },
        containers: [],
      };
      return lines(asked({ engine: facts, runtime: name })).map((line) => line.replace('docker-kata-', ''));
    };
    it('without a network', () => {
      assert.deepEqual(pair('26.0.0', '3.28.0'), ['no-network: error *']);
      assert.deepEqual(pair('28.5.2+dfsg4', '3.29.0', 'rs'), ['no-network: error *']);
      assert.deepEqual(pair('26.0.0', '3.29.0'), []);
      assert.deepEqual(pair('25.0.5', '3.28.0'), []);
      assert.deepEqual(pair('23.0.0', '3.0.0', 'go', { name: 'io.containerd.kata.v2' }), [
        'interface-rename: error *',
      ]);
    });
    it('with a time namespace', () => {
      assert.deepEqual(pair('29.5.0', '3.31.0'), ['time-namespace: error *']);
      assert.deepEqual(pair('29.5.0', '3.31.0', 'go', { off: true }), []);
      assert.deepEqual(pair('29.5.0', '3.32.0'), []);
      assert.deepEqual(pair('29.4.0', '3.31.0'), []);
    });
    it('where Docker is too old', () => {
      assert.deepEqual(pair('20.10.24', '4.1.0', 'go', { name: 'io.containerd.kata.v2' }), [
        'shim-names: error *',
      ]);
      assert.deepEqual(pair('23.0.1', '4.1.0'), ['runtime-type: error *']);
    });
    it('with other hypervisors', () => {
      assert.deepEqual(pair('29.6.0', '4.1.0', 'rs', { hypervisor: 'firecracker' }), [
        'firecracker: error *',
      ]);
      assert.deepEqual(pair('29.6.0', '4.1.0', 'rs', { hypervisor: 'dragonball' }), [
        'untested-hypervisor: warning',
      ]);
    });
    it('claims nothing where the release is not known', () => {
      assert.deepEqual(pair('29.6.0', undefined), []);
    });
  });

  it('judges the configuration, each conflict with its place', () => {
    const text = config({ privileged: true }).text;
    const [problem] = asked({ config: { path: '/p/devcontainer.json', text } });
    assert.deepEqual(
      [problem?.id, problem?.blocks, problem?.path],
      ['devcontainer-privileged', true, '/p/devcontainer.json'],
    );
    const { span } = problem!.finding!;
    assert.equal(text.slice(span.start, span.end), '"privileged":true');
    const cases: readonly (readonly [object, string])[] = [
      [{ features: { 'ghcr.io/devcontainers/features/docker-in-docker:2': {} } }, 'privileged: error *'],
      [
        { features: { 'ghcr.io/devcontainers/features/docker-outside-of-docker:1': {} } },
        'docker-socket: error',
      ],
      [{ runArgs: ['--privileged'] }, 'privileged: error *'],
      [{ runArgs: ['--network=host'] }, 'network: error *'],
      [{ runArgs: ['--net=container:x'] }, 'network: error *'],
      [{ runArgs: ['--link', 'db'] }, 'link: error'],
      [{ runArgs: ['--gpus', 'all'] }, 'gpu: error *'],
      [{ hostRequirements: { gpu: true } }, 'gpu: error *'],
      [{ runArgs: ['--device=/dev/snd'] }, 'device: warning'],
      [{ runArgs: ['--pid=host'] }, 'host-namespace: warning'],
      [{ runArgs: ['--ipc=host'] }, 'host-namespace: warning'],
      [{ runArgs: ['--uts=host'] }, 'host-namespace: warning'],
      [{ runArgs: ['--userns=host'] }, 'host-namespace: warning'],
      [{ mounts: ['source=/var/run/docker.sock,target=/s,type=bind'] }, 'docker-socket: error'],
      [{ mounts: ['source=${localEnv:SSH_AUTH_SOCK},target=/s,type=bind'] }, 'host-socket: warning'],
      [{ runArgs: ['-v', '/x:/proc/sys'] }, 'proc-mount: error *'],
      [{ runArgs: ['-v', '/x:/y:rshared'] }, 'mount-propagation: warning'],
      [{ runArgs: ['--blkio-weight=1'] }, 'io-weight: warning'],
      [{ securityOpt: ['apparmor=x'] }, 'apparmor: information'],
      [{ runArgs: ['--memory=4g'] }, 'resources: information'],
    ];
    for (const [more, line] of cases)
      assert.deepEqual(lines(asked({ config: config(more) })), [`devcontainer-${line}`]);
    assert.deepEqual(
      lines(
        asked({
          runtime: 'kata-qemu-tdx',
          engine: { ...ready, runtime: { ...registered, name: 'kata-qemu-tdx' } },
        }),
      ),
      ['devcontainer-confidential: error'],
    );
  });

  it('judges what image and features bring, once', () => {
    const merged = JSON.stringify({
      image: 'a',
      privileged: true,
      mounts: [{ source: '/run/docker.sock', target: '/s' }],
    });
    const problems = asked({ config: config({ privileged: true }), merged });
    assert.deepEqual(lines(problems), [
      'devcontainer-privileged: error *',
      'devcontainer-docker-socket: error',
    ]);
    assert.match(problems[1]!.message, /^The image or a feature/);
    assert.equal(problems[1]!.path, undefined);
  });

  it('judges the service of Compose', () => {
    const compose = {
      service: 'app',
      files: [
        { path: '/p/a.yml', text: 'services:\n  app: {image: a}\n  db: {privileged: true}\n' },
        { path: '/p/b.yml', text: 'services:\n  app: {network_mode: "service:db"}\n' },
      ],
    };
    const problems = asked({
      compose,
      config: { path: '/p/d.json', text: '{"dockerComposeFile":["a.yml","b.yml"],"service":"app"}' },
    });
    assert.deepEqual(lines(problems), ['compose-network: error *']);
    assert.equal(problems[0]?.path, '/p/b.yml');
  });

  it('says which container a rebuild deletes', () => {
    const container = {
      id: '159961d7e419554d4b9f6d437b0dbf8751751d48880ff8b675b431bfde5af013',
      name: 'brave_kepler',
      runtime: 'runc',
      state: 'exited',
    } as DockerContainer;
    const problems = asked({
      engine: { ...ready, containers: [container, { ...container, runtime: 'kata' }] },
    });
    assert.deepEqual(lines(problems), ['existing-container: warning']);
    assert.match(problems[0]!.message, /brave_kepler \(159961d7e419, exited\) .* runs in runc\. .* deletes/);
  });

  it('names what blocks first', () => {
    const ids = asked({
      config: config({ runArgs: ['--pid=host', '--memory=1g', '--link=a', '--network=host'] }),
    }).map(({ id }) => id);
    assert.deepEqual(ids, [
      'devcontainer-network',
      'devcontainer-link',
      'devcontainer-host-namespace',
      'devcontainer-resources',
      'file-watchers',
    ]);
  });
});

describe('Facts for the preflight', () => {
  /** A machine without files on which these programs answer. */
  function reader(
    answers: Readonly<Record<string, FakeAnswer>>,
  ): HostReader & { readonly calls: readonly string[] } {
    const runner = fakeRunner(answers);
    return {
      calls: runner.calls,
      replayed: false,
      system: { platform: 'linux' },
      read: (path) =>
        Promise.resolve(
          path === '/etc/docker/daemon.json'
            ? { kind: 'text', text: '{"runtimes":{"kata":{"runtimeType":"io.containerd.kata.v2"}}}' }
            : { kind: 'missing' },
        ),
      list: () => Promise.resolve({ kind: 'missing' }),
      entry: () => Promise.resolve('missing'),
      target: () => Promise.resolve(undefined),
      device: () => Promise.resolve('missing'),
      run: (command, signal) => runner.run(command, signal),
      variable: () => undefined,
    };
  }
  const info = JSON.stringify({
    ServerVersion: '28.5.2',
    Runtimes: { kata: {}, runc: { path: 'runc', status: {} } },
  });
  const version = JSON.stringify({ Client: { Version: '28.5.2' }, Server: { Version: '28.5.2' } });
  const contexts = '{"Name":"default","Current":true,"DockerEndpoint":"unix:///var/run/docker.sock"}\n';
  const answers = {
    'docker info *': info,
    'docker version *': version,
    'docker context ls *': contexts,
    'docker ps *': '',
    'docker --version': 'Docker version 28.5.2, build 1234567\n',
  };
  const owner = { folder: '/p', config: '/p/.devcontainer/devcontainer.json' };

  it('come from Docker, its file and the machine', async () => {
    const host = reader(answers);
    const facts = await gatherEngineFacts(host, 'kata', owner);
    assert.equal(facts.runtime?.identity, 'kata');
    // There is no shim on this machine
    assert.equal(facts.kata?.status, 'failed');
    assert.deepEqual(facts.containers, []);
    assert.ok(
      host.calls.includes(
        'docker ps --all --quiet --no-trunc --filter label=devcontainer.local_folder=/p --filter label=devcontainer.config_file=/p/.devcontainer/devcontainer.json',
      ),
      host.calls.join('\n'),
    );
    assert.deepEqual(lines(preflight({ engine: facts, runtime: 'kata', config: config() })), [
      'kata-not-ready: error *',
    ]);
    const unknown = await gatherEngineFacts(host, 'kata-fc', owner);
    assert.deepEqual(lines(preflight({ engine: unknown, runtime: 'kata-fc', config: config() })), [
      'runtime-not-registered: error *',
    ]);
  });

  it('are few where Docker does not answer', async () => {
    const facts = await gatherEngineFacts(reader({}), 'kata', owner);
    assert.deepEqual([facts.runtime, facts.kata, facts.containers], [undefined, undefined, []]);
    assert.deepEqual(lines(preflight({ engine: facts, runtime: 'kata', config: config() })), [
      'engine-missing: error *',
    ]);
  });

  it('tell Podman by its name', async () => {
    const podman = reader({
      'docker --version': 'podman version 4.3.1\n',
      'docker version *': '{"Client":{"APIVersion":"4.3.1","Version":"4.3.1"}}\n',
      'docker info *': '{"host":{"arch":"amd64"}}\n',
    });
    const facts = await gatherEngineFacts(podman, 'kata', owner);
    assert.deepEqual(lines(preflight({ engine: facts, runtime: 'kata', config: config() })), [
      'engine-podman: error *',
    ]);
  });

  it('are asked side by side', async () => {
    let running = 0;
    let most = 0;
    const slow = (answer: string) => async () => {
      most = Math.max(most, ++running);
      await new Promise((resolve) => setTimeout(resolve, 20));
      running--;
      return answer;
    };
    const host = reader(
      Object.fromEntries(Object.entries(answers).map(([command, answer]) => [command, slow(answer)])),
    );
    await gatherEngineFacts(host, 'runc', owner);
    assert.equal(most, 5);
  });

  it('reject when cancelled', async () => {
    const stop = new AbortController();
    const host = reader({
      ...answers,
      'docker info *': () => {
        stop.abort();
        return Promise.reject(new CommandFailure('cancelled', 'docker', 'was cancelled'));
      },
    });
    await assert.rejects(gatherEngineFacts(host, 'kata', owner, stop.signal), { kind: 'cancelled' });
  });
});

describe('The merged configuration', () => {
  it('is asked from the Dev Container CLI', async () => {
    const stdout = JSON.stringify({
      configuration: {},
      workspace: {},
      mergedConfiguration: { privileged: true },
    });
    const runner = fakeRunner({
      'devcontainer read-configuration --workspace-folder /p --config /p/d.json --include-merged-configuration':
        stdout,
    });
    assert.equal(await runner.run(devContainerMerged('/p', '/p/d.json')), '{"privileged":true}');
    const empty = fakeRunner({ 'devcontainer *': '{"configuration":{}}' });
    await assert.rejects(empty.run(devContainerMerged('/p')), { kind: 'unreadable' });
  });
});
