/** Why a pod does not start or run, from its own state and from events. */
import { record, records, text, type Json } from '../engines';
import { failureIn, type Failure } from '../knowledge';
import { t } from '../text';
import { excerpt } from './excerpt';
import type { PodRecord } from './pod';
import type { Rejection } from './rejection';

/** An event about a pod or its owner. */
export interface EventRecord {
  readonly uid: string;
  readonly type: string;
  readonly reason: string;
  readonly message: string;
  readonly count: number;
  /** In ms since 1970. */
  readonly lastSeen: number;
}

/** One cause, with the words that it was told by. */
export interface Explanation {
  /** Undefined: nothing is known of these words; they are shown as they are. */
  readonly failure?: Failure;
  /** What was said, as it was said. */
  readonly said: string;
  /** Where: the pod's status, a container's name, or an event's reason. */
  readonly from: string;
}

/** The command that reads Kata's messages on a node. */
export const journalCommand = 'sudo journalctl -t kata --since "-1 hour"';

const maxMessage = 4_000;
/** Words that nothing is known of; more of them don't help. */
const maxUnknown = 3;

export function eventRecord(event: Json): EventRecord | undefined {
  const metadata = record(event.metadata);
  const uid = text(metadata.uid);
  const message = text(event.message) ?? text(event.note);
  if (uid === undefined || message === undefined) return undefined;
  const series = record(event.series);
  const count = [event.count, series.count].find((each) => typeof each === 'number');
  const seen =
    text(event.lastTimestamp) ??
    text(series.lastObservedTime) ??
    text(event.eventTime) ??
    text(metadata.creationTimestamp);
  return {
    uid,
    type: text(event.type) ?? 'Normal',
    reason: text(event.reason) ?? '',
    message: excerpt(message, maxMessage),
    count: typeof count === 'number' ? count : 1,
    lastSeen: Date.parse(seen ?? '') || 0,
  };
}

/** Events of an object, by its uid; the newest first. */
export const eventsOf = (list: Json): readonly EventRecord[] =>
  records(list.items)
    .flatMap((event) => eventRecord(event) ?? [])
    .sort((a, b) => b.lastSeen - a.lastSeen);

/** Words that say nothing about the cause. */
const empty = /^(?:|Error: \w*|[Bb]ack-off (?:.* )?restarting failed container.*)$/s;

/** States that need no explanation. */
const fine = new Set([
  'Running',
  'Completed',
  'Succeeded',
  'ContainerCreating',
  'PodInitializing',
  'Waiting',
]);

/** What the kubelet tells of containers, for which there has to be a sandbox. */
const ofContainers = new Set([
  'Pulling',
  'Pulled',
  'ErrImageNeverPull',
  'Failed',
  'Created',
  'Started',
  'BackOff',
  'Killing',
  'Unhealthy',
]);

/** Whether what an event tells is behind the pod: it has come further since. */
function isOver({ reason, lastSeen }: EventRecord, pod: PodRecord, events: readonly EventRecord[]): boolean {
  if (reason === 'FailedScheduling') return pod.node !== undefined;
  return (
    reason === 'FailedCreatePodSandBox' &&
    events.some((other) => ofContainers.has(other.reason) && other.lastSeen > lastSeen)
  );
}

/** The first kind of failure whose words are in a message, told in the user's language. */
function known(message: string): Failure | undefined {
  const failure = failureIn(message);
  return (
    failure && {
      ...failure,
      title: t(failure.title),
      explanation: t(failure.explanation),
      fix: t(failure.fix),
    }
  );
}

/**
 * What explains a pod, the most certain first: known causes in its state, known causes in events, then unknown words.
 * A pod that runs is not explained by the troubles that it had before.
 */
export function explainPod(pod: PodRecord, events: readonly EventRecord[] = []): readonly Explanation[] {
  const told: Explanation[] = [];
  const tell = (said: string | undefined, from: string): void => {
    if (said === undefined || empty.test(said) || told.some((each) => each.said === said)) return;
    const failure = known(said);
    told.push({ said, from, ...(failure && { failure }) });
  };
  for (const { name, state, message } of pod.containers) if (!fine.has(state)) tell(message, name);
  if (!isFine(pod)) {
    tell(pod.message, pod.status);
    for (const event of events)
      if (event.type !== 'Normal' && !isOver(event, pod, events)) tell(event.message, event.reason);
  }
  // The same cause again and again, with the id of another sandbox each time
  const seen = new Set<string>();
  const once = told.filter(({ failure, said }) => {
    const key = failure?.id ?? said.replace(/[0-9a-f]{8,}|\d+/g, '#');
    const first = !seen.has(key);
    seen.add(key);
    return first;
  });
  const unknown = once.filter(({ failure }) => !failure).slice(0, maxUnknown);
  return [...once.filter(({ failure }) => failure), ...unknown];
}

/** Whether nothing is wrong with a pod, as far as its status says. */
export const isFine = ({ status, ready }: PodRecord): boolean =>
  status === 'Completed' ||
  status === 'Succeeded' ||
  status === 'Terminating' ||
  (status === 'Running' && ready);

/** Why the cluster refused to make a pod. */
export function explainRejection({ message, owner }: Rejection): Explanation {
  const failure = known(message);
  return { said: message, from: `${owner.kind} ${owner.name}`, ...(failure && { failure }) };
}
