/** Pods that were never made: the cluster refused them, and only an event of their owner says so. */
import { record, text, type Json } from '../engines';
import { excerpt } from './excerpt';

export interface Rejection {
  /** Of the event. */
  readonly uid: string;
  readonly namespace: string;
  /** The ReplicaSet, Job or other that wanted the pod. */
  readonly owner: { readonly kind: string; readonly name: string; readonly uid: string };
  readonly message: string;
  readonly count: number;
  /** In ms since 1970. */
  readonly lastSeen: number;
}

/** What Kata and its RuntimeClasses have to do with; other refusals (quota, other webhooks) are not shown here. */
const about = /RuntimeClass|Overhead|runtimeClass|katacontainers|peerpods/;

export function rejectionRecord(event: Json): Rejection | undefined {
  const metadata = record(event.metadata);
  const object = record(event.involvedObject);
  const uid = text(metadata.uid);
  const message = text(event.message);
  if (uid === undefined || message === undefined || !about.test(message)) return undefined;
  const { count } = event;
  const seen = Date.parse(
    text(event.lastTimestamp) ?? text(event.eventTime) ?? text(metadata.creationTimestamp) ?? '',
  );
  return {
    uid,
    namespace: text(metadata.namespace) ?? 'default',
    owner: { kind: text(object.kind) ?? '', name: text(object.name) ?? '', uid: text(object.uid) ?? '' },
    message: excerpt(message, 2_000),
    count: typeof count === 'number' ? count : 1,
    lastSeen: seen || 0,
  };
}
