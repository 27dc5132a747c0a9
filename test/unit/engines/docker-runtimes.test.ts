import assert from 'node:assert/strict';
import {
  describeDockerRuntime,
  describeDockerRuntimes,
  dockerInfo,
  parseDaemonJson,
  type DockerInfoRuntime,
  type DockerRuntime,
  type DockerRuntimeFacts,
} from '../../../src/engines';
import { itWithRecordings } from '../../support/recordings';

type Info = NonNullable<DockerRuntimeFacts['info']>;

const infoOf = (
  runtimes: Readonly<Record<string, Partial<DockerInfoRuntime>>>,
  defaultRuntime = 'runc',
): Info => ({
  runtimes: new Map(Object.entries(runtimes).map(([name, entry]) => [name, { hasStatus: false, ...entry }])),
  defaultRuntime,
});
const fileOf = (runtimes: unknown) => parseDaemonJson(JSON.stringify({ runtimes }));
const short = ({ identity, isolation, problem }: DockerRuntime): string =>
  [identity, isolation, problem?.id].filter((word) => word !== undefined).join(' ');
const kata = (facts: DockerRuntimeFacts): string => short(describeDockerRuntime('kata', facts));

describe("Docker's runtimes, what they really are", () => {
  it('kata with the path of runc is runc', () => {
    const info = infoOf({ kata: { path: '/usr/bin/runc', hasStatus: true } });
    const found = describeDockerRuntime('kata', { info, serverVersion: '28.5.2+dfsg4' });
    assert.equal(short(found), 'runc container not-kata');
    assert.equal(
      found.problem?.message,
      'The runtime is called kata, but its containers run in runc, without a VM around them.',
    );
    assert.equal(found.really, 'runc (/usr/bin/runc).');
    assert.match(found.problem.fix, /^For Kata write "runtimes": .*"runtimeType"/);
    const old = describeDockerRuntime('kata', { info, serverVersion: '20.10.24+dfsg1' });
    assert.match(
      old.problem?.fix ?? '',
      /^Update Docker to 26 or later first: 20\.10\.24\S* ignores runtimeType\. For Kata write /,
    );
  });

  it('runtimeType is Kata since Docker 24, and runc before', () => {
    const daemon = fileOf({ kata: { runtimeType: 'io.containerd.kata.v2' } });
    const info = infoOf({ kata: {} });
    assert.equal(kata({ info, daemon, serverVersion: '26.1.5+dfsg1' }), 'kata vm');
    assert.equal(kata({ info, daemon, serverVersion: '23.0.6' }), 'runc container runtime-type-ignored');
    assert.equal(
      kata({ info, daemon, serverVersion: '20.10.24+dfsg1' }),
      'runc container runtime-type-ignored',
    );
    assert.equal(kata({ info, serverVersion: '20.10.24+dfsg1' }), 'runc container runtime-type-ignored');
    assert.equal(kata({ daemon }), 'kata vm');
    assert.equal(kata({ daemon, serverVersion: '23.0.6' }), 'runc container runtime-type-ignored');
    // 24.0 is the only one that shows the type itself
    assert.equal(
      kata({ info: infoOf({ kata: { type: 'io.containerd.kata.v2' } }), serverVersion: '24.0.7' }),
      'kata vm',
    );
  });

  it('an empty entry is a shim that only the file names; a name is a guess', () => {
    const facts = { info: infoOf({ kata: {}, other: {} }), serverVersion: '28.5.2' };
    const found = describeDockerRuntime('kata', facts);
    assert.equal(short(found), 'unknown unknown');
    assert.equal(found.guessed, true);
    assert.match(found.really, /docker run --rm --runtime kata IMAGE uname -r/);
    assert.equal(describeDockerRuntime('other', facts).guessed, undefined);
    const elsewhere = fileOf({ kata: { runtimeType: 'io.containerd.runsc.v1' } });
    assert.equal(kata({ ...facts, daemon: elsewhere }), 'gvisor user-space-kernel not-kata');
  });

  it('kata-runtime as a path is the way of Kata 1.x', () => {
    const info = infoOf({ kata: { path: '/usr/bin/kata-runtime' } });
    assert.equal(kata({ info, serverVersion: '28.5.2' }), 'kata unknown kata-1');
    assert.equal(
      kata({ daemon: fileOf({ kata: { path: '/opt/kata/bin/kata-runtime' } }) }),
      'kata unknown kata-1',
    );
  });

  it('a shim as a path is none', () => {
    const path = '/opt/kata/bin/containerd-shim-kata-v2';
    assert.equal(
      kata({ info: infoOf({ kata: { path } }), serverVersion: '28.5.2' }),
      'kata unknown shim-as-path',
    );
  });

  it('a program that gave Docker no answer may be missing; before 25 nothing tells', () => {
    const info = infoOf({ other: { path: '/nonexistent/crun' } });
    const other = (serverVersion: string): string =>
      short(describeDockerRuntime('other', { info, serverVersion }));
    assert.equal(other('28.5.2'), 'crun container no-answer');
    assert.equal(other('24.0.7'), 'crun container');
    assert.equal(other('dev'), 'crun container');
  });

  it('tells each runtime by its program', () => {
    const programs: Readonly<Record<string, string>> = {
      runc: 'runc container',
      '/usr/bin/docker-runc': 'runc container',
      '/usr/bin/crun': 'crun container',
      '/usr/local/bin/youki': 'youki container',
      '/usr/local/bin/runsc': 'gvisor user-space-kernel',
      '/usr/bin/sysbox-runc': 'sysbox container',
      'nvidia-container-runtime': 'nvidia container',
      '/usr/bin/nvidia-container-runtime.cdi': 'nvidia container',
      '/opt/other/runcx': 'unknown unknown',
    };
    for (const [path, expected] of Object.entries(programs)) {
      const info = infoOf({ x1: { path, hasStatus: true } });
      assert.equal(short(describeDockerRuntime('x1', { info, serverVersion: '28.5.2' })), expected, path);
    }
  });

  it('tells each runtime by its type', () => {
    const types: Readonly<Record<string, string>> = {
      'io.containerd.kata.v2': 'kata vm',
      'io.containerd.kata-qemu.v2': 'kata vm',
      'io.containerd.run.kata.v2': 'kata vm',
      '/opt/kata/runtime-rs/bin/containerd-shim-kata-v2': 'kata vm',
      'io.containerd.runc.v2': 'runc container',
      'io.containerd.runtime.v1.linux': 'runc container',
      'io.containerd.runsc.v1': 'gvisor user-space-kernel',
      'io.containerd.wasmedge.v1': 'wasm container',
      'aws.firecracker': 'firecracker vm',
      'io.containerd.other.v1': 'unknown unknown',
      '/usr/local/bin/containerd-shim-runsc-v1': 'gvisor user-space-kernel',
      kata: 'unknown unknown invalid-entry',
      'bin/containerd-shim-kata-v2': 'unknown unknown invalid-entry',
    };
    for (const [runtimeType, expected] of Object.entries(types)) {
      const daemon = fileOf({ x1: { runtimeType } });
      assert.equal(short(describeDockerRuntime('x1', { daemon })), expected, runtimeType);
    }
    const options = { BinaryName: '/usr/bin/nvidia-container-runtime' };
    const daemon = fileOf({ x1: { runtimeType: 'io.containerd.runc.v2', options } });
    assert.equal(short(describeDockerRuntime('x1', { daemon })), 'nvidia container');
  });

  it('says whose shim and which configuration', () => {
    const type = '/opt/kata/runtime-rs/bin/containerd-shim-kata-v2';
    const daemon = fileOf({ kata: { runtimeType: type, options: { configPath: '/etc/kata.toml' } } });
    const { shim, runtime, configPath } = describeDockerRuntime('kata', { daemon });
    assert.deepEqual([shim, runtime, configPath], [type, 'rs', '/etc/kata.toml']);
    assert.equal(
      describeDockerRuntime('kata', {
        daemon: fileOf({ kata: { runtimeType: 'io.containerd.kata-qemu.v2' } }),
      }).shim,
      'containerd-shim-kata-qemu-v2',
    );
  });

  it('an entry with neither or both is refused by Docker', () => {
    assert.equal(kata({ daemon: fileOf({ kata: {} }) }), 'unknown unknown invalid-entry');
    assert.equal(
      kata({ daemon: fileOf({ kata: { path: 'runc', runtimeType: 'io.containerd.kata.v2' } }) }),
      'unknown unknown invalid-entry',
    );
  });

  it('notices a file that the daemon has not read', () => {
    const daemon = fileOf({ kata: { runtimeType: 'io.containerd.kata.v2' } });
    assert.equal(kata({ daemon, info: infoOf({}), serverVersion: '28.5.2' }), 'kata unknown not-loaded');
    const info = infoOf({ kata: { path: '/usr/bin/runc', hasStatus: true } });
    assert.equal(kata({ daemon, info, serverVersion: '28.5.2' }), 'runc container not-loaded');
  });

  it('takes names of shims since Docker 23, and refuses what is not registered', () => {
    const info = infoOf({ runc: { path: 'runc', hasStatus: true } });
    const named = (name: string, serverVersion?: string): string =>
      short(describeDockerRuntime(name, { info, ...(serverVersion !== undefined && { serverVersion }) }));
    assert.equal(named('io.containerd.kata.v2', '26.1.5'), 'kata vm');
    assert.equal(named('io.containerd.kata.v2'), 'kata vm');
    assert.equal(named('io.containerd.kata.v2', '20.10.24'), 'unknown unknown not-registered');
    assert.equal(named('kata', '26.1.5'), 'unknown unknown not-registered');
    assert.equal(named('/opt/kata/bin/containerd-shim-kata-v2', '26.1.5'), 'unknown unknown not-registered');
  });

  it('lists the default first, from both sources, and knows it from either', () => {
    const info = infoOf({ a1: { path: 'runc' }, kata: {} }, 'kata');
    const daemon = fileOf({ kata: { runtimeType: 'io.containerd.kata.v2' }, b1: { path: 'crun' } });
    const found = describeDockerRuntimes({ info, daemon, serverVersion: '24.0.7' });
    assert.deepEqual(
      found.map(({ name, isDefault }) => [name, isDefault]),
      [
        ['kata', true],
        ['a1', false],
        ['b1', false],
      ],
    );
    const alone = parseDaemonJson(
      '{"default-runtime":"kata","runtimes":{"kata":{"runtimeType":"io.containerd.kata.v2"}}}',
    );
    assert.equal(describeDockerRuntimes({ daemon: alone })[0]?.isDefault, true);
  });

  for (const release of ['20.10', '26.1', '28.5']) {
    itWithRecordings(
      `reads what Docker ${release} printed`,
      [`docker/${release}/info.json`],
      (stdout = '') => {
        const info = dockerInfo().parse({ stdout, stderr: '', exitCode: 0 });
        const found = describeDockerRuntimes({ info, serverVersion: info.serverVersion });
        const said = Object.fromEntries(found.map((runtime) => [runtime.name, short(runtime)]));
        assert.equal(said.runc, 'runc container');
        assert.equal(said['io.containerd.runc.v2'], 'runc container');
        assert.equal(said.kata, 'runc container not-kata');
        if (release === '20.10') return;
        assert.equal(said['kata-qemu'], 'runc container not-kata');
        assert.equal(said['kata-v2'], 'unknown unknown');
        assert.equal(said['kata-missing-path'], 'kata unknown kata-1');
      },
    );
  }
});

describe("Docker's daemon.json", () => {
  it('reads what the workbench needs', () => {
    const daemon = parseDaemonJson(
      '\ufeff{"default-runtime":"kata","features":{"time-namespaces":false},"runtimes":{"kata":{"runtimeType":"t.v2","options":{"CONFIGPATH":"/c"}},"o":{"path":"crun","runtimeArgs":["--x"]},"p":7}}',
    );
    assert.equal(daemon.problem, undefined);
    assert.equal(daemon.defaultRuntime, 'kata');
    assert.equal(daemon.timeNamespacesOff, true);
    assert.deepEqual(daemon.runtimes.get('kata'), { type: 't.v2', configPath: '/c' });
    assert.deepEqual(daemon.runtimes.get('o'), { path: 'crun', args: ['--x'] });
    assert.deepEqual(daemon.runtimes.get('p'), {});
  });

  it('says where it is broken, and reads the rest', () => {
    const daemon = parseDaemonJson('{\n  "runtimes": {"kata": {"path": "runc"}},\n  // no\n  "x": 1\n}');
    assert.deepEqual(daemon.problem, { message: 'JSON has no comments', line: 3, column: 3 });
    assert.equal(daemon.runtimes.get('kata')?.path, 'runc');
    assert.deepEqual(parseDaemonJson('{"a":1,}').problem, {
      message: 'the name of a property is missing; names stand in double quotes',
      line: 1,
      column: 8,
    });
  });

  it('survives anything', () => {
    for (const text of [
      '',
      '[]',
      'null',
      '"x"',
      '{"runtimes":[]}',
      '{"runtimes":null}',
      '\0',
      '['.repeat(200_000),
    ])
      assert.equal(parseDaemonJson(text).runtimes.size, 0, text.slice(0, 20));
    assert.ok(parseDaemonJson('[]').problem);
    assert.equal(parseDaemonJson('{"runtimes":[]}').problem, undefined);
  });
});
