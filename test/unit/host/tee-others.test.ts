import assert from 'node:assert/strict';
import type { Status } from '../../../src/host';
import type { Probe } from '../../../src/host/check';
import { guest } from '../../../src/host/checks/guest';
import { cca } from '../../../src/host/checks/tee-cca';
import { pef } from '../../../src/host/checks/tee-pef';
import { secureExecution } from '../../../src/host/checks/tee-secure-execution';
import { checksOf, cpuinfo, denied, running, type Files } from './tee-machines';

interface Case {
  readonly name: string;
  readonly files: readonly Files[];
  readonly status: Status;
  readonly says?: RegExp;
  readonly command?: RegExp;
}

function test(probe: Probe, cases: readonly Case[]): void {
  for (const { name, files, status, says, command } of cases)
    it(name, async () => {
      const check = (await checksOf(probe, running, ...files)).get(probe.ids[0] ?? '');
      assert.equal(check?.status, status, check?.detail);
      assert.match(check.detail, says ?? /./);
      if (command) assert.match(check.fix?.command ?? '', command);
      if (status === 'failed') assert.ok(check.fix);
    });
}

const z = (facilities: string, machine = '3931'): Files => ({
  '/proc/cpuinfo': `vendor_id       : IBM/S390\nfeatures\t: esan3 zarch sie\nfacilities      : 0 1 2 ${facilities} 161\nprocessor 0: version = FF,  identification = 0133E8,  machine = ${machine}\n`,
});
const uv = (value: string): Files => ({ '/sys/firmware/uv/prot_virt_host': value });
const cmdline = (words: string): Files => ({ '/proc/cmdline': `root=/dev/dasda1 ${words}\n` });

describe('Secure Execution', () => {
  test(secureExecution, [
    { name: 'on', files: [z('158'), uv('1\n'), cmdline('prot_virt=1')], status: 'ok', says: /kata-qemu-se/ },
    {
      name: 'on, in a way that Kata reads',
      files: [z('158'), uv('1\n'), cmdline('prot_virt=YES')],
      status: 'ok',
    },
    {
      name: 'on, in a way that Kata does not read',
      files: [z('158'), uv('1\n'), cmdline('prot_virt=true')],
      status: 'failed',
      says: /Kata looks for prot_virt=1/,
    },
    {
      name: 'on, and the command line can not be read',
      files: [z('158'), uv('1\n'), { '/proc/cmdline': denied }],
      status: 'ok',
    },
    {
      name: 'off',
      files: [z('158'), uv('0\n')],
      status: 'failed',
      command: /zipl\.conf # parameters: add prot_virt=1\nsudo zipl/,
    },
    {
      name: 'asked for, but off',
      files: [z('158'), uv('0\n'), cmdline('prot_virt=1')],
      status: 'failed',
      command: /dmesg/,
    },
    { name: 'off, by a kernel that does not say', files: [z('158')], status: 'failed' },
    {
      name: 'not to be read',
      files: [z('158'), { '/sys/firmware/uv/prot_virt_host': denied }],
      status: 'unknown',
    },
    {
      name: 'a machine that was not ordered with it',
      files: [z(''), uv('0\n')],
      status: 'failed',
      says: /no facility 158/,
    },
    { name: 'a z14', files: [z('', '3906')], status: 'not-applicable', says: /type 3906/ },
    {
      name: 'a VM',
      files: [z(''), { '/proc/sysinfo': 'VM00 Control Program: KVM/Linux\n' }],
      status: 'not-applicable',
      says: /bare machine/,
    },
    { name: 'nothing to read', files: [{ '/proc/sys/kernel/arch': 's390x\n' }], status: 'unknown' },
    { name: 'x86', files: [cpuinfo('GenuineIntel', 6, 207, 'Xeon', 'vmx')], status: 'not-applicable' },
  ]);
});

const arm = (part: string, implementer = '0x41'): Files => ({
  '/proc/cpuinfo': `Features\t: fp asimd\nCPU implementer\t: ${implementer}\nCPU architecture: 8\nCPU part\t: ${part}\n`,
});

describe('CCA', () => {
  test(cca, [
    {
      name: 'Neoverse N1: expect no',
      files: [arm('0xd0c')],
      status: 'unknown',
      says: /Expect no: .*Neoverse N1/,
    },
    { name: 'Neoverse V3 may have it', files: [arm('0xd84')], status: 'unknown' },
    { name: 'a part of another maker with that number', files: [arm('0xd0c', '0x4e')], status: 'unknown' },
    {
      name: 'nothing to read',
      files: [{ '/proc/cpuinfo': denied, '/proc/sys/kernel/arch': 'aarch64\n' }],
      status: 'unknown',
    },
    {
      name: 'a VM',
      files: [arm('0xd84'), { '/sys/class/dmi/id/sys_vendor': 'QEMU\n' }],
      status: 'not-applicable',
    },
    { name: 'x86', files: [cpuinfo('GenuineIntel', 6, 207, 'Xeon', 'vmx')], status: 'not-applicable' },
  ]);
});

const power: Files = {
  '/proc/cpuinfo':
    'processor\t: 0\ncpu\t\t: POWER9, altivec supported\nplatform\t: PowerNV\nmachine\t\t: PowerNV 9006-22P\n',
};

describe('The Protected Execution Facility', () => {
  test(pef, [
    { name: 'on', files: [power, { '/sys/firmware/ultravisor/memcons': '' }], status: 'ok' },
    { name: 'none', files: [power], status: 'not-applicable' },
    { name: 'not to be seen', files: [power, { '/sys/firmware/ultravisor': denied }], status: 'unknown' },
    { name: 'x86', files: [cpuinfo('GenuineIntel', 6, 207, 'Xeon', 'vmx')], status: 'not-applicable' },
  ]);
});

const epycVm = cpuinfo('AuthenticAMD', 25, 1, 'AMD EPYC 7763 64-Core Processor', 'hypervisor');
const xeonVm = (flags = '') =>
  cpuinfo('GenuineIntel', 6, 143, 'Intel(R) Xeon(R) Platinum 8481C', `hypervisor ${flags}`);
const dmi = (vendor: string, product: string): Files => ({
  '/sys/class/dmi/id/sys_vendor': `${vendor}\n`,
  '/sys/class/dmi/id/product_name': `${product}\n`,
});
const google = dmi('Google', 'Google Compute Engine');

describe('Inside a confidential VM', () => {
  test(guest, [
    {
      name: 'SEV-SNP',
      files: [epycVm, google, { '/dev/sev-guest': '' }],
      status: 'warning',
      says: /guest in AMD SEV-SNP/,
    },
    { name: 'TDX', files: [xeonVm('tdx_guest'), google], status: 'warning', says: /guest in Intel TDX/ },
    {
      name: 'Secure Execution',
      files: [
        z(''),
        { '/sys/firmware/uv/prot_virt_guest': '1\n', '/proc/sysinfo': 'VM00 Control Program: KVM/Linux\n' },
      ],
      status: 'warning',
      says: /guest in IBM Secure Execution/,
    },
    {
      name: 'Azure hides it',
      files: [epycVm, dmi('Microsoft Corporation', 'Virtual Machine')],
      status: 'unknown',
      command: /systemd-detect-virt --cvm/,
    },
    { name: 'plain SEV on Google Cloud leaves no mark', files: [epycVm, google], status: 'unknown' },
    {
      name: 'an Intel VM on Google Cloud would show TDX',
      files: [xeonVm(), google],
      status: 'not-applicable',
    },
    {
      name: 'a container in a VM does not show its devices',
      files: [xeonVm(), google, { '/.dockerenv': '' }],
      status: 'unknown',
      says: /Inside a container/,
    },
    {
      name: 'WSL is not Azure',
      files: [xeonVm('vmx'), { '/proc/sys/kernel/osrelease': '6.6.87.2-microsoft-standard-WSL2\n' }],
      status: 'not-applicable',
    },
    {
      name: 'a bare machine',
      files: [cpuinfo('AuthenticAMD', 25, 1, 'AMD EPYC 7763', 'svm')],
      status: 'not-applicable',
    },
  ]);
});
