/** Labels of nodes that pods in Kata are placed by, and what a TEE counts on a node. */
import data from './data/node-labels.json';
import type { Tee } from './runtime-classes';

/** A label that something really sets. */
export interface NodeLabel {
  readonly name: string;
  readonly setBy: string;
  readonly description: string;
  /** Shows that the node can start guests in this TEE. */
  readonly tee?: Tee;
  /** The node is such a guest itself. */
  readonly guest?: boolean;
  /** What to ask for; absent: "true". */
  readonly value?: string;
  /** The release of Kata that sets it first. */
  readonly since?: string;
}

let all: ReadonlyMap<string, NodeLabel> | undefined;

/** Every known label, by name. */
export function nodeLabels(): ReadonlyMap<string, NodeLabel> {
  const entries = data as unknown as Readonly<Record<string, Omit<NodeLabel, 'name'>>>;
  return (all ??= new Map(Object.entries(entries).map(([name, entry]) => [name, { ...entry, name }])));
}

/** The label that kata-deploy's own RuntimeClasses ask for (chart templates/runtimeclasses.yaml@4.1.0). */
export const teeLabels: Readonly<Partial<Record<Tee, string>>> = {
  'amd-sev-snp': 'amd.feature.node.kubernetes.io/snp',
  'intel-tdx': 'intel.feature.node.kubernetes.io/tdx',
  'ibm-secure-execution': 'feature.node.kubernetes.io/cpu-security.se.enabled',
};

/** What every guest in a TEE uses up on its node, as an extended resource (chart templates/runtimeclasses.yaml@4.1.0). */
export const teeKeys: Readonly<Partial<Record<Tee, string>>> = {
  'amd-sev-snp': 'sev-snp.amd.com/esids',
  'intel-tdx': 'tdx.intel.com/keys',
};

/** How people call the TEEs. */
export const teeNames: Readonly<Record<Tee, string>> = {
  'amd-sev': 'AMD SEV',
  'amd-sev-snp': 'AMD SEV-SNP',
  'intel-tdx': 'Intel TDX',
  'ibm-secure-execution': 'IBM Secure Execution',
  'arm-cca': 'Arm CCA',
};
