/** What each engine lists, in one shape. Names, labels and errors come from others: they are cut here. */
import type {
  CriContainer,
  CriPod,
  CtrContainer,
  CtrDetails,
  CtrTask,
  DockerContainer,
  NerdctlContainer,
  PodmanContainer,
} from '../engines';
import { isKata } from '../knowledge';
import { t } from '../text';
import type { Listed, RuntimeUse, SandboxState, SourceId } from './model';

/** What a runtime's name is at an engine. */
export type RuntimeUseOf = (name: string) => RuntimeUse;

/** The longest text of somebody else's that is kept. */
const maxText = 300;
const cut = (text: string, most = maxText): string =>
  text.length > most ? `${text.slice(0, most - 1)}…` : text;

/** A runtime by its name alone. */
export const runtimeByName: RuntimeUseOf = (name) => ({
  name: cut(name),
  claim: isKata(name) ? 'kata' : name === '' ? 'unknown' : 'other',
});

/** Its name, or what engines show where there is none. */
const nameOf = ({ name, id }: { readonly name: string; readonly id: string }): string =>
  name === '' ? id.slice(0, 12) : cut(name);

const states: ReadonlyMap<string, SandboxState> = new Map([
  ['created', 'created'],
  ['initialized', 'created'],
  ['configured', 'created'],
  ['running', 'running'],
  ['paused', 'paused'],
  ['pausing', 'paused'],
  ['restarting', 'restarting'],
  ['removing', 'stopped'],
  ['stopping', 'stopped'],
  ['exited', 'stopped'],
  ['stopped', 'stopped'],
  ['dead', 'stopped'],
]);

const stateOf = (state: string): SandboxState => states.get(state.toLowerCase()) ?? 'unknown';

/** Engines write the year 1 for what never happened. */
function time(text: string): { readonly startedAt?: number } {
  const startedAt = Date.parse(text);
  return startedAt > 0 ? { startedAt } : {};
}

const pidOf = (pid: number): { readonly pid?: number } => (pid > 0 ? { pid } : {});

export function fromDocker(container: DockerContainer, source: SourceId, runtimeUse: RuntimeUseOf): Listed {
  const { labels, ports } = container;
  const project = labels['com.docker.compose.project'];
  const folder = labels['devcontainer.local_folder'];
  return {
    source,
    id: container.id,
    name: nameOf(container),
    state: stateOf(container.state),
    runtime: runtimeUse(container.runtime),
    ...pidOf(container.pid),
    image: cut(container.image),
    ...(ports.length > 0 && {
      ports: ports.slice(0, 50).map(({ host, container: to }) => cut(`${host} → ${to}`)),
    }),
    ...time(container.startedAt),
    ...(project !== undefined && { group: { kind: 'compose', name: cut(project) } }),
    ...(folder !== undefined && { devContainerFolder: folder.slice(0, 4_096) }),
    // The cause stands at its end, behind long paths
    ...(container.error !== '' && { error: cut(container.error, 1_000) }),
  };
}

/** `Up 3 minutes (Paused)`, `Exited (0) 2 hours ago`: nerdctl has no word for the state. */
function nerdctlState(status: string): SandboxState {
  if (/paused/i.test(status)) return 'paused';
  if (/^up/i.test(status)) return 'running';
  if (/^exited/i.test(status)) return 'stopped';
  return stateOf(status.split(' ', 1)[0] ?? '');
}

export const fromNerdctl = (container: NerdctlContainer, source: SourceId): Listed => ({
  source,
  id: container.id,
  name: nameOf(container),
  state: nerdctlState(container.status),
  runtime: runtimeByName(container.runtime),
  image: cut(container.image),
  ...(container.ports !== '' && {
    ports: container.ports
      .split(', ')
      .slice(0, 50)
      .map((port) => cut(port)),
  }),
});

/** Podman drives OCI programs only: one that is called kata is something else. */
function podmanRuntime(name: string): RuntimeUse {
  const use = runtimeByName(name);
  return {
    ...use,
    really: t('An OCI runtime of Podman, which starts no Kata VM.'),
    ...(use.claim === 'kata' && {
      pretends: t("Podman drives OCI runtimes only: what it calls {0} is none of Kata's.", use.name),
    }),
  };
}

export const fromPodman = (container: PodmanContainer, source: SourceId): Listed => ({
  source,
  id: container.id,
  name: nameOf(container),
  state: stateOf(container.state),
  runtime: podmanRuntime(container.runtime),
  ...pidOf(container.pid),
  image: cut(container.image),
  ...time(container.startedAt),
});

const criStates: ReadonlyMap<string, SandboxState> = new Map([
  ['SANDBOX_READY', 'running'],
  ['SANDBOX_NOTREADY', 'stopped'],
  ['CONTAINER_RUNNING', 'running'],
  ['CONTAINER_CREATED', 'created'],
  ['CONTAINER_EXITED', 'stopped'],
]);
const criState = (state: string): SandboxState => criStates.get(state) ?? 'unknown';

export function fromCri(
  source: SourceId,
  pods: readonly CriPod[],
  containers: readonly CriContainer[],
): readonly Listed[] {
  const containersOf = new Map<string, CriContainer[]>();
  for (const container of containers) {
    const others = containersOf.get(container.pod);
    if (others) others.push(container);
    else containersOf.set(container.pod, [container]);
  }
  return pods.map((pod) => {
    const createdAt = Number(pod.createdAt) / 1e6;
    return {
      source,
      id: pod.id,
      name: nameOf(pod),
      state: criState(pod.state),
      runtime:
        pod.handler === '' ? { name: t("the node's default"), claim: 'unknown' } : runtimeByName(pod.handler),
      ...(createdAt > 0 && { startedAt: createdAt }),
      group: { kind: 'namespace', name: cut(pod.namespace) },
      containers: (containersOf.get(pod.id) ?? []).map((container) => ({
        id: container.id,
        name: nameOf(container),
        state: criState(container.state),
      })),
    };
  });
}

/** containerd's containers; those of Kubernetes as pods, by the labels of its CRI plugin. */
export function fromCtr(
  source: SourceId,
  containers: readonly CtrContainer[],
  tasks: readonly CtrTask[],
  details: ReadonlyMap<string, CtrDetails>,
): readonly Listed[] {
  const task = new Map(tasks.map((each) => [each.id, each]));
  const state = (id: string): SandboxState => {
    const status = task.get(id)?.status;
    return status === undefined ? 'created' : stateOf(status);
  };
  const pods = new Map<string, { id: string; name: string; state: SandboxState }[]>();
  const listed = new Set(containers.map(({ id }) => id));
  const inPods = new Set<string>();
  for (const { id } of containers) {
    const detail = details.get(id);
    if (detail?.labels['io.cri-containerd.kind'] !== 'container') continue;
    // Several sandboxes may have been made for one pod; the label names the pod only
    const sandbox = detail.annotations['io.kubernetes.cri.sandbox-id'];
    if (sandbox !== undefined && !listed.has(sandbox)) continue;
    const pod = sandbox ?? detail.labels['io.kubernetes.pod.uid'] ?? '';
    const container = {
      id,
      name: nameOf({ id, name: detail.labels['io.kubernetes.container.name'] ?? '' }),
      state: state(id),
    };
    inPods.add(id);
    const others = pods.get(pod);
    if (others) others.push(container);
    else pods.set(pod, [container]);
  }
  return containers.flatMap((container): readonly Listed[] => {
    const detail = details.get(container.id);
    const labels = detail?.labels ?? {};
    if (inPods.has(container.id)) return [];
    const its = pods.get(container.id) ?? pods.get(labels['io.kubernetes.pod.uid'] ?? '');
    const pod = labels['io.kubernetes.pod.name'];
    const namespace = labels['io.kubernetes.pod.namespace'];
    return [
      {
        source,
        id: container.id,
        name: cut(pod ?? (container.id.length > 40 ? container.id.slice(0, 12) : container.id)),
        state: state(container.id),
        runtime: runtimeByName(container.runtime),
        ...pidOf(task.get(container.id)?.pid ?? 0),
        ...(container.image !== '' && { image: cut(container.image) }),
        ...time(detail?.createdAt ?? ''),
        ...(namespace !== undefined && { group: { kind: 'namespace', name: cut(namespace) } }),
        ...((pod ?? its) !== undefined && { containers: its ?? [] }),
      },
    ];
  });
}
