import assert from 'node:assert/strict';
import type { Check, Status } from '../../../src/host';
import { readMachine } from '../../../src/host/machine';
import { probes } from '../../../src/host/probes';
import type { HostReader } from '../../../src/host/reader';
import { runProbes } from '../../../src/host/run';
import { folder, SavedMachine, type MachineFiles } from '../../support/machine';

const intel = { '/proc/cpuinfo': 'vendor_id : GenuineIntel\nflags : lm sse4_1 vmx\n' };
const amd = {
  '/proc/cpuinfo':
    'vendor_id : AuthenticAMD\ncpu family : 25\nmodel : 1\nmodel name : AMD EPYC 7763 64-Core Processor\nflags : lm sse4_1 svm sev\n',
};
const without = { '/proc/cpuinfo': 'vendor_id : GenuineIntel\nflags : lm sse4_1\n' };
const guest = { '/proc/cpuinfo': 'vendor_id : GenuineIntel\nflags : lm sse4_1 hypervisor\n' };
const arm = { '/proc/sys/kernel/arch': 'aarch64\n' };
const s390x = { '/proc/sys/kernel/arch': 's390x\n' };
const kernel = (release: string) => ({ '/proc/sys/kernel/osrelease': `${release}\n` });
const modules = (...names: string[]) =>
  Object.fromEntries(names.map((name) => [`/sys/module/${name}/refcnt`, '0']));
const misc = (...names: string[]) =>
  Object.fromEntries(['fuse', ...names].map((name) => [`/sys/class/misc/${name}`, folder]));

/** Docker with a runtime of Kata for each of these hypervisors. */
const dockerWith = (...hypervisors: string[]): MachineFiles => ({
  '/etc/docker/daemon.json': JSON.stringify({
    runtimes: Object.fromEntries(
      hypervisors.map((name) => [
        `kata-${name}`,
        { runtimeType: 'io.containerd.kata.v2', options: { ConfigPath: `/opt/${name}.toml` } },
      ]),
    ),
  }),
  ...Object.fromEntries(hypervisors.map((name) => [`/opt/${name}.toml`, `[hypervisor.${name}]\n`])),
});

/** What a check says of a machine: its status, and what its texts must have in them. */
type Case = readonly [id: string, files: MachineFiles, status: Status, detail: RegExp, fix?: RegExp];

const cases: readonly Case[] = [
  ['os', intel, 'ok', /Linux on x86_64\./],
  ['os', { '/proc/sys/kernel/arch': 'loongarch64' }, 'failed', /not made for this architecture/],
  ['os', {}, 'unknown', /architecture/],

  ['cpu.virtualization', intel, 'ok', /flag vmx\.$/],
  ['cpu.virtualization', amd, 'ok', /flag svm\.$/],
  [
    'cpu.virtualization',
    { '/proc/cpuinfo': 'vendor_id : HygonGenuine\nflags : lm sse4_1 svm\n' },
    'ok',
    /does not know the vendor HygonGenuine/,
  ],
  [
    'cpu.virtualization',
    { '/proc/cpuinfo': 'vendor_id : GenuineIntel\nflags : lm vmx\n' },
    'failed',
    /not sse4_1/,
  ],
  [
    'cpu.virtualization',
    without,
    'failed',
    /no flag vmx\. Linux hides the flag where the BIOS/,
    /^In the BIOS setup.*Intel Virtualization Technology/,
  ],
  [
    'cpu.virtualization',
    { '/proc/cpuinfo': 'vendor_id : AuthenticAMD\nflags : lm svm_lock\n' },
    'failed',
    /no flag svm/,
    /SVM Mode/,
  ],
  ['cpu.virtualization', guest, 'failed', /This is a VM/, /nested virtualization/],
  [
    'cpu.virtualization',
    { ...guest, '/sys/class/dmi/id/sys_vendor': 'innotek GmbH' },
    'failed',
    /This is a VM/,
    /Enable Nested VT-x\/AMD-V[^]*VBoxManage/,
  ],
  ['cpu.virtualization', { ...guest, '/dev/kvm': '' }, 'warning', /\/dev\/kvm opens/],
  ['cpu.virtualization', { '/proc/sys/kernel/arch': 'x86_64' }, 'unknown', /no flags/],
  ['cpu.virtualization', arm, 'not-applicable', /aarch64 no flag/],
  ['cpu.virtualization', { ...s390x, '/proc/cpuinfo': 'features : sie\n' }, 'ok', /sie/],
  ['cpu.virtualization', { ...s390x, '/proc/cpuinfo': 'features : siex\n' }, 'failed', /no feature sie/],
  ['cpu.virtualization', { '/proc/cpuinfo': 'cpu : POWER10\n', ...modules('kvm_hv') }, 'ok', /kvm_hv/],
  ['cpu.virtualization', { '/proc/cpuinfo': 'cpu : POWER10\n' }, 'unknown', /kvm_hv/, /modprobe kvm_hv/],

  ['kvm', { ...intel, '/dev/kvm': '' }, 'ok', /opens/],
  ['kvm', intel, 'failed', /KVM is not loaded/, /modprobe kvm_intel/],
  ['kvm', amd, 'failed', /KVM is not loaded/, /off in the BIOS[^]*modprobe kvm_amd/],
  ['kvm', { ...intel, ...modules('kvm_intel') }, 'failed', /node is not there/, /udevadm trigger/],
  ['kvm', {}, 'unknown', /Neither \/dev nor/],
  ['kvm', { '/proc/cpuinfo': 'cpu : POWER10\n' }, 'failed', /not loaded/, /firmware 1060[^]*modprobe kvm_hv/],
  ['kvm', { ...s390x, '/proc/cpuinfo': 'features : esan3\n' }, 'failed', /\(sie\)/],
  [
    'kvm',
    { ...intel, ...kernel('6.1.0'), '/lib/modules/6.1.0/modules.dep': 'kernel/x.ko:' },
    'failed',
    /not there/,
    /no KVM: install/,
  ],
  ['kvm', without, 'failed', /no module could provide it/, /Intel Virtualization Technology/],
  ['kvm', arm, 'failed', /EL1/, /bare-metal/],
  ['kvm', { ...intel, '/.dockerenv': '' }, 'unknown', /Not in this container/, /on the host/],
  ['kvm', { ...intel, '/.dockerenv': '', ...misc('kvm') }, 'unknown', /The kernel below has KVM/],
  ['kvm', { ...intel, '/.dockerenv': '', ...misc() }, 'failed', /not loaded/],
  ['kvm', { ...intel, '/dev/kvm': folder }, 'unknown', /no device/],
  ['kvm', { ...guest, '/dev/mshv': '' }, 'not-applicable', /Microsoft/],

  ['kvm.module', { ...intel, ...modules('kvm', 'kvm_intel') }, 'ok', /kvm, kvm_intel/],
  ['kvm.module', { ...amd, ...modules('kvm', 'kvm_pvm') }, 'warning', /kvm_pvm is there in place of kvm_amd/],
  [
    'kvm.module',
    { ...intel, ...modules('other') },
    'warning',
    /kvm_intel is not loaded/,
    /modprobe kvm_intel/,
  ],
  ['kvm.module', { ...intel, ...modules('other'), '/dev/kvm': '' }, 'ok', /built into the kernel/],
  [
    'kvm.module',
    { ...intel, ...modules('kvm_intel'), '/sys/module/kvm_intel/parameters/unrestricted_guest': 'N\n' },
    'warning',
    /unrestricted_guest/,
  ],
  ['kvm.module', intel, 'unknown', /can't be read/],
  ['kvm.module', { ...arm, ...modules('x') }, 'not-applicable', /part of the kernel/],

  ['mshv', { '/dev/mshv': '' }, 'ok', /clh-azure/],
  ['mshv', {}, 'not-applicable', /KVM/],
  ['nested', { ...intel, '/sys/module/kvm_intel/parameters/nested': '1\n' }, 'ok', /^Allowed/],
  ['nested', { ...amd, '/sys/module/kvm_amd/parameters/nested': 'N\n' }, 'ok', /^Not allowed/],
  ['nested', { ...intel, '/sys/module/kvm_intel/parameters/nested': '?' }, 'unknown', /does not tell/],
  ['nested', intel, 'not-applicable', /./],

  ['vhost-vsock', { '/dev/vhost-vsock': '' }, 'ok', /opens/],
  ['vhost-vsock', dockerWith('clh'), 'warning', /registered here use Cloud Hypervisor only\.$/, /modprobe/],
  ['vhost-net', dockerWith('firecracker', 'dragonball'), 'warning', /use Firecracker and Dragonball only/],
  ['vhost-vsock', dockerWith('clh', 'qemu'), 'failed', /With QEMU/],
  ['vhost-vsock', dockerWith('remote'), 'failed', /With QEMU/],
  ['tun', dockerWith('clh'), 'failed', /can't start\.$/],
  [
    'vhost-vsock',
    {},
    'failed',
    /host system doesn't support vsock/,
    /modprobe vhost_vsock\n.*modules-load\.d/,
  ],
  [
    'vhost-vsock',
    { ...kernel('6.1.0'), '/lib/modules/6.1.0/modules.dep': 'kernel/drivers/vhost/vhost_vsock.ko.xz:\n' },
    'failed',
    /not there/,
    /modprobe vhost_vsock/,
  ],
  [
    'vhost-vsock',
    { ...kernel('6.1.0'), '/lib/modules/6.1.0/modules.dep': 'x.ko:\n' },
    'failed',
    /not there/,
    /linux-modules-extra/,
  ],
  [
    'vhost-vsock',
    { '/proc/cmdline': 'quiet nomodule' },
    'failed',
    /not there/,
    /nomodule on its command line/,
  ],
  ['vhost-vsock', { '/.dockerenv': '' }, 'unknown', /container/],
  ['vhost-vsock', { '/dev/vhost-vsock': folder }, 'unknown', /no device/],
  ['vhost-net', {}, 'failed', /disable_vhost_net = true/, /modprobe vhost_net/],
  ['tun', { '/dev/net/tun': '' }, 'ok', /TAP/],
  ['tun', {}, 'failed', /network/, /modprobe tun/],
  ['vsock-conflict', modules('vsock'), 'ok', /No other/],
  [
    'vsock-conflict',
    { ...modules('hv_sock'), ...kernel('5.4.0-1-x') },
    'failed',
    /before Linux 5\.5/,
    /modprobe -r hv_sock/,
  ],
  ['vsock-conflict', { ...modules('hv_sock'), ...kernel('5.5.0') }, 'ok', /since Linux 5\.5/],
  ['vsock-conflict', modules('hv_sock'), 'unknown', /release/],
  ['vsock-conflict', {}, 'unknown', /\/sys\/module/],

  [
    'iommu',
    { '/sys/kernel/iommu_groups/0/type': 'DMA', '/sys/class/iommu/dmar0': folder },
    'ok',
    /1 groups \(dmar0\)/,
  ],
  [
    'iommu',
    { ...intel, '/sys/kernel/iommu_groups': folder, '/sys/firmware/acpi/tables/DMAR': '' },
    'warning',
    /Linux does not use it/,
    /intel_iommu=on/,
  ],
  [
    'iommu',
    { ...amd, '/sys/kernel/iommu_groups': folder, '/sys/firmware/acpi/tables/IVRS': '' },
    'warning',
    /IVRS/,
    /dmesg/,
  ],
  [
    'iommu',
    { ...amd, '/sys/kernel/iommu_groups': folder, '/proc/cmdline': 'amd_iommu=off' },
    'warning',
    /Turned off by amd_iommu=off/,
    /Take amd_iommu=off off/,
  ],
  [
    'iommu',
    { ...intel, '/sys/kernel/iommu_groups': folder, '/sys/firmware/acpi/tables/SSDT': '' },
    'warning',
    /Neither/,
    /VT-d/,
  ],
  ['iommu', { ...guest, '/sys/kernel/iommu_groups': folder }, 'not-applicable', /VMs/],
  ['iommu', { ...intel, '/sys/kernel/iommu_groups': folder }, 'unknown', /can't be seen/],
  ['iommu', { ...intel, '/sys/kernel/iommu_groups': 'a file' }, 'unknown', /can't be read/],

  [
    'kernel.parameters',
    { ...amd, '/proc/cmdline': 'amd_iommu=on iommu=pt' },
    'warning',
    /amd_iommu=on is no option.*iommu=pt makes SEV-SNP impossible/,
    /Take amd_iommu=on and iommu=pt off/,
  ],
  ['kernel.parameters', { ...intel, '/proc/cmdline': 'intel_iommu=on iommu=pt' }, 'ok', /Nothing/],
  ['kernel.parameters', { ...intel, '/proc/cmdline': 'clearcpuid=vmx' }, 'warning', /hides flags/],
  ['kernel.parameters', { ...arm, '/proc/cmdline': 'kvm-arm.mode=none' }, 'failed', /turns KVM off/],
  ['kernel.parameters', {}, 'unknown', /\/proc\/cmdline/],

  ['kernel', { ...intel, ...kernel('6.8.0-45-generic') }, 'ok', /its own check says what it needs/],
  ['kernel', kernel('4.4.0'), 'failed', /older than vhost_vsock/],
  ['kernel', {}, 'unknown', /can't be told/],

  ['vm', intel, 'ok', /bare machine/],
  ['vm', { ...guest, '/dev/kvm': '' }, 'ok', /one level deeper/],
  ['vm', guest, 'warning', /not able to run VMs/],
  ['vm', {}, 'unknown', /cpuinfo/],
  ['container', intel, 'ok', /the host/],
  ['container', { '/run/.containerenv': '' }, 'warning', /inside a container/, /on the host/],
  ['container', { '/workspaces/.codespaces/shared/x': '' }, 'failed', /Codespace/],
  ['wsl', kernel('4.4.0-19041-Microsoft'), 'failed', /WSL 1/, /--set-version/],
  ['wsl', kernel('5.15.167.4-microsoft-standard-WSL2'), 'warning', /WSL 2/, /nestedVirtualization=true/],
  ['wsl', {}, 'not-applicable', /./],

  ['memory', { '/proc/meminfo': 'MemTotal: 8388608 kB\nMemAvailable: 4600000 kB\n' }, 'ok', /room for 2/],
  [
    'memory',
    { '/proc/meminfo': 'MemTotal: 8388608 kB\nMemAvailable: 1024000 kB\n' },
    'warning',
    /1000 MiB are free/,
    /default_memory/,
  ],
  ['memory', { '/proc/meminfo': 'MemTotal: many kB\n' }, 'unknown', /meminfo/],
  [
    'cgroups',
    { '/sys/fs/cgroup/cgroup.controllers': 'cpuset cpu io memory hugetlb pids\n' },
    'ok',
    /Version 2/,
  ],
  ['cgroups', { '/sys/fs/cgroup/cgroup.controllers': 'cpu pids\n' }, 'warning', /without cpuset, memory/],
  [
    'cgroups',
    {
      '/sys/fs/cgroup/cpu,cpuacct/x': '',
      '/sys/fs/cgroup/cpuset/x': '',
      '/sys/fs/cgroup/memory/x': '',
      '/sys/fs/cgroup/pids/x': '',
    },
    'ok',
    /Version 1/,
  ],
  ['cgroups', {}, 'unknown', /can't be read/],
  [
    'hugepages',
    { '/proc/meminfo': 'HugePages_Total: 8\nHugePages_Free: 6\nHugepagesize: 2048 kB\n' },
    'ok',
    /8 of 2 MiB are reserved, 6 of them free/,
  ],
  [
    'hugepages',
    { '/proc/meminfo': 'HugePages_Total: 0\nHugepagesize: 2048 kB\n' },
    'not-applicable',
    /enable_hugepages/,
  ],
  ['hugepages', {}, 'unknown', /meminfo/],
  [
    'memlock',
    { '/proc/self/limits': 'Max locked memory         unlimited            unlimited            bytes\n' },
    'ok',
    /Not limited/,
  ],
  [
    'memlock',
    { '/proc/self/limits': 'Max locked memory         8388608 8388608 bytes\n' },
    'not-applicable',
    /8388608 bytes/,
  ],
  ['memlock', {}, 'unknown', /limits/],
  ['security-modules', { '/sys/fs/selinux/enforce': '1' }, 'ok', /SELinux enforces/],
  ['security-modules', { '/sys/fs/selinux/enforce': '0' }, 'ok', /permissive/],
  ['security-modules', { '/sys/module/apparmor/parameters/enabled': 'Y\n' }, 'ok', /AppArmor/],
  ['security-modules', { '/sys/fs/ext4': folder }, 'not-applicable', /Neither/],
  ['security-modules', {}, 'unknown', /can't be read/],
  ['security-modules', { '/sys/fs/selinux/enforce': folder }, 'unknown', /can't be read/],
  [
    'hidepid',
    { '/proc/mounts': 'proc /proc proc rw,hidepid=invisible 0 0\n' },
    'warning',
    /hidepid=invisible/,
    /remount,hidepid=0/,
  ],
  ['hidepid', { '/proc/self/mounts': 'proc /proc proc rw,hidepid=0 0 0\n' }, 'ok', /Visible/],
  ['hidepid', {}, 'unknown', /mounted/],
  [
    'cpu.smt',
    { '/proc/cpuinfo': 'cpu : POWER8E (raw)\n', '/sys/devices/system/cpu/smt/active': '1\n' },
    'failed',
    /SMT|VMs/,
    /--smt=off/,
  ],
  ['cpu.smt', { '/proc/cpuinfo': 'cpu : POWER8 (raw)\n' }, 'unknown', /SMT/],
];

describe('Host check: baseline checks', () => {
  const says = (check: Check | undefined, [id, , status, detail, fix]: Case): void => {
    assert.ok(check, id);
    assert.equal(check.status, status, check.detail);
    assert.match(check.detail, detail);
    assert.match(`${check.fix?.text ?? ''}\n${check.fix?.command ?? ''}`, fix ?? /^/);
    assert.ok(check.source !== '' && check.title !== '');
  };
  for (const one of cases)
    it(`${one[0]}: ${one[2]}, ${one[3].source}`, async () => {
      const [id, files] = one;
      const machine = new SavedMachine(files);
      try {
        const own = probes.filter(({ ids }) => ids.includes(id));
        assert.equal(own.length, 1, `probes for ${id}`);
        says((await machine.checks(own)).get(id), one);
      } finally {
        machine.remove();
      }
    });

  /** A saved machine has no permissions: this one's devices may not be opened. */
  const denied = async (id: string, files: MachineFiles, status: Status, detail: RegExp): Promise<void> => {
    const machine = new SavedMachine(files);
    try {
      const reader: HostReader = { ...(await machine.reader()), device: () => Promise.resolve('denied') };
      const own = probes.filter(({ ids }) => ids.includes(id));
      const [check] = await runProbes(own, reader, await readMachine(reader));
      says(check, [id, files, status, detail]);
    } finally {
      machine.remove();
    }
  };
  it('devices that this user may not open are ok where their driver shows, and unknown where nothing does', async () => {
    await denied('kvm', { ...intel, ...misc('kvm') }, 'ok', /its shim is root's/);
    await denied('kvm', { ...intel, ...misc() }, 'failed', /KVM is not loaded/);
    await denied('kvm', intel, 'unknown', /nothing else tells/);
    await denied('vhost-vsock', misc('vhost-vsock'), 'ok', /need not/);
    await denied(
      'vhost-vsock',
      { ...kernel('6.1'), '/lib/modules/6.1/modules.builtin': 'drivers/vhost/vhost-vsock.ko\n' },
      'ok',
      /not loaded yet/,
    );
    await denied(
      'vhost-vsock',
      { ...kernel('6.1'), '/lib/modules/6.1/modules.dep': '' },
      'failed',
      /has no module/,
    );
    await denied('vhost-vsock', {}, 'unknown', /nothing tells/);
  });
});
