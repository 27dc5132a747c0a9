/** Nodes of the cluster: which TEEs they can host by what others say of them, and whether they are TEE guests. */
import { record, records, strings, text, type Json } from '../engines';
import { nodeLabels, teeKeys, teeNames, type Tee } from '../knowledge';
import { kataLabel } from './runtime-class';

export interface NodeRecord {
  readonly uid: string;
  readonly name: string;
  readonly ready: boolean;
  readonly unschedulable: boolean;
  readonly arch: string;
  readonly kernel: string;
  /** `containerd://2.1.4` */
  readonly engine: string;
  readonly osImage: string;
  /** Handlers that the kubelet reports (Kubernetes 1.30 and later); undefined where it does not. */
  readonly handlers?: readonly string[];
  /** Labels that say something about Kata, TEEs and GPUs. */
  readonly labels: Readonly<Record<string, string>>;
  /** Resources of TEEs and peer pods: how many there are, and how many pods may take. */
  readonly resources: readonly {
    readonly name: string;
    readonly capacity: string;
    readonly allocatable: string;
  }[];
}

const interesting =
  /^(?:katacontainers\.io\/|kata-deploy\.|kubernetes\.azure\.com\/kata|nvidia\.com\/(?:cc|gpu\.workload))/;
const resources = /^(?:sev-snp\.amd\.com|tdx\.intel\.com|sgx\.intel\.com|kata\.peerpods\.io|nvidia\.com)\//;

export function nodeRecord(node: Json): NodeRecord | undefined {
  const metadata = record(node.metadata);
  const status = record(node.status);
  const info = record(status.nodeInfo);
  const uid = text(metadata.uid);
  const name = text(metadata.name);
  if (uid === undefined || name === undefined) return undefined;
  const known = nodeLabels();
  const labels = Object.entries(record(metadata.labels)).filter(
    (entry): entry is [string, string] =>
      typeof entry[1] === 'string' && (known.has(entry[0]) || interesting.test(entry[0])),
  );
  const allocatable = record(status.allocatable);
  const handlers = Array.isArray(status.runtimeHandlers)
    ? strings(records(status.runtimeHandlers).map((each) => each.name)).filter((each) => each !== '')
    : undefined;
  return {
    uid,
    name,
    ready: records(status.conditions).some((each) => each.type === 'Ready' && each.status === 'True'),
    unschedulable: record(node.spec).unschedulable === true,
    arch: text(info.architecture) ?? '',
    kernel: text(info.kernelVersion) ?? '',
    engine: text(info.containerRuntimeVersion) ?? '',
    osImage: text(info.osImage) ?? '',
    ...(handlers && { handlers }),
    labels: Object.fromEntries(labels),
    resources: Object.entries(record(status.capacity)).flatMap(([resource, capacity]) =>
      resources.test(resource) && typeof capacity === 'string'
        ? [{ name: resource, capacity, allocatable: text(allocatable[resource]) ?? '?' }]
        : [],
    ),
  };
}

/** What is said of a node. */
export interface NodeAbilities {
  /** TEEs that guests on it can have, by its labels and resources. */
  readonly tees: readonly Tee[];
  /** It is such a guest itself: a confidential node runs ordinary containers. */
  readonly guest: boolean;
  /** `installed`: kata-deploy says ready; `changing`: it is being installed or removed. */
  readonly kata: 'installed' | 'changing' | 'no-label';
  /** The mode of a GPU for confidential computing, where NVIDIA's operator says it. */
  readonly gpuMode?: string;
}

export function abilitiesOf(node: NodeRecord): NodeAbilities {
  const tees = new Set<Tee>();
  let guest = false;
  const known = nodeLabels();
  for (const [label, value] of Object.entries(node.labels)) {
    const about = known.get(label);
    if (!about || value !== (about.value ?? 'true')) continue;
    if (about.guest) guest = true;
    else if (about.tee !== undefined) tees.add(about.tee);
  }
  for (const [tee, key] of Object.entries(teeKeys))
    if (node.resources.some(({ name, capacity }) => name === key && capacity !== '0')) tees.add(tee as Tee);
  const kata = node.labels[kataLabel];
  const gpuMode = node.labels['nvidia.com/cc.mode.state'];
  return {
    tees: [...tees],
    guest,
    kata: kata === 'true' ? 'installed' : kata === undefined ? 'no-label' : 'changing',
    ...(gpuMode !== undefined && { gpuMode }),
  };
}

/** Whether the node serves a handler: by what its kubelet reports; unknown where that is silent. */
export const serves = (node: NodeRecord | undefined, handler: string): 'yes' | 'no' | 'unknown' =>
  node?.handlers === undefined ? 'unknown' : node.handlers.includes(handler) ? 'yes' : 'no';

/** `AMD SEV-SNP, Intel TDX` */
export const teeList = (tees: readonly Tee[]): string => tees.map((tee) => teeNames[tee]).join(', ');
