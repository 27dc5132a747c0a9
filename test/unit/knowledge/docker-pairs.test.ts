import assert from 'node:assert/strict';
import {
  dockerKataProblems,
  dockerLimit,
  isBelow,
  plainVersion,
  type DockerKata,
} from '../../../src/knowledge';

const ids = (known: DockerKata): string[] => dockerKataProblems(known).map(({ id }) => id);

describe('Docker and Kata, release by release', () => {
  it('before Docker 23 there is no way, before 24 none by daemon.json', () => {
    assert.deepEqual(ids({ docker: '20.10.24+dfsg1' }), ['shim-names', 'runtime-type']);
    assert.deepEqual(ids({ docker: '20.10.24+dfsg1', registration: 'name' }), ['shim-names']);
    assert.deepEqual(ids({ docker: '23.0.6' }), ['runtime-type']);
    assert.deepEqual(ids({ docker: '23.0.6', registration: 'name' }), []);
    assert.deepEqual(ids({ docker: '24.0.0', registration: 'runtimeType' }), []);
    const [problem] = dockerKataProblems({ docker: '23.0.6', registration: 'runtimeType' });
    assert.equal(problem?.severity, 'error');
    assert.match(problem.message, /^Docker 23\.0\.6 ignores runtimeType .* runc/);
  });

  it('from Docker 26 on containers have no network before Kata 3.29.0 (Go) and 3.30.0 (runtime-rs)', () => {
    const cases: readonly [string, string, 'go' | 'rs' | undefined, boolean][] = [
      ['25.0.5', '3.28.0', 'go', false],
      ['26.0.0', '3.28.0', 'go', true],
      ['26.1.5+dfsg1', '3.28.0', undefined, true],
      ['28.5.2+dfsg4', '3.29.0', 'go', false],
      ['28.5.2+dfsg4', '3.29.0', 'rs', true],
      ['28.5.2+dfsg4', '3.29.0', undefined, false],
      ['28.5.2', '3.30.0', 'rs', false],
      ['26.0', '3.2.0', 'go', true],
    ];
    for (const [docker, kata, runtime, broken] of cases) {
      const found = dockerKataProblems({ docker, kata, ...(runtime && { runtime }) });
      assert.equal(
        found.some(({ id }) => id === 'no-network'),
        broken,
        `${docker} ${kata} ${runtime ?? ''}`,
      );
    }
    const [problem] = dockerKataProblems({ docker: '28.5.2+dfsg4', kata: '3.28.0', runtime: 'go' });
    assert.equal(problem?.about, 'network');
    assert.match(problem.message, /28\.5\.2\+dfsg4 .* Kata 3\.28\.0 /);
  });

  it('from Docker 29.5 on no container starts before Kata 3.32.0, but without time namespaces', () => {
    const pair = { docker: '29.5.0', kata: '3.31.0', runtime: 'rs' } as const;
    assert.deepEqual(ids(pair), ['time-namespace']);
    assert.deepEqual(ids({ ...pair, timeNamespacesOff: true }), []);
    assert.deepEqual(ids({ ...pair, docker: '29.4.3' }), []);
    assert.deepEqual(ids({ ...pair, kata: '3.32.0' }), []);
    assert.match(dockerKataProblems(pair)[0]?.fix ?? '', /"time-namespaces": false/);
  });

  it('tells the Docker that is too new for a Kata', () => {
    const known = { kata: '3.29.0', runtime: 'rs', timeNamespacesOff: false } as const;
    assert.deepEqual(dockerLimit('no-network', known), { docker: '26', kata: '3.30.0' });
    assert.equal(dockerLimit('no-network', { ...known, runtime: 'go' }), undefined);
    assert.deepEqual(dockerLimit('time-namespace', known), { docker: '29.5', kata: '3.32.0' });
    assert.equal(dockerLimit('time-namespace', { ...known, timeNamespacesOff: true }), undefined);
    assert.equal(dockerLimit('time-namespace', { ...known, kata: '3.32.0' }), undefined);
  });

  it('Docker 23 and Kata before 3.1.0 collide over the name of the interface', () => {
    assert.ok(ids({ docker: '23.0.1', kata: '3.0.2' }).includes('interface-rename'));
    assert.ok(!ids({ docker: '23.0.1', kata: '3.1.0' }).includes('interface-rename'));
    assert.ok(!ids({ docker: '20.10.24', kata: '3.0.2' }).includes('interface-rename'));
  });

  it('the Go runtime before 4.0.0 tears down late, which is only worth knowing', () => {
    const known = { docker: '25.0.0', kata: '3.32.0', runtime: 'go' } as const;
    assert.deepEqual(
      dockerKataProblems(known).map(({ id, severity }) => [id, severity]),
      [['teardown', 'information']],
    );
    assert.deepEqual(ids({ ...known, runtime: 'rs' }), []);
    assert.deepEqual(ids({ ...known, kata: '4.0.0' }), []);
  });

  it('--privileged fails, and only that is said about it', () => {
    assert.deepEqual(ids({ docker: '29.7.2', kata: '4.1.0', runtime: 'rs', privileged: true }), [
      'privileged',
    ]);
    assert.deepEqual(ids({ docker: '29.7.2', kata: '4.1.0', runtime: 'rs' }), []);
  });

  it('only QEMU is tested, Firecracker fails', () => {
    const known = { docker: '29.7.2', kata: '4.1.0', runtime: 'rs' } as const;
    assert.deepEqual(ids({ ...known, hypervisor: 'qemu' }), []);
    assert.deepEqual(ids({ ...known, hypervisor: 'firecracker' }), ['firecracker']);
    const [problem] = dockerKataProblems({ ...known, hypervisor: 'dragonball' });
    assert.equal(problem?.severity, 'warning');
    assert.match(problem.message, /With dragonball /);
  });

  it('claims nothing about what is not known', () => {
    assert.deepEqual(ids({}), []);
    assert.deepEqual(ids({ docker: 'dev', kata: '3.2.0' }), []);
    assert.deepEqual(ids({ docker: '29.5.0', kata: 'unknown' }), []);
    assert.deepEqual(ids({ docker: '29.5.0' }), []);
    assert.deepEqual(ids({ kata: '3.2.0', runtime: 'rs' }), []);
  });

  it('reads the versions of distributions', () => {
    assert.equal(plainVersion('28.5.2+dfsg4'), '28.5.2');
    assert.equal(plainVersion('20.10.24+dfsg1'), '20.10.24');
    assert.equal(plainVersion('v2.1.9-rc.1'), '2.1.9');
    assert.equal(plainVersion('17.03.2~ce-0'), '17.03.2');
    assert.equal(plainVersion('29.5'), '29.5.0');
    for (const none of [undefined, '', 'dev', '29', 'library-import', '1.2.3.4'])
      assert.equal(plainVersion(none), undefined);
    assert.equal(isBelow('23.0.6', '24.0.0'), true);
    assert.equal(isBelow('24.0.0-rc.1', '24.0.0'), false);
    assert.equal(isBelow('dev', '24.0.0'), undefined);
  });
});
