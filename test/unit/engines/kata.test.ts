import assert from 'node:assert/strict';
import { parseKataEnvironment, programVersion, shimVersion } from '../../../src/engines';

const answer = (stdout: string, stderr = '') => ({ stdout, stderr, exitCode: 0 });

describe("Kata's programs", () => {
  it('tells the runtime and the release of a shim', () => {
    const read = (text: string) => shimVersion('/s').parse(answer(text));
    assert.deepEqual(
      read(
        'Kata Containers containerd shim (Golang): id: "io.containerd.kata.v2", version: 4.1.0, commit: 06a\n',
      ),
      { version: '4.1.0', runtime: 'go' },
    );
    assert.deepEqual(
      read(
        'Kata Containers containerd shim (Rust): id: io.containerd.kata.v2, version: 3.30.0-rc0, commit: 06a\n',
      ),
      { version: '3.30.0-rc0', runtime: 'rs' },
    );
    assert.throws(() => read('containerd-shim-kata-v2:\n  Version:  1.6.20\n'), /no version of a shim/);
  });

  const go = {
    Kernel: { Path: '/k', Parameters: 'x' },
    Meta: { Version: '1.0.27' },
    Image: { Path: '/i' },
    Initrd: { Path: '' },
    Hypervisor: { MachineType: 'q35', Version: 'QEMU emulator version 9', Path: '/q' },
    Runtime: {
      Config: { Path: '/c' },
      Path: '/kata-runtime',
      Version: { OCI: '1.2', Version: { Semver: '4.1.0', Commit: 'x', Major: 4 } },
    },
    Host: { AvailableGuestProtections: ['tdx'], VMContainerCapable: true, SupportVSocks: false },
  };
  const expected = {
    protections: ['tdx'],
    vmCapable: true,
    vsock: false,
  };

  it("reads kata-runtime's environment as JSON and as TOML", () => {
    assert.deepEqual(parseKataEnvironment(JSON.stringify(go)), expected);
    const toml = [
      '[Kernel]\nPath = "/k"\n[Meta]\nVersion = "1.0.27"\n[Image]\nPath = "/i"\n[Initrd]\nPath = ""\n',
      '[Hypervisor]\nMachineType = "q35"\nVersion = "QEMU emulator version 9"\nPath = "/q"\n',
      '[Runtime]\nPath = "/kata-runtime"\n[Runtime.Config]\nPath = "/c"\n[Runtime.Version]\nOCI = "1.2"\n[Runtime.Version.Version]\nSemver = "4.1.0"\n',
      '[Host]\nAvailableGuestProtections = ["tdx"]\nVMContainerCapable = true\nSupportVSocks = false\n',
    ].join('');
    assert.deepEqual(parseKataEnvironment(toml), expected);
    const none = { ...go, Host: { ...go.Host, AvailableGuestProtections: null } };
    assert.deepEqual(parseKataEnvironment(JSON.stringify(none)).protections, []);
  });

  it("reads kata-ctl's environment", () => {
    const rs = {
      meta: { version: '0.0.1-kata-ctl' },
      kernel: { path: '/k' },
      hypervisor: { path: '/q', machine_type: 'q35', version: '9' },
      runtime: { config: { path: '/c' }, version: { semver: '4.1.0', commit: '' } },
      host: {
        available_guest_protection: 'snp (cbitpos: 51',
        vm_container_capable: true,
        support_vsocks: true,
      },
    };
    const found = parseKataEnvironment(JSON.stringify(rs));
    assert.deepEqual(found.protections, ['snp']);
    assert.equal(found.vsock, true);
    const none = { ...rs, host: { available_guest_protection: 'none' } };
    assert.deepEqual(parseKataEnvironment(JSON.stringify(none)).protections, []);
  });

  it('refuses what is no environment', () => {
    for (const text of ['', '{}', '[]', 'Unix syslog delivery error', '{"Meta"'])
      assert.throws(() => parseKataEnvironment(text), text);
  });
});

describe('Releases of programs', () => {
  it('finds the release in what each prints', () => {
    const said: readonly (readonly [string, string, string])[] = [
      ['containerd', 'containerd github.com/containerd/containerd/v2 2.1.9+unknown abc', '2.1.9+unknown'],
      ['containerd', 'containerd containerd.io 1.6.33 d2d58213f83a351ca8f528a95fbd145f5654e957', '1.6.33'],
      [
        'containerd',
        'containerd github.com/containerd/containerd v1.7.24~ds1 1.7.24~ds1-6+deb13u1',
        '1.7.24~ds1',
      ],
      ['podman', 'podman version 4.3.1', '4.3.1'],
      ['qemu-system-x86_64', 'QEMU emulator version 7.2.22 (Debian 1:7.2+dfsg-7+deb12u18)', '7.2.22'],
      ['cloud-hypervisor', 'cloud-hypervisor v51.1.0', '51.1.0'],
      ['dockerd', 'Docker version 28.5.2+dfsg4, build 3ef3c07', '28.5.2+dfsg4'],
      ['kata-runtime', 'kata-runtime  : 4.1.0\n   commit   : 06a\n   OCI specs: 1.2.0', '4.1.0'],
      [
        'kata-ctl',
        '{"msg":"kata-ctl version \\"4.1.0\\" (type: rust)","ts":"2026-11-21T20:47:56.512"}',
        '4.1.0',
      ],
      ['kubectl', '{"clientVersion":{"gitVersion":"v1.32.4"}}', '1.32.4'],
    ];
    for (const [program, stdout, version] of said)
      assert.equal(programVersion(program).parse(answer(stdout)), version, program);
    assert.throws(() => programVersion('podman').parse(answer('hello')), /no release/);
    assert.equal(programVersion('qemu', '/opt/q').command, '/opt/q');
  });
});
