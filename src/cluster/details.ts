/** A pod as it is now: what is not kept of it, and what its init-data and its policy say. */
import { stringify } from 'yaml';
import {
  allowed,
  boundDigest,
  decodeBase64,
  decodeInitData,
  decodeUtf8,
  digestOf,
  isAlgorithm,
  isBoundTee,
  readInitData,
  readPolicy,
  verbs,
  type Algorithm,
  type Decision,
} from '../attestation';
import {
  kubectlObject,
  podPath,
  record,
  text,
  type Json,
  type KubectlOptions,
  type Runner,
} from '../engines';
import type { Tee } from '../knowledge';
import { initDataKeys, policyKey } from './pod';

/** What a policy decides of what users do with a pod. */
export type PolicyFacts = readonly { readonly title: string; readonly decision: Decision }[];

/** Init-data of a pod. The digests are computed from it; what the evidence of the guest holds, nothing here knows. */
export interface InitDataFacts {
  /** The algorithm that it names; undefined for one that Kata does not take: it is then bound to no evidence. */
  readonly algorithm?: Algorithm;
  /** Of its raw bytes, in hex, by algorithm. */
  readonly digests: Readonly<Record<Algorithm, string>>;
  /** Names in its `[data]`, such as `policy.rego`. */
  readonly holds: readonly string[];
  /** Its text, unpacked. */
  readonly text: string;
}

export interface PodDetails {
  /** The whole object without `managedFields`. */
  readonly yaml: string;
  /** What was read of it, or why it can't be. */
  readonly initData?: InitDataFacts | { readonly problem: string };
  /** Of the policy in the init-data, else of the one in an annotation. */
  readonly policy?: PolicyFacts;
}

/**
 * Reads a pod once. Rejects with a CommandFailure where the cluster does not give it, and with a RangeError for names
 * that can't be a pod's.
 */
export async function podDetails(
  runner: Runner,
  { namespace, name }: { readonly namespace: string; readonly name: string },
  kubectl: KubectlOptions,
): Promise<PodDetails> {
  return detailsOf(await runner.run(kubectlObject(podPath(namespace, name), kubectl)));
}

/** The same of an object that is there already. */
export function detailsOf(pod: Json): PodDetails {
  const metadata = record(pod.metadata);
  const kept = Object.entries(metadata).filter(([key]) => key !== 'managedFields');
  const object = { ...pod, metadata: Object.fromEntries(kept) };
  const annotations = record(metadata.annotations);
  const value = initDataKeys.map((key) => text(annotations[key])).find((each) => each !== undefined);
  const initData = value === undefined ? undefined : initDataOf(value);
  const policy = initData?.policy ?? annotationPolicy(text(annotations[policyKey]));
  return {
    yaml: stringify(object, { aliasDuplicateObjects: false, lineWidth: 0 }),
    ...(initData && { initData: initData.facts }),
    ...(policy !== undefined && { policy: decisionsOf(policy) }),
  };
}

interface ReadInitData {
  readonly facts: InitDataFacts | { readonly problem: string };
  readonly policy?: string;
}

function initDataOf(value: string): ReadInitData {
  const decoded = decodeInitData(value);
  if (!decoded.ok) return { facts: { problem: decoded.problem.message } };
  const { bytes, text: unpacked } = decoded.value;
  const { top, items } = readInitData(unpacked);
  const algorithm = top.find((item) => item.name === 'algorithm')?.value;
  const policy = items.find((item) => item.name === 'policy.rego')?.embedded?.value;
  const digest = (each: Algorithm): string => digestOf(bytes, each).toString('hex');
  return {
    facts: {
      ...(algorithm?.kind === 'string' && isAlgorithm(algorithm.value) && { algorithm: algorithm.value }),
      digests: { sha256: digest('sha256'), sha384: digest('sha384'), sha512: digest('sha512') },
      holds: items.map((item) => item.name),
      text: unpacked,
    },
    ...(policy !== undefined && { policy }),
  };
}

/** The policy of the annotation is in base64; without one that can be read there is none to speak of. */
function annotationPolicy(value: string | undefined): string | undefined {
  const decoded = value === undefined ? undefined : decodeBase64(value);
  return decoded?.ok ? decodeUtf8(decoded.value.bytes) : undefined;
}

function decisionsOf(policy: string): PolicyFacts {
  const read = readPolicy(policy);
  return verbs().map(({ title, request }) => ({ title, decision: allowed(read, request) }));
}

/** What the evidence of a TEE has to show for this init-data, in hex; undefined where it is bound to none. */
export function boundIn({ algorithm, digests }: InitDataFacts, tee: Tee): string | undefined {
  if (algorithm === undefined || !isBoundTee(tee)) return undefined;
  return boundDigest(Buffer.from(digests[algorithm], 'hex'), tee).toString('hex');
}
