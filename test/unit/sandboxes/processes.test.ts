import assert from 'node:assert/strict';
import { kataProcess, withParents, type KataProcess } from '../../../src/sandboxes/processes';

const id = 'a'.repeat(64);
const look = (...args: readonly string[]): KataProcess | undefined =>
  kataProcess({ pid: 7, parent: 1, args });

describe('What a process is to Kata', () => {
  it('knows the shim of both runtimes, whatever its handler', () => {
    const go = '/opt/kata/bin/containerd-shim-kata-v2';
    const words = ['-namespace', 'moby', '-id', id, '-address', '/run/containerd/containerd.sock'];
    assert.deepEqual(look(go, ...words), {
      pid: 7,
      parent: 1,
      args: [go, ...words],
      role: 'shim',
      sandbox: id,
      namespace: 'moby',
    });
    assert.equal(look('containerd-shim-kata-v2', '-id', id, '-namespace', 'k8s.io')?.namespace, 'k8s.io');
    assert.equal(look('/x/containerd-shim-kata-qemu-snp-v2', '-id', 'web')?.sandbox, 'web');
  });

  it('takes no program for a shim that only speaks of one', () => {
    for (const args of [
      ['vim', '/opt/kata/bin/containerd-shim-kata-v2', '-id', id],
      ['/usr/bin/containerd-shim-runc-v2', '-namespace', 'moby', '-id', id],
      ['containerd-shim-kata-v2-backup', '-id', id],
      // Lives for a moment, while containerd starts or deletes one
      ['/opt/kata/bin/containerd-shim-kata-v2', '-namespace', 'moby', '-id', id, 'start'],
      ['/opt/kata/bin/containerd-shim-kata-v2', '-id', id, 'delete'],
      ['/opt/kata/bin/containerd-shim-kata-v2', '--version'],
      ['/opt/kata/bin/containerd-shim-kata-v2', '-id'],
      ['/opt/kata/bin/containerd-shim-kata-v2', '-id', '../../etc'],
      [''],
      [],
    ])
      assert.equal(look(...args), undefined, args.join(' '));
  });

  it("reads a VM from QEMU's arguments", () => {
    const found = look(
      '/opt/kata/bin/qemu-system-x86_64',
      '-name',
      `sandbox-${id},debug-threads=on`,
      '-machine',
      'q35,accel=kvm,confidential-guest-support=snp',
      '-object',
      'sev-snp-guest,id=snp,cbitpos=51',
      '-m',
      '2048M,slots=10,maxmem=32095M',
      '-smp',
      '2,cores=1,threads=1,sockets=8,maxcpus=8',
      '-kernel',
      '/opt/kata/share/kata-containers/vmlinuz-confidential.container',
      '-device',
      'vhost-vsock-pci,guest-cid=2738127,id=vsock-1',
    );
    assert.deepEqual(
      { sandbox: found?.sandbox, vmm: found?.vmm, vm: found?.vm },
      {
        sandbox: id,
        vmm: 'qemu',
        vm: {
          vcpus: 2,
          memory: 2048 * 2 ** 20,
          kernel: '/opt/kata/share/kata-containers/vmlinuz-confidential.container',
          tee: 'amd-sev-snp',
        },
      },
    );
  });

  it('names the TEE that the guest object is for', () => {
    const tee = (object: string, support: string) =>
      look(
        'qemu-system-x86_64',
        '-name',
        `sandbox-${id}`,
        '-object',
        object,
        '-machine',
        `q35,confidential-guest-support=${support}`,
      )?.vm?.tee;
    assert.equal(tee('tdx-guest,id=tdx', 'tdx'), 'intel-tdx');
    assert.equal(tee('sev-guest,id=sev0', 'sev'), 'amd-sev');
    assert.equal(tee('sev-snp-guest,id=snp', 'snp'), 'amd-sev-snp');
    assert.equal(tee('s390-pv-guest,id=pv0', 'pv0'), 'ibm-secure-execution');
    assert.equal(tee('rme-guest,id=rme0', 'rme0'), 'arm-cca');
    // Without support on the machine the object does nothing
    assert.equal(
      look('qemu-system-x86_64', '-name', `sandbox-${id}`, '-object', 'tdx-guest,id=tdx', '-machine', 'q35')
        ?.vm?.tee,
      undefined,
    );
  });

  it('counts memory as QEMU does', () => {
    const memory = (value: string) => look('qemu-kvm', '-name', `sandbox-${id}`, '-m', value)?.vm?.memory;
    assert.equal(memory('512'), 512 * 2 ** 20);
    assert.equal(memory('2G'), 2 ** 31);
    assert.equal(memory('size=4096M,maxmem=8G'), 2 ** 32);
    assert.equal(memory('much'), undefined);
  });

  it("leaves other people's VMs alone", () => {
    for (const args of [
      ['/usr/bin/qemu-system-x86_64', '-name', 'guest=debian12', '-m', '4096'],
      ['cloud-hypervisor', '--api-socket', '/tmp/ch.sock'],
      ['/usr/lib/virtiofsd', '--socket-path=/run/libvirt/qemu/x.sock'],
    ]) {
      const found = look(...args);
      assert.ok(found && found.sandbox === undefined, args[0]);
      assert.deepEqual(withParents([found]), []);
    }
  });

  it("gives a VMM the sandbox of the shim that started it, through Firecracker's jailer, too", () => {
    const shim = look('containerd-shim-kata-v2', '-id', id);
    const jailer = look('jailer', '--exec-file', 'firecracker');
    const vmm = look('firecracker', '--api-sock', '/run/firecracker.socket');
    assert.ok(shim && jailer && vmm);
    const found = withParents([shim, { ...jailer, pid: 8, parent: 7 }, { ...vmm, pid: 9, parent: 8 }]);
    assert.deepEqual(
      found.map(({ pid, sandbox }) => [pid, sandbox]),
      [
        [7, id],
        [8, id],
        [9, id],
      ],
    );
    // A parent of its own kind is not Kata's doing
    assert.deepEqual(withParents([{ ...vmm, pid: 9, parent: 9 }]), []);
  });

  it('finds the sandbox in the paths of the others', () => {
    for (const [expected, ...args] of [
      ['vmm', 'cloud-hypervisor', '--api-socket', `/run/vc/vm/${id}/clh-api.sock`],
      ['vmm', '/opt/kata/bin/cloud-hypervisor', '--api-socket', `path=/run/kata/${id}/root/ch-api.sock`],
      ['vmm', 'firecracker', '--id', id, '--config-file', 'fcConfig.json'],
      ['jailer', '/opt/kata/bin/jailer', '--id', id, '--exec-file', '/opt/kata/bin/firecracker'],
      [
        'virtiofsd',
        '/opt/kata/libexec/virtiofsd',
        '--fd=3',
        `--shared-dir=/run/kata-containers/shared/sandboxes/${id}/shared`,
      ],
      ['virtiofsd', 'virtiofsd', `--socket-path=/run/vc/vm/${id}/vhost-fs.sock`],
    ]) {
      const found = look(...args);
      assert.deepEqual(
        { role: found?.role, sandbox: found?.sandbox },
        { role: expected, sandbox: id },
        args[0],
      );
    }
  });
});
