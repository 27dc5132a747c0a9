import assert from 'node:assert/strict';
import type { Status } from '../../../src/host';
import { tdx } from '../../../src/host/checks/tee-tdx';
import { checksOf, cpuinfo, denied, running, type Files } from './tee-machines';

const intel = (model: number, name: string, flags: string, family = 6) =>
  cpuinfo('GenuineIntel', family, model, name, flags);
const emerald = (flags = 'vmx tdx_host_platform sgx') => intel(207, 'Intel(R) Xeon(R) Gold 6530', flags);
const kvm = (value: string): Files => ({
  '/sys/module/kvm_intel/parameters/nested': 'Y\n',
  '/sys/module/kvm_intel/parameters/tdx': `${value}\n`,
});
const cmdline = (words: string): Files => ({ '/proc/cmdline': `root=/dev/sda1 ro ${words}\n` });
const sgxDevices: Files = { '/dev/sgx_enclave': '', '/dev/sgx_provision': '' };
const socket: Files = { '/var/run/tdx-qgs/qgs.socket': '' };
const hibernates: Files = { '/sys/power/disk': '[platform] shutdown reboot suspend test_resume\n' };
const not = 'not-applicable';

interface Case {
  readonly name: string;
  readonly files: readonly Files[];
  /** Of TDX, its quotes, and SGX. */
  readonly statuses: readonly [Status, Status, Status];
  readonly says?: RegExp;
  readonly saysNot?: RegExp;
  readonly fix?: RegExp;
  readonly command?: RegExp;
}

const cases: readonly Case[] = [
  {
    name: 'on, with all that attestation needs',
    files: [
      emerald(),
      kvm('Y'),
      sgxDevices,
      socket,
      { '/sys/fs/cgroup/misc.capacity': 'tdx 31\n', '/sys/devices/faux/tdx_host/version': '1.5.08\n' },
    ],
    statuses: ['ok', 'ok', 'ok'],
    says: /kata-qemu-tdx.*version 1\.5\.08.*keys for 31 guests/,
  },
  {
    name: 'on, without attestation',
    files: [emerald('vmx'), kvm('Y')],
    statuses: ['ok', 'warning', 'warning'],
  },
  {
    name: 'on, with a quote generation service that has no socket',
    files: [emerald(), kvm('Y'), sgxDevices, { '/usr/lib/systemd/system/qgsd.service': '' }],
    statuses: ['ok', 'ok', 'ok'],
  },
  {
    name: 'on, seen from a container, which does not show devices and services',
    files: [emerald(), kvm('Y'), { '/.dockerenv': '' }],
    statuses: ['ok', 'unknown', 'unknown'],
  },
  {
    name: 'on, without keys',
    files: [emerald(), kvm('Y'), sgxDevices, socket, { '/sys/fs/cgroup/misc.capacity': 'tdx 0\n' }],
    statuses: ['failed', 'ok', 'ok'],
  },
  {
    name: 'nobody asked for it',
    files: [emerald(), kvm('N'), sgxDevices],
    statuses: ['failed', not, 'ok'],
    says: /Nothing asks kvm_intel for it/,
    saysNot: /tdx_host_platform/,
    command: /GRUB_CMDLINE_LINUX: add kvm_intel\.tdx=1/,
  },
  {
    name: 'asked for, and the module would not: the log tells',
    files: [emerald(), kvm('N'), sgxDevices, cmdline('kvm_intel.tdx=1')],
    statuses: ['failed', not, 'ok'],
    says: /Files don't show why/,
    command: /dmesg/,
  },
  {
    name: 'asked for in modprobe.d',
    files: [emerald(), kvm('N'), sgxDevices, { '/etc/modprobe.d/tdx.conf': 'options kvm_intel tdx=1\n' }],
    statuses: ['failed', not, 'ok'],
    saysNot: /Nothing asks/,
  },
  {
    name: 'refused',
    files: [emerald(), kvm('N'), sgxDevices, cmdline('kvm-intel.tdx=0')],
    statuses: ['failed', not, 'ok'],
    says: /switched off by the kernel command line \(kvm-intel\.tdx=0\)/,
  },
  {
    name: 'KVM without virtualization at load',
    files: [
      emerald(),
      kvm('N'),
      sgxDevices,
      cmdline('kvm_intel.tdx=1'),
      { '/sys/module/kvm/parameters/enable_virt_at_load': 'N\n' },
    ],
    statuses: ['failed', not, 'ok'],
    says: /enable_virt_at_load/,
    fix: /Take kvm\.enable_virt_at_load=0/,
  },
  {
    name: 'a kernel that can hibernate',
    files: [emerald('vmx'), kvm('N'), hibernates, cmdline('kvm_intel.tdx=1')],
    statuses: ['failed', not, 'warning'],
    says: /can hibernate/,
    command: /add nohibernate/,
  },
  {
    name: 'a kernel that could hibernate, but must not',
    files: [emerald('vmx'), kvm('N'), hibernates, cmdline('nohibernate kvm_intel.tdx=1')],
    statuses: ['failed', not, 'warning'],
    saysNot: /hibernate/,
    fix: /SEAM Loader\) = Enable/,
  },
  {
    name: 'a locked kernel does not hibernate',
    files: [emerald('vmx'), kvm('N'), { '/sys/power/disk': '[disabled]\n' }],
    statuses: ['failed', not, 'warning'],
    saysNot: /hibernate/,
  },
  {
    name: 'a kernel without it',
    files: [emerald('vmx'), { '/sys/module/kvm_intel/parameters/nested': 'Y\n' }],
    statuses: ['failed', not, 'warning'],
    says: /6\.16\.0.*CONFIG_KVM_INTEL_TDX/,
  },
  {
    name: 'kvm_intel not loaded',
    files: [emerald()],
    statuses: ['unknown', not, 'warning'],
    command: /modprobe kvm_intel/,
  },
  {
    name: 'a parameter that may not be read',
    files: [emerald(), kvm('Y'), sgxDevices, { '/sys/module/kvm_intel/parameters/tdx': denied }],
    statuses: ['unknown', not, 'ok'],
  },
  {
    name: 'devices of SGX that can not be seen',
    files: [emerald(), kvm('N'), { '/dev/sgx_enclave': denied }],
    statuses: ['failed', not, 'unknown'],
  },
  {
    name: 'few Sapphire Rapids have it',
    files: [intel(143, 'Intel(R) Xeon(R) Gold 6430', 'vmx'), kvm('N')],
    statuses: ['failed', not, 'warning'],
    says: /Of Sapphire Rapids, few models/,
  },
  {
    name: 'workstations do not',
    files: [intel(143, 'Intel(R) Xeon(R) w3-2423', 'vmx'), kvm('N')],
    statuses: [not, not, not],
  },
  {
    name: 'Ice Lake does not, whatever SGX it has',
    files: [intel(106, 'Intel(R) Xeon(R) Gold 6330 CPU @ 2.00GHz', 'vmx sgx sgx_lc'), sgxDevices],
    statuses: [not, not, not],
  },
  {
    name: 'a laptop does not',
    files: [intel(140, '11th Gen Intel(R) Core(TM) i7-1165G7', 'vmx')],
    statuses: [not, not, not],
  },
  {
    name: 'a family that came later is not known',
    files: [intel(1, 'Intel(R) Xeon(R) 7900', 'vmx', 19), kvm('N')],
    statuses: ['unknown', not, not],
  },
  {
    name: 'a model that is not known, with the flag of the kernel',
    files: [intel(1, 'Intel(R) Xeon(R) 7900', 'vmx tdx_host_platform', 19), kvm('N')],
    statuses: ['failed', not, 'warning'],
  },
  {
    name: 'a VM',
    files: [emerald('vmx hypervisor'), kvm('N'), { '/sys/class/dmi/id/sys_vendor': 'Amazon EC2\n' }],
    statuses: [not, not, not],
    says: /bare machine/,
  },
  {
    name: 'AMD',
    files: [cpuinfo('AuthenticAMD', 25, 1, 'AMD EPYC 7763', 'svm')],
    statuses: [not, not, not],
  },
];

describe('TDX, its quotes, and SGX', () => {
  for (const { name, files, statuses, says, saysNot, fix, command } of cases)
    it(name, async () => {
      const checks = await checksOf(tdx, running, ...files);
      const found = ['tee.tdx', 'tee.tdx.quotes', 'tee.sgx'].map((id) => checks.get(id));
      assert.deepEqual(
        found.map((check) => check?.status),
        statuses,
      );
      const [check] = found;
      assert.match(check?.detail ?? '', says ?? /./);
      if (saysNot) assert.doesNotMatch(check?.detail ?? '', saysNot);
      if (fix) assert.match(check?.fix?.text ?? '', fix);
      if (command) assert.match(check?.fix?.command ?? '', command);
      for (const each of found) if (each?.status === 'failed') assert.ok(each.fix, each.id);
    });

  it('changes the kernel command line once for all causes', async () => {
    const checks = await checksOf(tdx, running, emerald('vmx'), kvm('N'), hibernates);
    assert.equal(
      checks.get('tee.tdx')?.fix?.command,
      'sudoedit /etc/default/grub # GRUB_CMDLINE_LINUX: add nohibernate kvm_intel.tdx=1\nsudo update-grub\nsudo reboot',
    );
  });

  it('tells sgx from sgx_lc', async () => {
    const checks = await checksOf(tdx, running, emerald('vmx tdx_host_platform sgx_lc'), kvm('Y'));
    assert.match(checks.get('tee.sgx')?.detail ?? '', /SGX is off in the BIOS/);
  });

  it('misses the device that quotes are provisioned through', async () => {
    const checks = await checksOf(tdx, running, emerald(), kvm('Y'), { '/dev/sgx_enclave': '' });
    assert.equal(checks.get('tee.sgx')?.status, 'warning');
    assert.match(checks.get('tee.sgx')?.detail ?? '', /\/dev\/sgx_provision is not/);
  });
});
