/** `kata_list_confidential_pods`: what the pods of a cluster declare, and why some do not start, as data. */
import {
  clusterVerdict,
  ClusterStore,
  explainPod,
  explainRejection,
  isFine,
  troubleOf,
  type ClusterTrouble,
  type Explanation,
  type Pod,
  type PodGroup,
} from '../cluster';
import { isObjectName, kubeConfig, text, type KubeConfig, type Runner } from '../engines';
import { teeNames } from '../knowledge';
import { redact, thisPerson } from '../redact';
import type { ToolInput } from './input';
import { atMost } from './present';
import { ToolError, type ClusterScope, type ToolDesk } from './tool';

const maxPods = 50;
const maxRefused = 10;
/** For all lists together, in ms; 10,000 pods take 10 s. */
const timeLimit = 60_000;

export async function podsTool(input: ToolInput, desk: ToolDesk, signal: AbortSignal): Promise<unknown> {
  const { runner } = desk;
  const { context, namespaces } = await scopeOf(input, desk, signal);
  const store = new ClusterStore(() => undefined);
  const late = AbortSignal.timeout(timeLimit);
  await store.list(runner, { context: context.name, namespaces }, AbortSignal.any([signal, late]));
  signal.throwIfAborted();
  const pods = [...store.pods.values()].sort(byConcern);
  const classes = [...store.classes.values()];
  const nodes = [...store.nodes.values()];
  const troubles = [...new Set([...store.troubles.values()].map(troubleWords))];
  return {
    context: context.name,
    namespaces: namespaces.length === 0 ? 'all' : namespaces,
    ...(!store.troubles.has('classes') && { cluster: clusterVerdict({ nodes, classes }) }),
    couldNotBeRead: [
      ...troubles,
      ...(late.aborted ? [`Not all was read within ${timeLimit / 1000} s. Name a namespace.`] : []),
    ],
    counts: Object.fromEntries(
      Object.entries(groups).map(([group, title]) => [
        title,
        pods.filter(({ declaration }) => declaration.group === group).length,
      ]),
    ),
    ...atMost('pods', pods.map(itemOf), maxPods),
    ...atMost(
      'refused',
      store.rejections.map((rejection) => ({
        namespace: rejection.namespace,
        owner: `${rejection.owner.kind} ${rejection.owner.name}`,
        ...causeOf(explainRejection(rejection)),
      })),
      maxRefused,
    ),
    meaning:
      'All of it is declared by the control plane; only attestation proves that a pod runs in a TEE. Where something could ' +
      `not be read, pods may be missing. The namespace of the context is "${context.namespace}".`,
  };
}

/** A watch would try again by itself; who lists once has to. */
const troubleWords = ({ kind, message }: ClusterTrouble): string =>
  kind === 'unreachable'
    ? 'The cluster does not answer. Check the network, then call again.'
    : kind === 'expired'
      ? 'The cluster changed while it was listed. Call again.'
      : message;

const groups: Readonly<Record<Exclude<PodGroup, 'none'>, string>> = {
  confidential: 'confidential (declared)',
  promise: 'says confidential, is not',
  unknown: 'can not be told',
  kata: 'Kata without a TEE',
};
const order = Object.keys(groups);

/** Those in trouble first, then by group. */
const byConcern = (a: Pod, b: Pod): number =>
  Number(isFine(a)) - Number(isFine(b)) ||
  order.indexOf(a.declaration.group) - order.indexOf(b.declaration.group) ||
  `${a.namespace}/${a.name}`.localeCompare(`${b.namespace}/${b.name}`);

function itemOf(pod: Pod): unknown {
  const {
    declaration: { group, tee, handler, peerPod, gpu, reasons },
  } = pod;
  return {
    namespace: pod.namespace,
    name: pod.name,
    status: pod.status,
    ready: pod.ready,
    group: group === 'none' ? undefined : groups[group],
    tee: tee && `${teeNames[tee]} (declared)`,
    because: reasons.join(' '),
    runtimeClass: pod.runtimeClass,
    handler,
    node: pod.node,
    peerPod: peerPod || undefined,
    gpu,
    initData: pod.initData,
    ownPolicy: pod.policy || undefined,
    causes: isFine(pod) ? undefined : explainPod(pod).map(causeOf),
  };
}

const causeOf = ({ failure, said, from }: Explanation) => ({
  cause: failure ? `${failure.title}. ${failure.explanation}` : 'not known',
  fix: failure?.fix,
  said: said.slice(0, 300),
  from,
});

/** Which part of which cluster; throws a ToolError where there is no such context. */
async function scopeOf(
  input: ToolInput,
  { runner, scope }: ToolDesk,
  signal: AbortSignal,
): Promise<ClusterScope> {
  const config = await configOf(runner, signal);
  const looked = scope?.(config);
  const named = text(input.context);
  const wanted = named ?? looked?.context.name ?? config.current;
  const person = thisPerson();
  const context =
    config.contexts.find(({ name }) => name === wanted) ??
    // The model knows a name only as results show it
    config.contexts.find(({ name }) => redact(name, person) === wanted);
  if (!context) {
    const known = config.contexts.slice(0, 20).map(({ name }) => `"${name.slice(0, 100)}"`);
    throw new ToolError(
      known.length === 0
        ? 'The kubeconfig has no context, so there is no cluster to ask. The user has to set one up for kubectl.'
        : `${named === undefined ? 'No context is chosen in the kubeconfig.' : 'The kubeconfig has no such context.'} Give "context" as one of ${known.join(', ')}.`,
    );
  }
  const namespace = text(input.namespace);
  if (namespace !== undefined && !isObjectName(namespace))
    throw new ToolError('"namespace" is no name that Kubernetes allows. Leave it out for all namespaces.');
  if (namespace !== undefined) return { context, namespaces: [namespace] };
  return { context, namespaces: looked?.context.name === context.name ? looked.namespaces : [] };
}

async function configOf(runner: Runner, signal: AbortSignal): Promise<KubeConfig> {
  try {
    return await runner.run(kubeConfig(), signal);
  } catch (error) {
    signal.throwIfAborted();
    throw new ToolError(troubleOf(error, '').message);
  }
}
