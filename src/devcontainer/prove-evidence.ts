/** What is weighed when somebody asks whether a container is in a VM, and how. */
import { t } from '../text';

/** `vm`: a kernel of its own in a VM. `not-vm`: on the kernel of its host. */
export type Verdict = 'vm' | 'not-vm' | 'unknown';

/** How much a piece of evidence counts: what is decisive stands against everything but its like. */
export type Weight = 'decisive' | 'strong' | 'weak';

/** Where it was seen: the container can say anything, the host's process table is out of its reach. */
type Witness = 'container' | 'host' | 'both';

const witnesses = {
  kernel: 'both',
  'boot-id': 'both',
  gvisor: 'container',
  'root-file-system': 'container',
  'boot-parameters': 'container',
  hypervisor: 'container',
  firmware: 'container',
  shim: 'host',
  process: 'host',
  vmm: 'host',
  tee: 'container',
} as const satisfies Readonly<Record<string, Witness>>;

/** Every kind of evidence. The table in docs/dev-containers.md says the same in more words. */
export type EvidenceId = keyof typeof witnesses;

const titles = (): Readonly<Record<EvidenceId, string>> => ({
  kernel: t('Kernel release'),
  'boot-id': t('Boot of the kernel'),
  gvisor: t('Kernel of gVisor'),
  'root-file-system': t('Root file system'),
  'boot-parameters': t('Boot parameters'),
  hypervisor: t('Hypervisor flag of the CPU'),
  firmware: t('Firmware (DMI)'),
  shim: t('Shim of the container'),
  process: t('Process of the container'),
  vmm: t('Process of the VMM'),
  tee: t('Confidential guest'),
});

/** One thing that was looked at. */
export interface Evidence {
  readonly id: EvidenceId;
  readonly title: string;
  readonly witness: Witness;
  /** What it speaks for; `unknown`: for nothing. */
  readonly says: Verdict;
  readonly weight: Weight;
  /** What was seen, or why nothing was, in a sentence. Control characters are still in it. */
  readonly found: string;
  /** It is a sign of Kata, not only of any VM. */
  readonly kata?: true;
}

/** One piece of evidence. */
export const evidence = (
  id: EvidenceId,
  says: Verdict,
  weight: Weight,
  found: string,
  kata = false,
): Evidence => ({
  id,
  title: titles()[id],
  witness: witnesses[id],
  says,
  weight,
  found,
  ...(kata && { kata }),
});

/** Something that could not be looked at, or does not tell. */
export const nothing = (id: EvidenceId, found: string): Evidence => evidence(id, 'unknown', 'weak', found);

/** What the pieces come to. Weak ones alone are no verdict, and neither are equals that contradict each other. */
export function weigh(all: readonly Evidence[]): {
  readonly verdict: Verdict;
  /** Those that contradict each other. */
  readonly conflict: readonly Evidence[];
} {
  for (const weight of ['decisive', 'strong'] as const) {
    const [yes, no] = (['vm', 'not-vm'] as const).map((side) =>
      all.filter((each) => each.weight === weight && each.says === side),
    );
    if (!yes || !no || yes.length + no.length === 0) continue;
    if (yes.length > 0 && no.length > 0) return { verdict: 'unknown', conflict: [...yes, ...no] };
    return { verdict: yes.length > 0 ? 'vm' : 'not-vm', conflict: [] };
  }
  return { verdict: 'unknown', conflict: [] };
}
