/** IBM Secure Execution on s390x. */
import { t } from '../../text';
import type { Check, Evidence, Host, Probe } from '../check';
import { evidence, textOf } from '../files';
import type { About } from '../result';
import { bootCommand } from './boot';
import { checkOf, handlers, inVirtualMachine, isVirtual, otherMachine, wordsSeen, type Finding } from './tee';

const about: About = {
  id: 'tee.secure-execution',
  topic: 'tee',
  title: 'IBM Secure Execution',
  source:
    'src/runtime/virtcontainers/hypervisor_s390x.go@4.1.0; docs/how-to/how-to-run-kata-containers-with-SE-VMs.md@4.1.0',
};
const maker = {
  arch: 's390x',
  get needs() {
    return t('an IBM Z or LinuxONE machine');
  },
} as const;

/** The facility of the ultravisor call. */
const facility = 158;
const hostFile = '/sys/firmware/uv/prot_virt_host';
/** Machine types of z15 (LinuxONE III) and newer, which have the ultravisor. */
const capable = new Set(['8561', '8562', '3931', '3932', '9175', '9176']);
/** What Kata takes for "on"; the kernel takes more, such as `true`. */
const kataValues = /^prot_virt=(?:1|on|y|yes)$/i;

async function judge(host: Host): Promise<Finding> {
  const { reader, machine } = host;
  const other = otherMachine(machine, 'Secure Execution', maker);
  if (other) return other;
  const enabled = await reader.read(hostFile);
  const has = machine.facilities.has(facility);
  const asked = machine.parameters?.filter((word) => /^prot_virt\b/.test(word));
  const seen: readonly Evidence[] = [
    evidence(hostFile, enabled),
    wordsSeen('/proc/cpuinfo', has ? [t('facility {0}', facility)] : []),
    wordsSeen('/proc/cmdline', asked),
  ];
  const add = {
    text: t('Put prot_virt=1 on the kernel command line, write the boot record and restart.'),
  } as const;
  const command = bootCommand(machine, { add: ['prot_virt=1'] });

  if (enabled.kind === 'text' && enabled.text.trim() === '1') {
    if (asked?.some((word) => kataValues.test(word)) === false)
      return {
        status: 'failed',
        detail: t(
          'The kernel has Secure Execution enabled, but Kata looks for prot_virt=1 (or on, y, yes) on the kernel command line and will not start such guests without it.',
        ),
        fix: { ...add, command },
        evidence: seen,
      };
    return {
      status: 'ok',
      detail: t(
        'The kernel has Secure Execution enabled for guests of this host. {0} A guest needs an image encrypted for this very machine.',
        handlers('se'),
      ),
      evidence: seen,
    };
  }
  if (isVirtual(machine)) return inVirtualMachine('Secure Execution', ...seen);
  if (has) {
    if (enabled.kind === 'denied' || enabled.kind === 'unreadable')
      return {
        status: 'unknown',
        detail: t("The machine has Secure Execution; whether the kernel has it enabled can't be read."),
        fix: { text: t('Look yourself; 1 means enabled.'), command: `cat ${hostFile}` },
        evidence: seen,
      };
    return {
      status: 'failed',
      detail:
        asked?.some((word) => kataValues.test(word)) === true
          ? t(
              'The machine has Secure Execution (facility 158), and the kernel was asked for it, but does not have it enabled.',
            )
          : t('The machine has Secure Execution (facility 158), but the kernel was started without it.'),
      fix:
        asked?.some((word) => kataValues.test(word)) === true
          ? {
              text: t("Look into the kernel's log; the ultravisor may have got no memory."),
              command: 'sudo dmesg | grep -iE "prot_virt|ultravisor"',
            }
          : { ...add, command },
      evidence: seen,
    };
  }
  const type = /\bmachine = (\w+)/.exec((await textOf(reader, '/proc/cpuinfo')) ?? '')?.[1];
  if (type === undefined || machine.facilities.size === 0)
    return { status: 'unknown', detail: t("What this machine can do can't be read."), evidence: seen };
  if (!capable.has(type))
    return {
      status: 'not-applicable',
      detail: t(
        'Secure Execution is in z15, LinuxONE III and newer machines; this one is of type {0}.',
        type,
      ),
      evidence: seen,
    };
  return {
    status: 'failed',
    detail: t(
      'Machines of type {0} can have Secure Execution, but this one does not offer it (no facility 158).',
      type,
    ),
    fix: {
      text: t(
        "Ask who runs the machine to order and enable the feature Secure Execution for Linux (feature code 0115) and to load the machine's host key.",
      ),
    },
    evidence: seen,
  };
}

export const secureExecution: Probe = {
  ids: [about.id],
  run: async (host): Promise<readonly Check[]> => [checkOf(about, await judge(host))],
};
