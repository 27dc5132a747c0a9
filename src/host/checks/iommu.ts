/** The IOMMU, and what the kernel command line does to Kata. */
import { t } from '../../text';
import type { Check, Host, Machine, Probe } from '../check';
import { result, type About } from '../result';
import { bootCommand } from './boot';
import { amdProcessor } from './epyc';

const iommuAbout: About = {
  id: 'iommu',
  topic: 'devices',
  title: 'IOMMU',
  source:
    'drivers/iommu/amd/init.c and drivers/iommu/intel/dmar.c of Linux; tools/virt-host-validate of libvirt',
};

/** What it is for, so that nobody turns it on for nothing. */
const purpose = (): string =>
  t('It is needed to pass devices to a sandbox (VFIO, GPUs) and to host SEV-SNP, not for plain Kata.');
/** ACPI tables that describe one: Intel, AMD, Arm. */
const tables = ['DMAR', 'IVRS', 'IORT'];

async function iommu({ reader, machine }: Host): Promise<Check> {
  const { arch, vendor, places, parameters = [] } = machine;
  const [groups, units, acpi] = await Promise.all([
    reader.list('/sys/kernel/iommu_groups'),
    reader.list('/sys/class/iommu'),
    reader.list('/sys/firmware/acpi/tables'),
  ]);
  const count =
    groups.kind === 'names' ? groups.names.filter((name) => /^\d+$/.test(name)).length : undefined;
  const names = units.kind === 'names' ? units.names.filter((name) => !name.startsWith('.')) : [];
  const table = acpi.kind === 'names' ? tables.find((name) => acpi.names.includes(name)) : undefined;
  const seen = [
    {
      path: '/sys/kernel/iommu_groups',
      found: count === undefined ? t("can't be read") : t('{0} groups', count),
    },
    { path: '/sys/class/iommu', found: names.join(', ') || 'nothing' },
    {
      path: '/sys/firmware/acpi/tables',
      found: acpi.kind === 'names' ? (table ?? t('none of {0}', tables.join(', '))) : t("can't be read"),
    },
  ];
  const say = (status: Check['status'], detail: string, fix?: Check['fix']) =>
    result(iommuAbout, status, `${detail} ${purpose()}`, fix, seen);
  if (count !== undefined && count > 0)
    return say(
      'ok',
      t(
        'On, with {0} groups{1}.',
        count,
        names.length > 0 ? ` (${names.slice(0, 4).join(', ')}${names.length > 4 ? ', ...' : ''})` : '',
      ),
    );
  const off = parameters.find((word) => ['iommu=off', 'amd_iommu=off', 'intel_iommu=off'].includes(word));
  if (off !== undefined)
    return say('warning', t('Turned off by {0} on the kernel command line.', off), {
      text: t('Take {0} off the kernel command line.', off),
      command: bootCommand(machine, { remove: [off] }),
    });
  if (count === undefined)
    return say('unknown', t("/sys/kernel/iommu_groups can't be read, so it can't be told."));
  if (table !== undefined)
    return vendor === 'GenuineIntel'
      ? say('warning', t('The firmware describes one (ACPI table {0}), but Linux does not use it.', table), {
          text: t('Turn it on for Linux.'),
          command: bootCommand(machine, { add: ['intel_iommu=on'] }),
        })
      : say(
          'warning',
          t(
            'The firmware describes one (ACPI table {0}), but Linux has no groups. On AMD it is on unless something turns it off.',
            table,
          ),
          {
            text: t("Look for the reason in the kernel's log."),
            command: 'sudo dmesg | grep -iE "iommu|AMD-Vi|DMAR"',
          },
        );
  if (places.includes('vm')) return say('not-applicable', t('None, as in most VMs.'));
  if (arch === 's390x' || arch === 'ppc64le')
    return say('not-applicable', t('None shows; on {0} groups appear with the first PCI device.', arch));
  if (acpi.kind !== 'names')
    return say('unknown', t("Linux has no groups, and the tables of the firmware can't be seen."));
  return say('warning', t('Neither the firmware nor Linux shows one.'), {
    text: t(
      'In the BIOS setup, enable {0}.',
      vendor === 'GenuineIntel'
        ? 'Intel VT for Directed I/O (VT-d)'
        : vendor === 'AuthenticAMD'
          ? t('IOMMU (under AMD CBS, NBIO)')
          : t('the IOMMU (SMMU)'),
    ),
  });
}

const parametersAbout: About = {
  id: 'kernel.parameters',
  topic: 'kernel',
  get title() {
    return t('Kernel command line');
  },
  source: 'drivers/iommu/amd/init.c and Documentation/admin-guide/kernel-parameters.txt of Linux',
};

/** A parameter that gets in Kata's way. */
interface Trouble {
  readonly word: string;
  /** What it does, as a sentence. */
  readonly effect: string;
  readonly status: 'warning' | 'failed';
}

/** Whether the machine is an EPYC that can host SEV-SNP: Milan or newer. */
function mayHostSnp(machine: Machine): boolean {
  if (machine.vendor !== 'AuthenticAMD') return false;
  const processor = amdProcessor(machine);
  return processor.kind === 'epyc' && processor.can('sev-snp');
}

function troubles(machine: Machine, words: readonly string[]): readonly Trouble[] {
  const snp = mayHostSnp(machine) && !machine.places.includes('vm');
  return words.flatMap((word): Trouble[] => {
    switch (word) {
      case 'iommu=pt':
      case 'iommu.passthrough=1':
      case 'iommu=off':
      case 'amd_iommu=off':
      case 'amd_iommu=pgtbl_v2':
        return snp
          ? [
              {
                word,
                status: 'warning',
                effect: t(
                  'makes SEV-SNP impossible: Linux wants the IOMMU translating, with its first kind of page tables.',
                ),
              },
            ]
          : [];
      case 'amd_iommu=on':
        return machine.vendor === 'AuthenticAMD'
          ? [
              {
                word,
                status: 'warning',
                effect: 'is no option of Linux and has no effect: the IOMMU of AMD is on by default.',
              },
            ]
          : [];
      case 'nomodule':
      case 'modules_disabled=1':
        return [
          {
            word,
            status: 'warning',
            effect: t(
              "keeps modules from being loaded: what is not built into this kernel, `modprobe` can't bring.",
            ),
          },
        ];
      case 'kvm-arm.mode=none':
        return [{ word, status: 'failed', effect: t('turns KVM off.') }];
    }
    if (word.startsWith('clearcpuid=') && /\b(?:vmx|svm|sev\w*)\b/.test(word))
      return [{ word, status: 'warning', effect: t('hides flags of the CPU, which virtualization needs.') }];
    return [];
  });
}

function parameters(machine: Machine): Check {
  const { parameters: words } = machine;
  if (words === undefined) return result(parametersAbout, 'unknown', t("/proc/cmdline can't be read."));
  const seen = [{ path: '/proc/cmdline', found: words.join(' ').slice(0, 200) }];
  const found = troubles(machine, words);
  if (found.length === 0)
    return result(parametersAbout, 'ok', t("Nothing on it gets in Kata's way."), undefined, seen);
  const remove = [...new Set(found.map(({ word }) => word))];
  return result(
    parametersAbout,
    found.some(({ status }) => status === 'failed') ? 'failed' : 'warning',
    [...new Map(found.map(({ word, effect }) => [word, `${word} ${effect}`])).values()].join(' '),
    {
      text: t('Take {0} off the kernel command line.', remove.join(t(' and '))),
      command: bootCommand(machine, { remove }),
    },
    seen,
  );
}

export const iommuProbes: readonly Probe[] = [
  { ids: ['iommu'], run: async (host) => [await iommu(host)] },
  { ids: ['kernel.parameters'], run: ({ machine }) => Promise.resolve([parameters(machine)]) },
];
