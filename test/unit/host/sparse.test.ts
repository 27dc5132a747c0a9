/** Machines of which only a few files were saved: what is there decides, what is not is never a no. */
import assert from 'node:assert/strict';
import { checkHost, type Place, type Status, type VerdictStatus } from '../../../src/host';
import { SavedMachine, type MachineFiles } from '../../support/machine';

const x86 = (vendor: string, family: number, model: number, name: string, flags: string): MachineFiles => ({
  '/proc/cpuinfo': `vendor_id : ${vendor}\ncpu family : ${family}\nmodel : ${model}\nmodel name : ${name}\nflags : lm sse4_1 ${flags}\n`,
});
const intel = (model: number, name: string, flags: string) => x86('GenuineIntel', 6, model, name, flags);
const milan = (flags: string) => x86('AuthenticAMD', 25, 1, 'AMD EPYC 7763 64-Core Processor', flags);
const genoa = x86('AuthenticAMD', 25, 17, 'AMD EPYC 9654 96-Core Processor', 'svm sev sev_es sev_snp');
const kvm = { '/dev/kvm': '' };
const cmdline = (text: string) => ({ '/proc/cmdline': `${text}\n` });
const parameter = (module: string, name: string, value: string) => ({
  [`/sys/module/${module}/parameters/${name}`]: `${value}\n`,
});
const dmi = (fields: Readonly<Record<string, string>>): MachineFiles =>
  Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [`/sys/class/dmi/id/${name}`, `${value}\n`]),
  );
const azure = dmi({
  sys_vendor: 'Microsoft Corporation',
  product_name: 'Virtual Machine',
  chassis_asset_tag: '7783-7084-3265-9085-8269-3286-77',
});
const dcas = { ...milan('hypervisor'), ...azure };

/** What is there, and what the report must say of it. */
type Case = readonly [
  name: string,
  files: MachineFiles,
  inside: Place,
  verdict: VerdictStatus,
  checks: Readonly<Record<string, Status>>,
];

const cases: readonly Case[] = [
  [
    'Milan with SNP, of which only sev_snp tells',
    { ...milan('svm sev sev_es sev_snp'), ...kvm, ...cmdline('ro'), ...parameter('kvm_amd', 'sev_snp', 'Y') },
    'metal',
    'partly',
    {
      kvm: 'ok',
      'tee.sev-snp': 'ok',
      'tee.sev-es': 'ok',
      'tee.sev': 'ok',
      iommu: 'unknown',
      docker: 'unknown',
    },
  ],
  [
    'Milan without SNP',
    { ...milan('svm sev sev_es sev_snp'), ...kvm, ...parameter('kvm_amd', 'sev_snp', 'N') },
    'metal',
    'partly',
    { 'tee.sev-snp': 'failed', 'tee.sev-es': 'unknown', 'tee.sev': 'unknown' },
  ],
  [
    'a whole /dev without /dev/sev',
    { ...milan('svm sev sev_es sev_snp'), ...kvm, '/dev/null': '', ...parameter('kvm_amd', 'sev_snp', 'Y') },
    'metal',
    'partly',
    { 'tee.sev-snp': 'failed' },
  ],
  [
    'Genoa with iommu=pt',
    { ...genoa, ...kvm, ...cmdline('ro iommu=pt'), ...parameter('kvm_amd', 'sev_snp', 'N') },
    'metal',
    'partly',
    { 'tee.sev-snp': 'failed', 'kernel.parameters': 'warning' },
  ],
  [
    'Sapphire Rapids with TDX',
    {
      ...intel(143, 'Intel(R) Xeon(R) Platinum 8480+', 'vmx tdx_host_platform'),
      ...kvm,
      ...parameter('kvm_intel', 'tdx', 'Y'),
    },
    'metal',
    'partly',
    { 'tee.tdx': 'ok', 'tee.sev-snp': 'not-applicable' },
  ],
  [
    'a laptop with VT-x off',
    intel(142, 'Intel(R) Core(TM) i7-8550U CPU @ 1.80GHz', 'ssse3'),
    'metal',
    'not-ready',
    { 'cpu.virtualization': 'failed', kvm: 'failed', 'tee.tdx': 'not-applicable', 'kata.runtime': 'unknown' },
  ],
  [
    'a desktop from AMD',
    {
      ...x86('AuthenticAMD', 25, 33, 'AMD Ryzen 9 5950X 16-Core Processor', 'svm sev sev_es'),
      ...kvm,
      ...parameter('kvm_amd', 'sev', 'N'),
    },
    'metal',
    'partly',
    { 'tee.sev-snp': 'not-applicable' },
  ],
  [
    'N2D of Google Cloud with SNP',
    {
      ...milan('hypervisor'),
      ...dmi({ sys_vendor: 'Google', product_name: 'Google Compute Engine' }),
      '/dev/sev-guest': '',
    },
    'tee-guest',
    'not-ready',
    { 'guest.tee': 'warning', cloud: 'warning', 'tee.sev-snp': 'not-applicable' },
  ],
  [
    'C8i of AWS',
    {
      ...intel(173, 'Intel(R) Xeon(R) 6975P-C', 'vmx hypervisor'),
      ...dmi({ sys_vendor: 'Amazon EC2', product_name: 'c8i.4xlarge' }),
      ...kvm,
    },
    'vm',
    'partly',
    { cloud: 'ok', vm: 'ok', kvm: 'ok' },
  ],
  ['DCas of Azure', dcas, 'vm', 'not-ready', { 'guest.tee': 'unknown', cloud: 'unknown', kvm: 'failed' }],
  [
    'DCas of Azure with the mark of SNP',
    { ...dcas, '/dev/sev-guest': '' },
    'tee-guest',
    'not-ready',
    { 'guest.tee': 'warning', cloud: 'warning' },
  ],
  [
    'DCas_cc of Azure',
    { ...milan('svm hypervisor'), ...azure, ...kvm, '/dev/mshv': '' },
    'vm',
    'partly',
    { mshv: 'ok', 'tee.sev-snp': 'unknown', 'tee.sev': 'not-applicable' },
  ],
  [
    'Hyper-V without nested virtualization',
    {
      ...intel(106, 'Intel(R) Xeon(R) Gold 6338', 'hypervisor'),
      ...dmi({
        sys_vendor: 'Microsoft Corporation',
        product_name: 'Virtual Machine',
        chassis_asset_tag: '4051-3232-8123',
      }),
    },
    'vm',
    'not-ready',
    { 'guest.tee': 'not-applicable', cloud: 'not-applicable', kvm: 'failed' },
  ],
  [
    'WSL 2',
    {
      ...intel(154, '12th Gen Intel(R) Core(TM) i7-12700H', 'vmx hypervisor'),
      '/proc/version': 'Linux version 5.15.167.4-microsoft-standard-WSL2 (x) #1 SMP\n',
      ...kvm,
    },
    'wsl',
    'partly',
    { wsl: 'warning', kvm: 'ok' },
  ],
  [
    'IBM Z with Secure Execution',
    {
      '/proc/cpuinfo':
        'vendor_id : IBM/S390\nfeatures : esan3 sie\nfacilities : 0 1 158\nprocessor 0: version = FF, identification = 1, machine = 3931\n',
      ...cmdline('prot_virt=1'),
      '/sys/firmware/uv/prot_virt_host': '1\n',
      ...kvm,
    },
    'metal',
    'partly',
    { 'tee.secure-execution': 'ok', vm: 'unknown', 'cpu.virtualization': 'ok' },
  ],
  [
    'arm64',
    {
      '/proc/cpuinfo': 'Features : fp asimd\nCPU implementer : 0x41\nCPU architecture: 8\nCPU part : 0xd0c\n',
      ...kvm,
    },
    'metal',
    'partly',
    { kvm: 'ok', 'tee.cca': 'unknown' },
  ],
  [
    'Firecracker with KVM and without vmx',
    { ...intel(106, 'Intel(R) Xeon(R) Processor @ 2.90GHz', 'hypervisor'), ...kvm },
    'vm',
    'partly',
    { kvm: 'ok', 'cpu.virtualization': 'warning' },
  ],
  ['nothing at all', {}, 'metal', 'unknown', { kvm: 'unknown', 'kata.runtime': 'unknown', os: 'unknown' }],
];

describe('Host check of few files', () => {
  for (const [name, files, inside, status, checks] of cases)
    it(name, async () => {
      const machine = new SavedMachine(files);
      try {
        const report = await checkHost(await machine.reader());
        const found = report.checks.filter(({ id }) => Object.hasOwn(checks, id));
        assert.deepEqual(Object.fromEntries(found.map((check) => [check.id, check.status])), checks);
        assert.deepEqual([report.machine.inside, report.verdict.status], [inside, status]);
        // No engine can be told from these files, so none but Docker is worth a word
        assert.ok(report.verdict.next.every(({ id }) => id !== 'nerdctl'));
      } finally {
        machine.remove();
      }
    });
});
