/** The word that `kubectl get pods` has for a pod (pkg/printers/internalversion, printPod, of Kubernetes 1.32). */
import { record, records, text, type Json } from '../engines';
import { t } from '../text';
import { excerpt } from './excerpt';
import type { ContainerRecord } from './pod';

export interface PodStatus {
  readonly status: string;
  /** All containers are. */
  readonly ready: boolean;
  readonly containers: readonly ContainerRecord[];
  readonly message?: string;
}

interface State {
  readonly running: boolean;
  readonly waiting?: string;
  /** Reason, or how it ended where there is none. */
  readonly terminated?: string;
  readonly exitCode: number;
  readonly message?: string;
}

/** The most that is kept of a message, in characters. */
const maxMessage = 2_000;

/** The same of a reason, which is one word, and of the name of an image. */
const maxWord = 100;
const maxImage = 500;

/** A text that says something. */
const filled = (value: unknown): string | undefined => (value === '' ? undefined : text(value));

const word = (value: unknown): string | undefined => {
  const found = filled(value);
  return found === undefined ? undefined : excerpt(found, maxWord);
};

function stateOf(status: Json): State {
  const state = record(status.state);
  const waiting = record(state.waiting);
  const terminated = state.terminated ? record(state.terminated) : undefined;
  const reason = word(waiting.reason);
  const message = filled(waiting.message) ?? filled(terminated?.message);
  const code = typeof terminated?.exitCode === 'number' ? terminated.exitCode : 0;
  const signal = typeof terminated?.signal === 'number' ? terminated.signal : 0;
  return {
    running: Boolean(state.running),
    ...(reason !== undefined && { waiting: reason }),
    ...(terminated && {
      terminated: word(terminated.reason) ?? (signal === 0 ? `ExitCode:${code}` : `Signal:${signal}`),
    }),
    exitCode: code,
    ...(message !== undefined && { message }),
  };
}

const condition = (status: Json, type: string): Json | undefined =>
  records(status.conditions).find((each) => each.type === type);

/** The pod's word, its containers, and the message that explains most. */
export function podStatus(pod: Json): PodStatus {
  const metadata = record(pod.metadata);
  const spec = record(pod.spec);
  const status = record(pod.status);
  const statuses = new Map(records(status.containerStatuses).map((each) => [text(each.name), each]));
  const states = records(status.containerStatuses).map((each) => ({ each, state: stateOf(each) }));
  const phase = word(status.phase) ?? 'Unknown';
  const scheduled = condition(status, 'PodScheduled');
  let said = word(status.reason) ?? phase;
  if (scheduled?.reason === 'SchedulingGated') said = 'SchedulingGated';

  const init = initState(spec, status);
  if (init) said = init.word;
  // A sidecar that starts again holds nothing up any more
  if (!init || condition(status, 'Initialized')?.status === 'True') {
    let running = false;
    for (const { each, state } of [...states].reverse()) {
      if (state.waiting !== undefined) said = state.waiting;
      else if (state.terminated !== undefined) said = state.terminated;
      else if (each.ready === true && state.running) running = true;
    }
    if (said === 'Completed' && running)
      said = condition(status, 'Ready')?.status === 'True' ? 'Running' : 'NotReady';
  }
  if (filled(metadata.deletionTimestamp) !== undefined) {
    if (status.reason === 'NodeLost') said = 'Unknown';
    else if (phase !== 'Succeeded' && phase !== 'Failed') said = 'Terminating';
  }

  const containers = records(spec.containers).map((container): ContainerRecord => {
    const name = text(container.name) ?? '';
    const each = statuses.get(name);
    const state = each && stateOf(each);
    return {
      name,
      image: excerpt(text(each?.image) ?? text(container.image) ?? '', maxImage),
      state: state?.waiting ?? state?.terminated ?? (state?.running === true ? 'Running' : 'Waiting'),
      restarts: typeof each?.restartCount === 'number' ? each.restartCount : 0,
      ...messageOf(state, each),
    };
  });
  const message =
    filled(status.message) ??
    init?.message ??
    states.find(({ state }) => state.message !== undefined)?.state.message ??
    (scheduled?.status === 'False' ? filled(scheduled.message) : undefined);
  return {
    status: said,
    ready: states.length > 0 && states.every(({ each }) => each.ready === true),
    containers,
    ...(message !== undefined && { message: excerpt(message, maxMessage) }),
  };
}

/** What the kubelet says, or, of a container that is started again and again, how it ended last. */
function messageOf(state: State | undefined, each: Json | undefined): { readonly message?: string } {
  if (state?.waiting === 'CrashLoopBackOff') {
    const last = record(record(each?.lastState).terminated);
    const said = filled(last.message);
    const { exitCode } = last;
    if (typeof exitCode === 'number') {
      const reason = word(last.reason);
      const how = t(
        'Its last run ended with exit code {0}{1}.',
        exitCode,
        reason === undefined ? '' : ` (${reason})`,
      );
      return { message: said === undefined ? how : `${how} ${excerpt(said, maxMessage)}` };
    }
  }
  return state?.message === undefined ? {} : { message: excerpt(state.message, maxMessage) };
}

/** What holds a pod up before its containers start; undefined where nothing does. */
function initState(
  spec: Json,
  status: Json,
): { readonly word: string; readonly message?: string } | undefined {
  const specs = new Map(records(spec.initContainers).map((each) => [text(each.name), each]));
  const statuses = records(status.initContainerStatuses);
  for (const [at, each] of statuses.entries()) {
    const state = stateOf(each);
    if (state.terminated !== undefined && state.exitCode === 0) continue;
    const sidecar = specs.get(text(each.name))?.restartPolicy === 'Always';
    if (sidecar && each.started === true) continue;
    const own = messageOf(state, each);
    if (state.terminated !== undefined) return { word: `Init:${state.terminated}`, ...own };
    if (state.waiting !== undefined && state.waiting !== 'PodInitializing')
      return { word: `Init:${state.waiting}`, ...own };
    return { word: `Init:${at}/${specs.size}`, ...own };
  }
  return undefined;
}
