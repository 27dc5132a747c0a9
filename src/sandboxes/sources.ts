/** Asks engines what they have. Each engine that does not answer is a state to show, never an exception. */
import {
  CommandFailure,
  crictlContainers,
  crictlPods,
  ctrContainers,
  ctrInfo,
  ctrNamespaces,
  ctrTasks,
  dockerIds,
  dockerInspect,
  nerdctlContainers,
  nerdctlNamespaces,
  podmanIds,
  podmanInspect,
  type CtrDetails,
  type Runner,
} from '../engines';
import { isKata } from '../knowledge';
import { fromCri, fromCtr, fromDocker, fromNerdctl, fromPodman, type RuntimeUseOf } from './listed';
import type { Listed, SourceId, SourceState } from './model';

/** What a source answered. */
export interface Answer {
  readonly state: SourceState;
  readonly listed: readonly Listed[];
}

/** Lists one source. */
export type Source = (runner: Runner, signal: AbortSignal) => Promise<Answer>;

/** How long an engine may take to list what it has, in ms. */
const timeLimit = 20_000;

/** A source whose failure becomes a state. */
const source =
  (id: SourceId, list: (runner: Runner, signal: AbortSignal) => Promise<readonly Listed[]>): Source =>
  async (runner, signal) => {
    try {
      return { state: { source: id }, listed: await list(runner, signal) };
    } catch (error) {
      if (!(error instanceof CommandFailure) || error.kind === 'cancelled') throw error;
      return { state: { source: id, problem: problemOf(error, id) }, listed: [] };
    }
  };

/** A Docker daemon: one `ps` and one `inspect`. `context` undefined: the current one. */
export function dockerSource(id: SourceId, runtimeUse: RuntimeUseOf, context?: string): Source {
  const options = { timeLimit, ...(context !== undefined && { context }) };
  return source(id, async (runner, signal) => {
    const ids = await runner.run(dockerIds(options), signal);
    if (ids.length === 0) return [];
    const containers = await runner.run(dockerInspect(ids, options), signal);
    return containers.map((container) => fromDocker(container, id, runtimeUse));
  });
}

/**
 * containerd's namespaces, two tables each. Those of Docker and of its plugins belong to Docker. What a container is to
 * Kubernetes takes a call for each: it is asked once, and only for Kata's.
 */
export function containerdSource(address?: string): Source {
  const id: SourceId = { kind: 'containerd', local: true };
  const options = address === undefined ? {} : { address };
  let known = new Map<string, CtrDetails>();
  return source(id, async (runner, signal) => {
    const namespaces = await runner.run(ctrNamespaces(options), signal);
    const details = new Map<string, CtrDetails>();
    const listed: Listed[] = [];
    for (const namespace of namespaces) {
      if (namespace === 'moby' || namespace.startsWith('plugins.')) continue;
      const [containers, tasks] = await Promise.all([
        runner.run(ctrContainers(namespace, options), signal),
        runner.run(ctrTasks(namespace, options), signal),
      ]);
      const kubernetes = containers.filter(({ runtime }) => namespace === 'k8s.io' && isKata(runtime));
      for (const container of kubernetes) {
        const detail =
          known.get(container.id) ??
          (await runner.run(ctrInfo(container.id, namespace, options), signal).catch(gone));
        if (detail) details.set(container.id, detail);
      }
      listed.push(...fromCtr({ ...id, name: namespace }, containers, tasks, details));
    }
    known = details;
    return listed;
  });
}

/** A container that ended between two questions has no details any more. */
function gone(error: unknown): undefined {
  if (error instanceof CommandFailure && error.kind === 'failed') return undefined;
  throw error;
}

/** nerdctl's namespaces without those of Docker and Kubernetes, which others list better. */
export const nerdctlSource: Source = source({ kind: 'nerdctl', local: true }, async (runner, signal) => {
  const namespaces = await runner.run(nerdctlNamespaces, signal);
  const lists = namespaces
    .filter((name) => name !== 'moby' && name !== 'k8s.io' && !name.startsWith('plugins.'))
    .map(async (namespace) => {
      const containers = await runner.run(nerdctlContainers(namespace), signal);
      const id: SourceId = { kind: 'nerdctl', name: namespace, local: true };
      return containers.map((container) => fromNerdctl(container, id));
    });
  return (await Promise.all(lists)).flat();
});

/** The pods of this node. */
export const criSource: Source = source({ kind: 'cri', local: true }, async (runner, signal) => {
  const [pods, containers] = await Promise.all([
    runner.run(crictlPods, signal),
    runner.run(crictlContainers, signal),
  ]);
  return fromCri({ kind: 'cri', local: true }, pods, containers);
});

/** Podman starts no Kata VM: shown as what it is. */
export const podmanSource: Source = source({ kind: 'podman', local: true }, async (runner, signal) => {
  const ids = await runner.run(podmanIds, signal);
  if (ids.length === 0) return [];
  const containers = await runner.run(podmanInspect(ids), signal);
  return containers.map((container) => fromPodman(container, { kind: 'podman', local: true }));
});

/** What to do where an engine does not answer; the commands are for a terminal. */
function problemOf(error: CommandFailure, { kind }: SourceId): NonNullable<SourceState['problem']> {
  const message = error.message;
  switch (error.kind) {
    case 'not-permitted':
      return kind === 'docker'
        ? { kind: 'not-permitted', message, command: 'sudo usermod -aG docker "$USER"' }
        : { kind: 'not-permitted', message };
    case 'unreachable':
      return kind === 'docker'
        ? { kind: 'unreachable', message, command: 'sudo systemctl start docker' }
        : { kind: 'unreachable', message };
    case 'missing':
    case 'timed-out':
      return { kind: error.kind, message };
    default:
      return { kind: 'failed', message };
  }
}
