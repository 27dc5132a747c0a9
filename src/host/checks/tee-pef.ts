/** IBM's Protected Execution Facility of POWER9. */
import { t } from '../../text';
import type { Check, Host, Probe } from '../check';
import type { About } from '../result';
import { checkOf, entrySeen, otherMachine, type Finding } from './tee';

const about: About = {
  id: 'tee.pef',
  topic: 'tee',
  title: 'Protected Execution Facility',
  source: 'src/runtime/virtcontainers/hypervisor_ppc64le.go@4.1.0',
};
const maker = {
  arch: 'ppc64le',
  get needs() {
    return t('an IBM POWER9 machine');
  },
} as const;
const folder = '/sys/firmware/ultravisor';

async function judge({ reader, machine }: Host): Promise<Finding> {
  const other = otherMachine(machine, t('The Protected Execution Facility'), maker);
  if (other) return other;
  const entry = await reader.entry(folder);
  const seen = [entrySeen(folder, entry)];
  if (typeof entry !== 'string')
    return {
      status: 'ok',
      detail: t(
        'The ultravisor runs below the kernel, which is what Kata looks for. Kata 4.1.0 installs no handler for it.',
      ),
      evidence: seen,
    };
  if (entry === 'missing')
    return {
      status: 'not-applicable',
      detail: t('No ultravisor runs below the kernel: it was part of special firmware for POWER9 only.'),
      evidence: seen,
    };
  return {
    status: 'unknown',
    detail: t("Whether an ultravisor runs below the kernel can't be read."),
    evidence: seen,
  };
}

export const pef: Probe = {
  ids: [about.id],
  run: async (host): Promise<readonly Check[]> => [checkOf(about, await judge(host))],
};
