/** Arm CCA: realms, on processors with the Realm Management Extension. */
import { t } from '../../text';
import type { Check, Host, Probe } from '../check';
import { evidence } from '../files';
import type { About } from '../result';
import { checkOf, inVirtualMachine, isVirtual, otherMachine, type Finding } from './tee';

const about: About = {
  id: 'tee.cca',
  topic: 'tee',
  title: 'Arm CCA',
  source: 'src/runtime/virtcontainers/hypervisor_linux_arm64.go@4.1.0',
};
const maker = {
  arch: 'aarch64',
  get needs() {
    return t('an Arm processor');
  },
} as const;

/** Processors that came before the Realm Management Extension of Armv9.2, by implementer and part (arch/arm64/include/asm/cputype.h). */
const without: Readonly<Record<string, string>> = {
  '0x41 0xd08': 'Cortex-A72',
  '0x41 0xd0c': 'Neoverse N1',
  '0x41 0xd40': 'Neoverse V1',
  '0x41 0xd49': 'Neoverse N2',
  '0x41 0xd4f': 'Neoverse V2',
  '0x48 0xd01': 'Kunpeng 920',
  '0x61 0x022': 'Apple M1',
  '0x61 0x023': 'Apple M1',
  '0xc0 0xac3': 'AmpereOne',
};

async function judge({ reader, machine }: Host): Promise<Finding> {
  const other = otherMachine(machine, 'Arm CCA', maker);
  if (other) return other;
  if (isVirtual(machine)) return inVirtualMachine('Arm CCA');
  const cpuinfo = await reader.read('/proc/cpuinfo');
  const text = cpuinfo.kind === 'text' ? cpuinfo.text : '';
  const field = (name: string): string => new RegExp(`^${name}\\s*: (\\w+)$`, 'm').exec(text)?.[1] ?? '';
  const ids = `${field('CPU implementer')} ${field(t('CPU part'))}`;
  const seen = [
    cpuinfo.kind === 'text' ? { path: '/proc/cpuinfo', found: ids } : evidence('/proc/cpuinfo', cpuinfo),
  ];
  const name = Object.hasOwn(without, ids) ? without[ids] : undefined;
  return {
    status: 'unknown',
    detail:
      t(
        'Files do not show whether KVM can start realms: only a question to /dev/kvm does, which Kata asks itself. ',
      ) +
      t(
        'It asks by a number that is not yet that of released kernels, and Kata 4.1.0 installs no handler for realms.',
      ) +
      (name === undefined
        ? ''
        : t(
            ' Expect no: realms need the Realm Management Extension of Armv9.2, and {0} came before it.',
            name,
          )),
    fix: { text: t("Let Kata's own tool ask."), command: 'sudo kata-runtime env | grep -i protection' },
    evidence: seen,
  };
}

export const cca: Probe = {
  ids: [about.id],
  run: async (host): Promise<readonly Check[]> => [checkOf(about, await judge(host))],
};
