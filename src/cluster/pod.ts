/** What is kept of a pod: only what is shown. */
import { record, records, text, type Json } from '../engines';
import { claimIn, claimInLabel } from '../lint';
import { excerpt } from './excerpt';
import { podStatus } from './pod-status';

/** A container of a pod. */
export interface ContainerRecord {
  readonly name: string;
  readonly image: string;
  /** Running, Completed, CrashLoopBackOff...: what kubectl would say of it. */
  readonly state: string;
  readonly restarts: number;
  /** What the kubelet says about its state. */
  readonly message?: string;
}

/** A pod of the cluster that has to do with Kata. */
export interface PodRecord {
  readonly uid: string;
  readonly namespace: string;
  readonly name: string;
  /** As `kubectl get pods` prints it, such as CrashLoopBackOff. */
  readonly status: string;
  readonly ready: boolean;
  readonly node?: string;
  /** Undefined: the node's default runtime. */
  readonly runtimeClass?: string;
  /** What the RuntimeClass adds, such as `250m` and `160Mi`. */
  readonly overhead?: { readonly cpu?: string; readonly memory?: string };
  readonly owner?: { readonly kind: string; readonly name: string; readonly uid: string };
  readonly containers: readonly ContainerRecord[];
  /** In ms since 1970. */
  readonly createdAt: number;
  /** Why it is in its status, from the pod itself or its conditions. */
  readonly message?: string;
  /** A name or a label that promises a TEE. */
  readonly promise?: string;
  /** It has an annotation with init-data. The value may be long and is not kept: `podDetails` reads it. */
  readonly initData?: 'present';
  /** It brings a policy in an annotation of its own. */
  readonly policy: boolean;
  /** Every image is named by its digest. */
  readonly pinned: boolean;
  /** Resources of TEEs, GPUs and peer pods that its containers ask for. */
  readonly resources: readonly string[];
}

/** Annotations that init-data comes in: the first since Kata 3.20.0, the second before. */
export const initDataKeys = [
  'io.katacontainers.config.hypervisor.cc_init_data',
  'io.katacontainers.config.runtime.cc_init_data',
] as const;
/** Annotation with an agent policy of the pod's own. */
export const policyKey = 'io.katacontainers.config.agent.policy';
/** Resources that tell about TEEs and peer pods. */
const telling = /^(?:sev-snp\.amd\.com|tdx\.intel\.com|sgx\.intel\.com|kata\.peerpods\.io|nvidia\.com)\//;

/** A label's key may be long. */
const maxPromise = 300;

/** Undefined for a pod that neither has a RuntimeClass nor promises anything: it is nobody's business here. */
export function podRecord(pod: Json): PodRecord | undefined {
  const metadata = record(pod.metadata);
  const spec = record(pod.spec);
  const uid = text(metadata.uid);
  const name = text(metadata.name);
  if (uid === undefined || name === undefined) return undefined;
  const runtimeClass = text(spec.runtimeClassName);
  const promise = promiseOf(metadata);
  if (runtimeClass === undefined && promise === undefined) return undefined;
  const annotations = record(metadata.annotations);
  const { status, ready, containers, message } = podStatus(pod);
  const node = text(spec.nodeName);
  const owner = records(metadata.ownerReferences).find(({ controller }) => controller === true);
  const overhead = record(spec.overhead);
  const cpu = text(overhead.cpu);
  const memory = text(overhead.memory);
  return {
    uid,
    namespace: text(metadata.namespace) ?? 'default',
    name,
    status,
    ready,
    ...(node !== undefined && { node }),
    ...(runtimeClass !== undefined && { runtimeClass }),
    ...((cpu ?? memory) !== undefined && {
      overhead: { ...(cpu !== undefined && { cpu }), ...(memory !== undefined && { memory }) },
    }),
    ...(owner && {
      owner: { kind: text(owner.kind) ?? '', name: text(owner.name) ?? '', uid: text(owner.uid) ?? '' },
    }),
    containers,
    createdAt: Date.parse(text(metadata.creationTimestamp) ?? '') || 0,
    ...(message !== undefined && { message }),
    ...(promise !== undefined && { promise: excerpt(promise, maxPromise) }),
    ...(initDataKeys.some((key) => typeof annotations[key] === 'string') && { initData: 'present' }),
    policy: typeof annotations[policyKey] === 'string',
    pinned: isPinned(spec),
    resources: resourcesOf(spec),
  };
}

/** By what the manifest says: the status may name the same image by a tag. */
function isPinned(spec: Json): boolean {
  const all = [...records(spec.initContainers), ...records(spec.containers)];
  return all.length > 0 && all.every(({ image }) => /@sha\d+:/.test(text(image) ?? ''));
}

function promiseOf(metadata: Json): string | undefined {
  for (const value of [text(metadata.name), text(metadata.namespace)])
    if (value !== undefined && claimIn(value)) return value;
  for (const [key, value] of [
    ...Object.entries(record(metadata.labels)),
    ...Object.entries(record(metadata.annotations)),
  ])
    if (typeof value === 'string' && value.length < 100 && claimInLabel(key, value))
      return `${key}: ${value}`;
  return undefined;
}

const resourcesOf = (spec: Json): readonly string[] => [
  ...new Set(
    records(spec.containers).flatMap(({ resources }) =>
      Object.keys(record(record(resources).limits)).filter((name) => telling.test(name)),
    ),
  ),
];
