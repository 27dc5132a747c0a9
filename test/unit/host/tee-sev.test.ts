import assert from 'node:assert/strict';
import type { Status } from '../../../src/host';
import { sev } from '../../../src/host/checks/tee-sev';
import { checksOf, cpuinfo, denied, running, type Files } from './tee-machines';

const amd = (model: number, name: string, flags: string, family = 0x19) =>
  cpuinfo('AuthenticAMD', family, model, name, flags);
const all = 'svm sme sev sev_es sev_snp';
const milan = (flags = all) => amd(1, 'AMD EPYC 7763 64-Core Processor', flags);
const kvm = (sevState: string, es: string, snp: string): Files => ({
  '/sys/module/kvm_amd/parameters/nested': '1\n',
  '/sys/module/kvm_amd/parameters/sev': `${sevState}\n`,
  '/sys/module/kvm_amd/parameters/sev_es': `${es}\n`,
  '/sys/module/kvm_amd/parameters/sev_snp': `${snp}\n`,
});
const device: Files = { '/dev/sev': '', '/sys/fs/cgroup/misc.capacity': 'sev 410\nsev_es 99\n' };
const cmdline = (words: string): Files => ({ '/proc/cmdline': `root=/dev/sda1 ro ${words}\n` });

interface Case {
  readonly name: string;
  readonly files: readonly Files[];
  /** Of SEV, SEV-ES and SNP. */
  readonly statuses: readonly [Status, Status, Status];
  /** What SNP's detail says. */
  readonly says?: RegExp;
  readonly fix?: RegExp;
  readonly command?: RegExp;
}

const snpOff = ['ok', 'ok', 'failed'] as const;
const cases: readonly Case[] = [
  {
    name: 'on, as newer kernels write it',
    files: [milan(), kvm('Y', 'Y', 'Y'), device],
    statuses: ['ok', 'ok', 'ok'],
    says: /kata-qemu-snp.*keys for 99 guests with SEV-ES or SNP/,
  },
  {
    name: 'on, as older kernels write it',
    files: [milan(), kvm('1', '1', 'y'), device],
    statuses: ['ok', 'ok', 'ok'],
  },
  {
    name: 'on, with the capacity where cgroup v1 has it',
    files: [
      milan(),
      kvm('Y', 'Y', 'Y'),
      { '/dev/sev': '', '/sys/fs/cgroup/misc/misc.capacity': 'sev 5\nsev_es 7\n' },
    ],
    statuses: ['ok', 'ok', 'ok'],
    says: /keys for 7 guests/,
  },
  {
    name: 'on, without the device that QEMU opens',
    files: [milan(), kvm('Y', 'Y', 'Y')],
    statuses: ['failed', 'failed', 'failed'],
    says: /\/dev\/sev is missing/,
    command: /modprobe ccp/,
  },
  {
    name: 'on, seen from a container, which does not show the device',
    files: [milan(), kvm('Y', 'Y', 'Y'), { '/.dockerenv': '' }],
    statuses: ['ok', 'ok', 'ok'],
  },
  {
    name: 'on, without keys',
    files: [milan(), kvm('Y', 'Y', 'Y'), device, { '/sys/fs/cgroup/misc.capacity': 'sev 509\nsev_es 0\n' }],
    statuses: ['ok', 'failed', 'failed'],
    fix: /SEV-ES ASID Space Limit/,
  },
  {
    name: 'SNP off by iommu=pt',
    files: [milan(), kvm('Y', 'Y', 'N'), device, cmdline('amd_iommu=on iommu=pt')],
    statuses: snpOff,
    says: /iommu=pt \(it puts the IOMMU into passthrough mode\)/,
    fix: /Take iommu=pt off.*amd_iommu=on is none that the kernel knows/,
    command: /GRUB_CMDLINE_LINUX: take off iommu=pt\nsudo update-grub/,
  },
  ...['iommu=off', 'amd_iommu=off', 'amd_iommu=pgtbl_v2', 'iommu.passthrough=1'].map((word): Case => ({
    name: `SNP off by ${word}`,
    files: [milan(), kvm('Y', 'Y', 'N'), device, cmdline(word)],
    statuses: snpOff,
    says: new RegExp(`has ${word.replaceAll('.', '\\.')} `),
  })),
  {
    name: 'words that only look alike are no conflict',
    files: [milan(), kvm('Y', 'Y', 'N'), device, cmdline('iommu=ptx amd_iommu=on xiommu=pt')],
    statuses: snpOff,
    says: /Files don't show why/,
    command: /snphost ok/,
  },
  {
    name: 'SNP off for want of an IOMMU',
    files: [
      milan(),
      kvm('Y', 'Y', 'N'),
      device,
      { '/sys/kernel/iommu_groups/.keep': '', '/sys/kernel/iommu_groups/0/type': denied },
    ],
    statuses: snpOff,
    says: /no IOMMU groups/,
    fix: /IOMMU = Enabled/,
  },
  {
    name: 'SNP off by the kernel command line',
    files: [milan(), kvm('Y', 'Y', 'N'), device, cmdline('kvm-amd.sev-snp=0')],
    statuses: snpOff,
    says: /switched off by the kernel command line \(kvm-amd\.sev-snp=0\)/,
  },
  {
    name: 'SNP off by modprobe.d',
    files: [
      milan(),
      kvm('Y', 'Y', 'N'),
      device,
      { '/etc/modprobe.d/kvm.conf': '# options kvm_amd sev_es=0\noptions kvm-amd sev-snp=N sev=1\n' },
    ],
    statuses: snpOff,
    says: /switched off by \/etc\/modprobe\.d\/kvm\.conf \(sev-snp=N\)/,
  },
  {
    name: 'no RMP table: the kernel hides the flag',
    files: [milan('svm sme sev sev_es'), kvm('1', '1', '0'), device],
    statuses: snpOff,
    says: /flag sev_snp is not in cpuinfo/,
    fix: /SNP Memory \(RMP Table\) Coverage = Enabled/,
  },
  {
    name: 'no keys for SEV-ES',
    files: [milan(), kvm('Y', 'N', 'N'), device],
    statuses: ['ok', 'failed', 'failed'],
    says: /left SEV-ES no keys/,
    fix: /SEV-ES ASID Space Limit Control = Manual/,
  },
  {
    name: 'memory encryption off in the BIOS',
    files: [milan('svm'), kvm('N', 'N', 'N')],
    statuses: ['failed', 'failed', 'failed'],
    says: /BIOS has memory encryption \(SMEE\) off/,
    fix: /SMEE = Enabled.*SEV-ES ASID Space Limit.*RMP Table/,
  },
  {
    name: 'SEV switched off: the others say that they are built on it',
    files: [milan(), kvm('N', 'N', 'N'), cmdline('kvm_amd.sev=0')],
    statuses: ['failed', 'failed', 'failed'],
    says: /SEV itself is off/,
  },
  {
    name: 'a kernel that knows no SNP, and would refuse it, too',
    files: [
      milan(),
      { '/sys/module/kvm_amd/parameters/sev': 'Y\n', '/sys/module/kvm_amd/parameters/sev_es': 'Y\n' },
      device,
      cmdline('iommu=pt'),
      { '/proc/sys/kernel/osrelease': '5.15.0-100-generic\n' },
    ],
    statuses: snpOff,
    says: /5\.15\.0-100-generic.*since 6\.11.*iommu=pt/,
  },
  {
    name: 'a kernel without CONFIG_KVM_AMD_SEV',
    files: [milan(), { '/sys/module/kvm_amd/parameters/nested': '1\n' }],
    statuses: ['failed', 'failed', 'failed'],
  },
  {
    name: 'kvm_amd not loaded: not known',
    files: [milan()],
    statuses: ['unknown', 'unknown', 'unknown'],
    command: /modprobe kvm_amd/,
  },
  {
    name: 'kvm_amd not loaded, and off in the BIOS for sure',
    files: [milan('svm')],
    statuses: ['failed', 'failed', 'failed'],
  },
  {
    name: 'parameters that may not be read',
    files: [milan(), kvm('Y', 'Y', 'Y'), device, { '/sys/module/kvm_amd/parameters/sev_snp': denied }],
    statuses: ['ok', 'ok', 'unknown'],
    command: /cat \/sys\/module\/kvm_amd\/parameters\/sev_snp/,
  },
  {
    name: 'parameters that are garbage',
    files: [milan(), kvm('(null)', '', '\u0000'), device],
    statuses: ['unknown', 'unknown', 'unknown'],
  },
  {
    name: 'nothing of /sys',
    files: [milan(), { '/sys/module': denied }],
    statuses: ['unknown', 'unknown', 'unknown'],
  },
  {
    name: 'Naples has only SEV',
    files: [amd(1, 'AMD EPYC 7601 32-Core Processor', 'svm sme sev sev_es', 0x17), kvm('N', 'N', 'N')],
    statuses: ['failed', 'not-applicable', 'not-applicable'],
  },
  {
    name: 'Rome has no SNP',
    files: [
      amd(0x31, 'AMD EPYC 7702 64-Core Processor', 'svm sme sev sev_es', 0x17),
      kvm('Y', 'Y', 'N'),
      device,
    ],
    statuses: ['ok', 'ok', 'not-applicable'],
    says: /came with EPYC 7003 \(Milan\); this is Rome/,
  },
  ...(
    [
      ['Genoa', 0x19, 0x11, 'AMD EPYC 9354 32-Core Processor'],
      ['Siena', 0x19, 0xa0, 'AMD EPYC 8324P 32-Core Processor'],
      ['Turin', 0x1a, 2, 'AMD EPYC 9575F 64-Core Processor'],
    ] as const
  ).map(([name, family, model, cpu]): Case => ({
    name: `${name} has SNP`,
    files: [amd(model, cpu, 'svm', family), kvm('N', 'N', 'N')],
    statuses: ['failed', 'failed', 'failed'],
    says: new RegExp(name),
  })),
  ...(
    [
      ['AMD Ryzen 9 7950X 16-Core Processor', 97],
      ['AMD Ryzen Threadripper PRO 5995WX 64-Cores', 8],
      ['AMD EPYC 4564P 16-Core Processor', 97],
    ] as const
  ).map(([cpu, model]): Case => ({
    name: `${cpu} has none of it`,
    files: [amd(model, cpu, 'svm sme sev sev_es'), kvm('N', 'N', 'N')],
    statuses: ['not-applicable', 'not-applicable', 'not-applicable'],
  })),
  {
    name: 'a Ryzen whose kernel says yes',
    files: [amd(33, 'AMD Ryzen 9 5950X 16-Core Processor', 'svm sme sev sev_es'), kvm('1', 'N', 'N'), device],
    statuses: ['warning', 'not-applicable', 'not-applicable'],
  },
  {
    name: 'a VM: it stays with the host',
    files: [
      milan('hypervisor svm sev sev_es sev_snp'),
      kvm('N', 'N', 'N'),
      { '/sys/class/dmi/id/sys_vendor': 'QEMU\n' },
    ],
    statuses: ['not-applicable', 'not-applicable', 'not-applicable'],
    says: /Peer pods/,
  },
  {
    name: 'a VM whose KVM says yes is believed',
    files: [
      milan('hypervisor svm sev sev_es sev_snp'),
      kvm('Y', 'Y', 'Y'),
      device,
      { '/sys/class/dmi/id/sys_vendor': 'QEMU\n' },
    ],
    statuses: ['ok', 'ok', 'ok'],
  },
  {
    name: 'a processor that is not described',
    files: [{ '/proc/cpuinfo': denied, '/proc/sys/kernel/arch': 'x86_64\n' }, kvm('N', 'N', 'N')],
    statuses: ['unknown', 'unknown', 'unknown'],
  },
  {
    name: 'a machine that is not described at all',
    files: [{ '/proc/cpuinfo': 'x' }],
    statuses: ['unknown', 'unknown', 'unknown'],
  },
  {
    name: 'Intel',
    files: [cpuinfo('GenuineIntel', 6, 143, 'Intel(R) Xeon(R) Gold 6430', 'vmx')],
    statuses: ['not-applicable', 'not-applicable', 'not-applicable'],
    says: /this processor is from GenuineIntel/,
  },
  {
    name: 'another architecture',
    files: [{ '/proc/sys/kernel/arch': 's390x\n' }],
    statuses: ['not-applicable', 'not-applicable', 'not-applicable'],
    says: /this machine is s390x/,
  },
];

describe('SEV, SEV-ES and SEV-SNP', () => {
  for (const { name, files, statuses, says, fix, command } of cases)
    it(name, async () => {
      const checks = await checksOf(sev, running, ...files);
      const found = ['tee.sev', 'tee.sev-es', 'tee.sev-snp'].map((id) => checks.get(id));
      assert.deepEqual(
        found.map((check) => check?.status),
        statuses,
      );
      const snp = found[2];
      assert.match(snp?.detail ?? '', says ?? /./);
      if (fix) assert.match(snp?.fix?.text ?? '', fix);
      if (command) assert.match(snp?.fix?.command ?? '', command);
      // What failed always has a way out
      for (const check of found) if (check?.status === 'failed') assert.ok(check.fix, check.id);
    });

  it('takes the way of the distribution to the kernel command line', async () => {
    const checks = await checksOf(sev, running, milan(), kvm('Y', 'Y', 'N'), device, cmdline('iommu=pt'), {
      '/etc/os-release': 'PRETTY_NAME="Rocky Linux 10.0 (Red Quartz)"\n',
    });
    assert.equal(
      checks.get('tee.sev-snp')?.fix?.command,
      'sudo grubby --update-kernel=ALL --remove-args="iommu=pt"\nsudo reboot',
    );
  });
});
