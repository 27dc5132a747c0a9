import assert from 'node:assert/strict';
import type { Machine } from '../../../src/host';
import { parseCpuInfo } from '../../../src/host/cpuinfo';
import { readMachine } from '../../../src/host/machine';
import { SavedMachine, type MachineFiles } from '../../support/machine';

async function machineOf(files: MachineFiles): Promise<Machine> {
  const machine = new SavedMachine(files);
  try {
    return await readMachine(await machine.reader());
  } finally {
    machine.remove();
  }
}

const intel =
  'vendor_id\t: GenuineIntel\ncpu family\t: 6\nmodel\t\t: 143\nmodel name\t: Xeon\nflags\t\t: lm vmx sgx_lc\n';
const arm = 'Features\t: fp asimd\nCPU implementer\t: 0xc0\nCPU architecture: 8\n';
const s390x =
  'vendor_id       : IBM/S390\nfeatures\t: esan3 sie\nfacilities      : 0 1 158\nprocessor 0: version = 00,  identification = 1,  machine = 8561\n';
const power =
  'cpu\t\t: POWER10 (architected)\nplatform\t: pSeries\nmachine\t\t: CHRP IBM pSeries (emulated by qemu)\n';

describe('Host check: the machine', () => {
  it('keeps of the kernel command line what is nothing but technical', async () => {
    const { parameters } = await machineOf({
      '/proc/cmdline':
        'BOOT_IMAGE=/vmlinuz root=UUID=6f1a rd.lvm.lv=vg_build01/root ip=10.9.8.7::10.9.8.1 systemd.hostname=build01 ' +
        'ds=nocloud-net;s=http://u:hunter2@10.9.8.1/ rd.luks.key=S3 apitoken=ghp quiet intel_iommu=on mitigations=auto,nosmt',
    });
    assert.deepEqual(parameters, [
      'BOOT_IMAGE=/vmlinuz',
      'root=...',
      'rd.lvm.lv=...',
      'ip=...',
      'systemd.hostname=...',
      'ds=...',
      'rd.luks.key=...',
      'apitoken=...',
      'quiet',
      'intel_iommu=on',
      'mitigations=auto,nosmt',
    ]);
  });

  it('reads cpuinfo of each architecture as words, not as text', () => {
    const cpu = parseCpuInfo(`${intel}flags\t\t: other\n`);
    assert.deepEqual(
      [cpu.arch, cpu.vendor, cpu.name, cpu.family, cpu.model],
      ['x86_64', 'GenuineIntel', 'Xeon', 6, 143],
    );
    assert.deepEqual([...cpu.flags], ['lm', 'vmx', 'sgx_lc']);
    assert.equal(parseCpuInfo(intel.replace('lm ', '')).arch, 'i686');
    assert.deepEqual([parseCpuInfo(arm).arch, parseCpuInfo(arm).vendor], ['aarch64', 'Ampere']);
    const z = parseCpuInfo(s390x);
    assert.deepEqual([z.arch, z.name, [...z.facilities]], ['s390x', 'IBM Z, machine type 8561', [0, 1, 158]]);
    assert.ok(z.flags.has('sie'));
    assert.deepEqual(
      [parseCpuInfo(power).arch, parseCpuInfo(power).name],
      ['ppc64le', 'POWER10 (architected)'],
    );
    assert.equal(parseCpuInfo('isa\t: rv64imafdch\n').arch, 'riscv64');
    for (const garbage of ['', ':::\n:', '\0\ufffd', 'flags\n'])
      assert.equal(parseCpuInfo(garbage).arch, undefined);
  });

  it('takes the architecture from the kernel, else from cpuinfo', async () => {
    const arch = async (files: MachineFiles) => (await machineOf(files)).arch;
    assert.equal(await arch({ '/proc/sys/kernel/arch': 'aarch64\n', '/proc/cpuinfo': intel }), 'aarch64');
    assert.equal(await arch({ '/proc/cpuinfo': s390x }), 's390x');
    assert.equal(await arch({ '/proc/sys/kernel/arch': 'a b\x1b[31m', '/proc/cpuinfo': intel }), 'x86_64');
    assert.equal(await arch({}), 'unknown');
  });

  it('reads kernel, parameters, distribution, memory and DMI', async () => {
    const machine = await machineOf({
      '/proc/version': 'Linux version 6.8.0-45-generic (x@y) #1',
      '/proc/cmdline': 'quiet  iommu=pt\n',
      '/etc/os-release': { link: '../usr/lib/os-release' },
      '/usr/lib/os-release': 'NAME=x\nPRETTY_NAME="Debian GNU/Linux 12"\n',
      '/proc/meminfo': 'MemTotal:        1024 kB\n',
      '/sys/class/dmi/id': { link: '../../devices/virtual/dmi/id' },
      '/sys/devices/virtual/dmi/id/sys_vendor': 'QEMU\n',
    });
    assert.equal(machine.kernel, '6.8.0-45-generic');
    assert.deepEqual(machine.parameters, ['quiet', 'iommu=pt']);
    assert.equal(machine.distribution, 'Debian GNU/Linux 12');
    assert.equal(machine.memory, 1_048_576);
    assert.deepEqual(machine.dmi, { sys_vendor: 'QEMU' });
  });

  const vm = intel.replace('lm', 'lm hypervisor');
  const dmi = (vendor: string, product: string) => ({
    '/sys/class/dmi/id/sys_vendor': vendor,
    '/sys/class/dmi/id/product_name': product,
  });
  const cases: readonly (readonly [string, MachineFiles, readonly string[], string?])[] = [
    ['the bare machine', { '/proc/cpuinfo': intel }, ['metal']],
    [
      'bare machines of clouds',
      { '/proc/cpuinfo': intel, ...dmi('Amazon EC2', 'm7i.metal-24xl') },
      ['metal'],
    ],
    [
      'a laptop of Microsoft',
      { '/proc/cpuinfo': intel, ...dmi('Microsoft Corporation', 'Surface Laptop') },
      ['metal'],
    ],
    ['a VM in AWS', { '/proc/cpuinfo': vm, ...dmi('Amazon EC2', 'c8i.large') }, ['vm'], 'amazon'],
    ['a VM in AWS on Arm', { '/proc/cpuinfo': arm, ...dmi('Amazon EC2', 'm7g.large') }, ['vm'], 'amazon'],
    ['bare Arm in AWS', { '/proc/cpuinfo': arm, ...dmi('Amazon EC2', 'm7g.metal') }, ['metal']],
    [
      'a VM that only its DMI shows',
      { '/proc/cpuinfo': intel, ...dmi('VMware, Inc.', 'VMware7,1') },
      ['vm'],
      'vmware',
    ],
    [
      'Firecracker, by its clock',
      {
        '/proc/cpuinfo': vm,
        '/sys/devices/system/clocksource/clocksource0/available_clocksource': 'tsc kvm-clock',
      },
      ['vm'],
      'kvm',
    ],
    [
      'the first domain of Xen',
      { '/proc/cpuinfo': intel, '/sys/hypervisor/type': 'xen', '/proc/xen/capabilities': 'control_d' },
      ['metal'],
    ],
    [
      'Linux as KVM guest on Z',
      { '/proc/cpuinfo': s390x, '/proc/sysinfo': 'VM00 Control Program: KVM/Linux\n' },
      ['vm'],
      'kvm',
    ],
    ['an LPAR on Z', { '/proc/cpuinfo': s390x, '/proc/sysinfo': 'LPAR Name: A\n' }, ['metal']],
    ['a guest of QEMU on Power', { '/proc/cpuinfo': power }, ['vm'], 'qemu'],
    [
      'WSL 2',
      { '/proc/cpuinfo': vm, '/proc/sys/kernel/osrelease': '5.15.167.4-microsoft-standard-WSL2\n' },
      ['wsl', 'vm'],
      'microsoft',
    ],
    ['a container', { '/proc/cpuinfo': intel, '/.dockerenv': '' }, ['container']],
    ['a pod', { '/proc/cpuinfo': intel, '/run/secrets/kubernetes.io/x': '' }, ['container']],
    [
      'a container by its layers, where cgroup v2 tells nothing',
      {
        '/proc/cpuinfo': intel,
        '/proc/1/cgroup': '0::/\n',
        '/proc/1/mountinfo':
          '612 560 0:55 / / rw,relatime - overlay overlay rw,lowerdir=/var/lib/containerd/io.containerd.snapshotter.v1.overlayfs/snapshots/9/fs\n',
      },
      ['container'],
    ],
    [
      'a host that has containers',
      {
        '/proc/cpuinfo': intel,
        '/proc/1/cgroup': '0::/init.scope\n',
        '/proc/1/mountinfo':
          '29 1 8:1 / / rw,relatime - ext4 /dev/sda1 rw\n612 29 0:55 / /var/lib/docker/overlay2/x/merged rw - overlay overlay rw,lowerdir=/var/lib/docker/overlay2/y\n',
      },
      ['metal'],
    ],
    [
      'a container by its cgroup',
      { '/proc/cpuinfo': vm, '/proc/1/cgroup': '5:cpu:/kubepods.slice/x\n' },
      ['container', 'vm'],
      'unknown',
    ],
    [
      'a codespace',
      { '/proc/cpuinfo': vm, '/workspaces/.codespaces/x': '' },
      ['codespaces', 'container', 'vm'],
      'unknown',
    ],
    [
      'a guest with TDX',
      { '/proc/cpuinfo': intel.replace('lm', 'lm hypervisor tdx_guest') },
      ['tee-guest', 'vm'],
      'unknown',
    ],
    ['a guest with SEV-SNP', { '/proc/cpuinfo': vm, '/dev/sev-guest': '' }, ['tee-guest', 'vm'], 'unknown'],
  ];
  for (const [name, files, places, hypervisor] of cases)
    it(`knows ${name}`, async () => {
      const machine = await machineOf(files);
      assert.deepEqual([machine.places, machine.hypervisor], [places, hypervisor]);
      assert.equal(machine.inside, places[0]);
    });
});
