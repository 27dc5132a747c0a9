/** What other programs say of this host beside our checks, and why they differ. Run on demand only. */
import { CommandFailure, oracle, oracleIds, type OracleId, type OracleVerdict } from '../engines';
import type { Check } from './check';
import { findProgram } from './programs';
import type { HostReader } from './reader';

/** A line of another program that says something else than one of our checks. */
export interface Difference {
  readonly theirs: OracleVerdict;
  readonly ours: Check;
  /** Why, in a sentence or two. */
  readonly explanation: string;
}

/** What one program said. */
export interface OracleReport {
  readonly id: OracleId;
  readonly path: string;
  readonly verdicts: readonly OracleVerdict[];
  readonly differences: readonly Difference[];
  /** Why it said nothing. */
  readonly failure?: string;
}

/** Which check looks at the same, and why the two may differ: first where they say no, then where we do. */
interface Topic {
  readonly oracle: OracleId;
  readonly name: RegExp;
  readonly check: string;
  /** Where it complains and our check does not. */
  readonly stricter: string;
}

const flagOnly =
  "It looks for the CPU's flag only. What counts is that /dev/kvm opens, which it does: a hypervisor below can offer KVM without showing the flag.";
const moduleOnly =
  'It looks for the module in /sys/module or calls modprobe. A driver that is part of the kernel itself has no folder there; the device shows that it works.';
const libvirtSev =
  'It expects the value 1 in the parameters of kvm_amd, where newer kernels print Y, and older releases of it know no TDX.';

const topics: readonly Topic[] = [
  { oracle: 'virt-host-validate', name: /hardware virtualization/, check: 'kvm', stricter: flagOnly },
  {
    oracle: 'virt-host-validate',
    name: /\/dev\/kvm/,
    check: 'kvm',
    stricter: "It wants this user to open the device. Kata's shim is root's under Docker and containerd.",
  },
  {
    oracle: 'virt-host-validate',
    name: /\/dev\/vhost-net/,
    check: 'vhost-net',
    stricter: 'It only looks whether the node is there.',
  },
  {
    oracle: 'virt-host-validate',
    name: /\/dev\/net\/tun/,
    check: 'tun',
    stricter: 'It only looks whether the node is there.',
  },
  {
    oracle: 'virt-host-validate',
    name: /IOMMU/,
    check: 'iommu',
    stricter:
      'It looks for the tables of the firmware, which clouds and Arm boards may lack. Kata needs an IOMMU for passthrough and SEV-SNP only.',
  },
  {
    oracle: 'virt-host-validate',
    name: /cgroup 'memory'/,
    check: 'cgroups',
    stricter: 'It lists controllers that Kata does not need.',
  },
  { oracle: 'virt-host-validate', name: /secure guest/i, check: 'tee.sev', stricter: libvirtSev },
  { oracle: 'virt-host-validate', name: /secure guest/i, check: 'tee.tdx', stricter: libvirtSev },
  { oracle: 'kvm-ok', name: /KVM/, check: 'kvm', stricter: flagOnly },
  { oracle: 'kata-runtime', name: /^(?:vmx|svm|sie): /, check: 'kvm', stricter: flagOnly },
  { oracle: 'kata-runtime', name: /^kvm(?:_intel|_amd|_hv)?: /, check: 'kvm', stricter: moduleOnly },
  { oracle: 'kata-runtime', name: /^vhost(?:_net)?: /, check: 'vhost-net', stricter: moduleOnly },
  {
    oracle: 'kata-runtime',
    name: /^vhost_vsock: |support vsock/,
    check: 'vhost-vsock',
    stricter: moduleOnly,
  },
  {
    oracle: 'kata-ctl',
    name: /Missing CPU (?:attributes|flags)/,
    check: 'kvm',
    stricter: "It knows Intel's CPUs only, so on others this is no sign of anything.",
  },
  {
    oracle: 'snphost',
    name: /^KVM supported/,
    check: 'kvm',
    stricter: 'It wants this user to open /dev/kvm.',
  },
  {
    oracle: 'snphost',
    name: /^SEV enabled in KVM/,
    check: 'tee.sev',
    stricter: 'It reads /sys/module/kvm_amd only.',
  },
  {
    oracle: 'snphost',
    name: /^SEV-ES enabled in KVM/,
    check: 'tee.sev-es',
    stricter: 'It reads /sys/module/kvm_amd only.',
  },
  {
    oracle: 'snphost',
    name: /^(?:SEV-SNP enabled in KVM|SNP initialized)/,
    check: 'tee.sev-snp',
    stricter: 'Without root it can read neither /dev/sev nor the registers of the CPU.',
  },
];

/** Where they find it fine and we do not: they look at less. */
const milder = ({ title, detail }: Check): string =>
  `It looks at less than the check "${title}", which says: ${detail}`;

/** Lines that say something else than our checks; unknown and not applicable are no contradiction to anything. */
export function differences(
  id: OracleId,
  verdicts: readonly OracleVerdict[],
  checks: readonly Check[],
): readonly Difference[] {
  const byId = new Map(checks.map((check) => [check.id, check]));
  return verdicts.flatMap((theirs) =>
    topics.flatMap((topic): Difference[] => {
      const ours = topic.oracle === id && topic.name.test(theirs.name) ? byId.get(topic.check) : undefined;
      if (!ours) return [];
      const complains = theirs.verdict === 'fail' || theirs.verdict === 'warn';
      if (complains && ours.status === 'ok') return [{ theirs, ours, explanation: topic.stricter }];
      return theirs.verdict === 'pass' && ours.status === 'failed'
        ? [{ theirs, ours, explanation: milder(ours) }]
        : [];
    }),
  );
}

/**
 * Runs those that are installed, side by side; `checks` are those of the last host check. None needs root or the network. Empty
 * for a saved machine. Rejects only when cancelled.
 */
export async function askOracles(
  reader: HostReader,
  checks: readonly Check[],
  signal?: AbortSignal,
): Promise<readonly OracleReport[]> {
  if (reader.replayed) return [];
  const reports = await Promise.all(oracleIds.map((id) => askOracle(reader, id, checks, signal)));
  signal?.throwIfAborted();
  return reports.filter((report) => report !== undefined);
}

async function askOracle(
  reader: HostReader,
  id: OracleId,
  checks: readonly Check[],
  signal: AbortSignal | undefined,
): Promise<OracleReport | undefined> {
  const path = await findProgram(reader, id);
  if (path === undefined) return undefined;
  try {
    const verdicts = await reader.run(oracle(id, path), signal);
    return { id, path, verdicts, differences: differences(id, verdicts, checks) };
  } catch (error) {
    if (!(error instanceof CommandFailure)) throw error;
    return { id, path, verdicts: [], differences: [], failure: error.message };
  }
}
