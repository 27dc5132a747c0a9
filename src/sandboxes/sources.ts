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
import { t } from '../text';
import { isId } from './commands';
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

/** A source whose failure becomes a state. What has no proper id could not be told from others, or be asked for. */
const source =
  (
    id: SourceId,
    list: (runner: Runner, signal: AbortSignal) => Promise<readonly Listed[]>,
    endpoint?: string,
  ): Source =>
  async (runner, signal) => {
    try {
      const listed = await list(runner, signal);
      return { state: { source: id }, listed: listed.filter((item) => isId(item.id)) };
    } catch (error) {
      if (!(error instanceof CommandFailure) || error.kind === 'cancelled') throw error;
      return { state: { source: id, problem: problemOf(error, id, endpoint) }, listed: [] };
    }
  };

/** A Docker daemon. */
export interface DockerDaemon {
  readonly id: SourceId;
  /** Undefined: the current context. */
  readonly context?: string;
  /** `unix:///var/run/docker.sock`, where the contexts could be listed. */
  readonly endpoint?: string;
}

/** A Docker daemon: one `ps` and one `inspect`, once it is known what its runtimes are. */
export function dockerSource(
  { id, context, endpoint }: DockerDaemon,
  runtimeUse: (runner: Runner, signal: AbortSignal) => Promise<RuntimeUseOf>,
): Source {
  const options = { timeLimit, ...(context !== undefined && { context }) };
  return source(
    id,
    async (runner, signal) => {
      const use = await runtimeUse(runner, signal);
      const ids = await runner.run(dockerIds(options), signal);
      if (ids.length === 0) return [];
      const containers = await runner.run(dockerInspect(ids, options), signal);
      return containers.map((container) => fromDocker(container, id, use));
    },
    endpoint,
  );
}

/** How many programs one source has run at a time. */
const together = 6;

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
      const kubernetes = containers.filter(
        ({ id: container, runtime }) => namespace === 'k8s.io' && isKata(runtime) && isId(container),
      );
      for (let at = 0; at < kubernetes.length; at += together) {
        const some = kubernetes.slice(at, at + together).map(async ({ id: container }) => {
          const detail =
            known.get(container) ??
            (await runner.run(ctrInfo(container, namespace, options), signal).catch(gone));
          if (detail) details.set(container, detail);
        });
        await Promise.all(some);
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

type Problem = NonNullable<SourceState['problem']>;

/** What to do where an engine does not answer; the commands are for a terminal. */
function problemOf(error: CommandFailure, id: SourceId, endpoint: string | undefined): Problem {
  switch (error.kind) {
    case 'missing':
      return { kind: 'missing', message: error.message };
    case 'not-permitted':
    case 'unreachable':
    case 'timed-out': {
      const next = id.kind === 'docker' ? dockerNext(error.kind, id, endpoint) : otherNext(error.kind);
      return { kind: error.kind, ...next, message: `${error.message} ${next.message}` };
    }
    default:
      return { kind: 'failed', message: error.message };
  }
}

type Away = 'not-permitted' | 'unreachable' | 'timed-out';
type Next = Pick<Problem, 'message' | 'command'>;

const system = 'unix:///var/run/docker.sock';

function dockerNext(kind: Away, { local, name = '' }: SourceId, endpoint = system): Next {
  if (kind === 'timed-out') return { message: t('It may be busy, or hang: it is asked again.') };
  if (!local)
    return {
      message: t(
        'Check that {0} can be reached from here, without a question that somebody has to answer.',
        endpoint,
      ),
      ...(isId(name) && { command: `docker --context ${name} version` }),
    };
  if (kind === 'not-permitted')
    return endpoint === system
      ? {
          message: t('Members of the group docker may use it, which is as good as being root.'),
          command: 'sudo usermod -aG docker "$USER"',
        }
      : { message: t('Its socket {0} belongs to somebody else.', endpoint) };
  if (endpoint === system) return { message: t('Start it.'), command: 'sudo systemctl start docker' };
  if (/^unix:\/\/\/run\/user\/\d+\/docker\.sock$/.test(endpoint))
    return { message: t('Start rootless Docker.'), command: 'systemctl --user start docker' };
  return { message: t('Start what listens at {0}, or remove the context.', endpoint) };
}

/** Others are for root, and their sandboxes have processes that everybody sees. */
function otherNext(kind: Away): Next {
  switch (kind) {
    case 'not-permitted':
      return { message: t('It is for root only. Sandboxes of its own are seen as processes all the same.') };
    case 'unreachable':
      return { message: t('It is installed, but does not run, or listens elsewhere.') };
    case 'timed-out':
      return { message: t('It may not run, or be busy: it is asked again.') };
  }
}
