/** docs/host-checks.md: each check of the host beside what other tools look at. */
import { catalogue } from '../../src/host/catalogue';
import { topicTitles } from '../../src/host/words';

/** The tools in the columns, and what of them was read or run. */
const tools = [
  ['virt-host-validate', '`virt-host-validate qemu` of libvirt 9.0 (newer releases may look at more)'],
  ['kata-runtime', '`kata-runtime check` of Kata 4.1.0 (Go)'],
  ['kata-ctl', '`kata-ctl check` of Kata 4.1.0'],
  ['snphost', '`snphost ok` 0.7.0'],
  ['sevctl', '`sevctl ok`, after its documentation'],
  ['script', 'a script found in articles (`lsmod`, `dmesg`, `grep` over /proc/cpuinfo)'],
] as const;
type Tool = (typeof tools)[number][0];

/** What the others have of a check. A tool that is not named has nothing of it. */
const others: Readonly<Record<string, Partial<Readonly<Record<Tool, string>>>>> = {
  os: {
    'kata-runtime': 'CPU vendor',
    'kata-ctl': 'CPU vendor, Intel only',
    snphost: 'AMD CPU',
    sevctl: 'AMD CPU',
  },
  'cpu.virtualization': {
    'virt-host-validate': 'yes',
    'kata-runtime': 'yes',
    'kata-ctl': 'yes, of AMD only a warning',
    script: 'part of a text, x86 only',
  },
  kvm: {
    'virt-host-validate': 'there, and may be opened',
    'kata-runtime': 'makes a VM (root)',
    'kata-ctl': 'makes a VM (root)',
    snphost: 'API version',
    sevctl: 'API version',
  },
  'kvm.module': {
    'virt-host-validate': 'on Power',
    'kata-runtime': 'yes, not where built in',
    'kata-ctl': 'yes, and a parameter',
    script: 'by lsmod, not where built in',
  },
  'cpu.smt': { 'kata-runtime': 'yes' },
  'vhost-vsock': { 'kata-runtime': 'node there, module', 'kata-ctl': 'module' },
  'vhost-net': { 'virt-host-validate': 'node there', 'kata-runtime': 'module', 'kata-ctl': 'module' },
  tun: { 'virt-host-validate': 'node there' },
  iommu: { 'virt-host-validate': 'yes', script: 'by dmesg: often not permitted' },
  'kernel.parameters': {
    'virt-host-validate': 'asks for intel_iommu=on, on AMD iommu=pt',
    script: 'asks for amd_iommu=on iommu=pt',
  },
  cgroups: { 'virt-host-validate': 'yes' },
  memlock: { snphost: 'yes', sevctl: 'yes' },
  'tee.sev': {
    'virt-host-validate': 'yes',
    snphost: 'yes, with CPUID and firmware (root)',
    sevctl: 'yes, with CPUID and firmware (root)',
    script: 'behind a test that is never true',
  },
  'tee.sev-es': { snphost: 'yes (root)', sevctl: 'yes (root)' },
  'tee.sev-snp': {
    snphost: 'yes, with RMP, TCB and alias check (root)',
    sevctl: 'CPU only',
    script: 'flag only',
  },
  'tee.sgx': { script: 'test that is never true' },
  'tee.secure-execution': { 'virt-host-validate': 'yes' },
  'kata.runtime': { 'kata-runtime': 'newer releases (network)', 'kata-ctl': 'newer releases (network)' },
  'kata.configuration': { 'kata-runtime': 'stops at the first fault' },
  'kata.guest-assets': { 'kata-runtime': 'stops at the first one' },
};

const cells = (texts: readonly string[]): string => `| ${texts.join(' | ')} |`;

/** Throws where a check of another tool stands for none of ours. */
export function hostChecksPage(): string {
  const stray = Object.keys(others).find((id) => !catalogue().some((entry) => entry.id === id));
  if (stray !== undefined) throw new Error(`docs/host-checks.md: there is no check ${stray}`);
  const heads = ['Check', ...tools.map(([name]) => (name === 'script' ? 'script' : `\`${name}\``))];
  const rows = catalogue().map(({ id, topic, title }, index, entries) => {
    const heading =
      entries[index - 1]?.topic === topic
        ? []
        : [cells([`**${topicTitles()[topic]}**`, ...tools.map(() => '')])];
    const own = others[id];
    return [
      ...heading,
      cells([`${title.replaceAll('_', '\\_')} (\`${id}\`)`, ...tools.map(([name]) => own?.[name] ?? '–')]),
    ].join('\n');
  });
  const alone = catalogue().filter(({ id }) => others[id] === undefined).length;
  return `# The host check beside other tools

\`kata-workbench host\` and the Host view of the editor look at what is below, without root and without changing anything. Every
check ends as ok, warning, failed, unknown or not applicable, says what was read and what it means, and, where something can
be done, names it as a text to copy. Unknown is what could not be read; it never counts as no.

Of the ${catalogue().length} kinds of checks, ${alone} are in none of the other tools. A dash means that the tool does not look at it.

${[cells(heads), cells(heads.map(() => '---')), ...rows].join('\n')}

The columns are ${tools.map(([, what]) => what).join('; ')}.

## What is left to the others

Some things need root or a system call that this check does not make. They are offered as commands for the terminal.

| What | With |
| --- | --- |
| Making a VM with KVM (KVM_CREATE_VM), which a busy or broken KVM refuses though the device opens; on Arm the size of a VM's addresses | \`sudo kata-runtime check --no-network-checks\`, \`sudo kata-ctl check all\` |
| Model-specific registers, CPUID leaves, RMP table, firmware and TCB of SEV-SNP | \`sudo snphost ok\`, \`sudo sevctl ok\` |
| Controllers that only libvirt uses (cpuacct, devices, blkio, freezer), LXC | \`virt-host-validate\` |
| Whether a newer Kata was released: it would ask the network | \`kata-runtime check --check-version-only\` |

## Where answers differ

- **No flag, but /dev/kvm opens.** \`kvm-ok\`, \`virt-host-validate\` and \`kata-runtime check\` look for vmx or svm and say no; \`snphost\` asks the
  device and says yes. Both are told here, apart: the device decides about readiness, the flag is evidence.
- **A module that is built in** and has no parameters leaves no trace in /sys/module. \`kata-runtime check\` calls it missing; here the
  device counts.
- **AMD hosts with \`kata-ctl check\`** get warnings about missing attributes, because it knows Intel's only. They mean nothing.
- **\`iommu=pt\`** is recommended by articles, by older documentation of SEV-SNP and, on AMD, by \`virt-host-validate\`; Linux then
  can't host SEV-SNP.
- **SEV that is on** is called disabled by \`virt-host-validate\` where it takes only \`1\` for on: newer kernels print \`Y\`.
- **Devices are no regular files**: a script that tests \`[ -f /dev/sev ]\` never finds one.
- **/dev/kvm that this user may not open** is a failure for \`virt-host-validate\`. Kata's shim is root's under Docker and containerd, so it
  is none here.
`;
}
