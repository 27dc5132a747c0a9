/** Why SEV, SEV-ES or SEV-SNP is off on a processor that has it, and what to do about it. */
import { t } from '../../text';
import type { Host, Machine } from '../check';
import type { SevLevel } from './epyc';
import { moduleSettings, type Cause, type ModuleParameter } from './tee';

export type SevStates = Readonly<Record<SevLevel, ModuleParameter>>;

/** The settings as AMD's own firmware calls them (snphost's documentation), by what they are for. */
const cpuMenu = {
  sev: 'SVM Mode = Enabled, SMEE = Enabled',
  asids: 'SEV-ES ASID Space Limit Control = Manual, SEV-ES ASID Space Limit = above 1, such as 100',
  snp: 'SNP Memory (RMP Table) Coverage = Enabled',
} as const;
const nbioMenu = { iommu: 'IOMMU = Enabled', snp: 'IOMMU = Enabled, SEV-SNP Support = Enabled' } as const;

/** What to set in the BIOS for these. */
export function inAmdBios(...wanted: readonly ('sev' | 'asids' | 'snp' | 'iommu')[]): string {
  const cpu = wanted.flatMap((name) => (name === 'iommu' ? [] : cpuMenu[name]));
  const nbio = wanted.flatMap((name) => (name === 'iommu' || name === 'snp' ? nbioMenu[name] : []));
  const menus = [
    ...(cpu.length > 0 ? [t('under CBS > CPU Common Options {0}', cpu.join(', '))] : []),
    ...(nbio.length > 0 ? [t('under CBS > NBIO Common Options {0}', nbio.join(', '))] : []),
  ];
  return t("In the BIOS setup (AMD's names; vendors of servers may use others): {0}.", menus.join('; '));
}

/** Words of the kernel command line that SNP can't live with (drivers/iommu/amd/init.c of Linux, iommu_snp_enable). */
const snpConflicts = (): Readonly<Record<string, string>> => ({
  'iommu=pt': t('it puts the IOMMU into passthrough mode'),
  'iommu.passthrough=1': t('it puts the IOMMU into passthrough mode'),
  'iommu=off': t('it switches the IOMMU off'),
  'amd_iommu=off': t('it switches the IOMMU off'),
  'amd_iommu=pgtbl_v2': t('SNP needs page tables of version 1'),
});

function conflicting(machine: Machine): Cause | undefined {
  const words = (machine.parameters ?? []).filter((word) => Object.hasOwn(snpConflicts(), word));
  if (words.length === 0) return undefined;
  return {
    text: t(
      'The kernel command line has {0}, and with it the kernel refuses SNP.',
      words.map((word) => `${word} (${snpConflicts()[word] ?? ''})`).join(t(' and ')),
    ),
    fix: t(
      "Take {0} off the kernel command line and restart. AMD's IOMMU is on without a parameter; amd_iommu=on is none that the kernel knows.",
      words.join(t(' and ')),
    ),
    boot: { remove: words },
  };
}

async function noIommu({ reader }: Host): Promise<Cause | undefined> {
  const groups = await reader.list('/sys/kernel/iommu_groups');
  const none =
    groups.kind === 'names'
      ? !groups.names.some((name) => /^\d+$/.test(name))
      : groups.kind === 'missing' && (await reader.list('/sys/kernel')).kind === 'names';
  if (!none) return undefined;
  return {
    text: t('The kernel has no IOMMU groups: the IOMMU is off, and SNP needs it.'),
    fix: inAmdBios('iommu'),
  };
}

/** The kernel clears flags that the BIOS has left off (arch/x86/kernel/cpu/amd.c of Linux). */
function hidden(level: SevLevel, flags: ReadonlySet<string>, states: SevStates): Cause {
  const sevShows = flags.has('sev');
  return {
    text: sevShows
      ? level === 'sev-snp'
        ? t(
            'The flag sev_snp is not in cpuinfo: the kernel hides it where the BIOS has set up no RMP table.{0}',
            states['sev-es'].state === 'off' ? t(' SEV-ES, whose keys SNP guests use, is off, too.') : '',
          )
        : t('The flag sev_es is not in cpuinfo: the BIOS has not switched it on.')
      : t(
          'The flag sev is not in cpuinfo: the kernel hides it, and those of SEV-ES and SNP, where the BIOS has memory encryption (SMEE) off.',
        ),
    fix: inAmdBios(
      ...(sevShows ? [] : ['sev' as const]),
      ...(level === 'sev' ? [] : ['asids' as const]),
      ...(level === 'sev-snp' ? ['snp' as const] : []),
    ),
  };
}

function oldKernel({ kernel = t('its release is not known') }: Machine, level: SevLevel): Cause {
  if (level === 'sev-snp')
    return {
      text: t(
        "kvm_amd of this kernel ({0}) can't start SNP guests: it has no parameter sev_snp. Linux can since 6.11; some distributions brought it to older kernels.",
        kernel,
      ),
      fix: t('Install a kernel of 6.11 or newer that is built with CONFIG_KVM_AMD_SEV.'),
    };
  return {
    text: t(
      'kvm_amd of this kernel ({0}) was built without CONFIG_KVM_AMD_SEV, or before it knew {1}.',
      kernel,
      level === 'sev' ? 'SEV' : 'SEV-ES',
    ),
    fix: t('Install a current kernel of your distribution.'),
  };
}

/** All reasons that files show for a level being off. */
export async function sevCauses(host: Host, level: SevLevel, states: SevStates): Promise<readonly Cause[]> {
  const { flags } = host.machine;
  const { state } = states[level];
  const found: (Cause | undefined)[] = [];
  if (state === 'no-parameter') found.push(oldKernel(host.machine, level));
  if (level === 'sev-snp') {
    const conflict = conflicting(host.machine);
    found.push(conflict ?? (await noIommu(host)));
  }
  const parameter = level.replace('-', '_');
  // A kernel that lacks the parameter may not know the flag, either
  const hides = flags.size > 0 && !flags.has(state === 'no-module' ? 'sev' : parameter);
  if (hides && state !== 'no-parameter') found.push(hidden(level, flags, states));
  for (const { on, where } of await moduleSettings(host, 'kvm_amd', parameter))
    if (!on)
      found.push({
        text: t('It is switched off by {0}.', where),
        fix: t('Take it out of {0} and restart.', where),
      });
  if (!hides && level !== 'sev') {
    if (states.sev.state === 'off')
      found.push({
        text: t('SEV itself is off, and this is built on it.'),
        fix: t('See to AMD SEV first (tee.sev).'),
      });
    else if (states.sev.state === 'on' && states['sev-es'].state === 'off')
      found.push({
        text: t(
          'SEV is on and SEV-ES is off: usually the BIOS has left SEV-ES no keys (ASIDs), and SNP guests use the same ones.',
        ),
        fix: inAmdBios('asids'),
      });
  }
  return found.filter((cause) => cause !== undefined);
}
