/** Pods in their groups, kept up to date pod by pod: ten thousand are not looked at again because one has changed. */
import { isInTrouble } from './words';
import type { Pod, PodGroup } from '../../cluster';

/** What pods are put together by, below what they declare. */
export const groupings = ['namespace', 'tee', 'node', 'class', 'owner', 'none'] as const;
export type Grouping = (typeof groupings)[number];

const keys: Readonly<Record<Grouping, (pod: Pod) => string>> = {
  namespace: ({ namespace }) => namespace,
  tee: ({ declaration }) => declaration.tee ?? '',
  node: ({ node }) => node ?? '',
  class: ({ runtimeClass }) => runtimeClass ?? '',
  owner: ({ owner, namespace }) => (owner ? `${namespace}/${owner.kind}/${owner.name}` : ''),
  none: () => '',
};

/** What puts pods into an order: namespace, name, and the uid where one came in another's place. */
const placeOf = ({ namespace, name, uid }: Pod): string => `${namespace}\0${name}\0${uid}`;
const uidOf = (place: string): string => place.slice(place.lastIndexOf('\0') + 1);

/** Some pods; put into order when somebody looks, and kept in order from then on. */
export class Bucket {
  private readonly pods = new Map<string, Pod>();
  private order: string[] | undefined;

  get size(): number {
    return this.pods.size;
  }

  /** One of them. */
  get sample(): Pod | undefined {
    return this.pods.values().next().value;
  }

  get(uid: string): Pod | undefined {
    return this.pods.get(uid);
  }

  set(pod: Pod): void {
    if (this.order && !this.pods.has(pod.uid)) this.order.splice(this.find(placeOf(pod)), 0, placeOf(pod));
    this.pods.set(pod.uid, pod);
  }

  remove(pod: Pod): void {
    if (this.pods.delete(pod.uid)) this.order?.splice(this.find(placeOf(pod)), 1);
  }

  /** So much will change that it is put into order anew. */
  forgetOrder(): void {
    this.order = undefined;
  }

  /** The first `count` by namespace and name. */
  first(count: number): readonly Pod[] {
    this.order ??= [...this.pods.values()].map(placeOf).sort();
    return this.order.slice(0, count).flatMap((place) => this.pods.get(uidOf(place)) ?? []);
  }

  /** Where a place is, or would be. */
  private find(place: string): number {
    const { order = [] } = this;
    let [from, to] = [0, order.length];
    while (from < to) {
      const middle = (from + to) >> 1;
      if ((order[middle] ?? '') < place) from = middle + 1;
      else to = middle;
    }
    return from;
  }
}

/** What declares the same, in parts by the grouping. */
export class Group {
  readonly parts = new Map<string, Bucket>();
  /** How many are in trouble, by the key of a part. */
  readonly troubled = new Map<string, number>();
  size = 0;

  get inTrouble(): number {
    let sum = 0;
    for (const count of this.troubled.values()) sum += count;
    return sum;
  }
}

/** Changes at once from which on an order is made anew. */
const many = 1_000;

interface Place {
  readonly group: Exclude<PodGroup, 'none'>;
  readonly key: string;
  readonly inTrouble: boolean;
  readonly runtimeClass: string | undefined;
}

export class PodGroups {
  private readonly groups = emptyGroups();
  private readonly places = new Map<string, Place>();
  private readonly uses = new Map<string, number>();

  constructor(readonly grouping: Grouping) {}

  of(group: Place['group']): Group {
    return this.groups[group];
  }

  get size(): number {
    return this.places.size;
  }

  /** How many pods name a RuntimeClass. */
  usesOf(runtimeClass: string): number {
    return this.uses.get(runtimeClass) ?? 0;
  }

  /** Takes what has changed: pods by uid; null: gone. */
  update(changes: ReadonlyMap<string, Pod | null>): void {
    if (changes.size > many)
      for (const { parts } of Object.values(this.groups))
        for (const part of parts.values()) part.forgetOrder();
    const time = Date.now();
    for (const [uid, pod] of changes) {
      const before = this.places.get(uid);
      const group = pod?.declaration.group;
      if (!pod || group === undefined || group === 'none') {
        if (before) this.leave(uid, before);
        continue;
      }
      const { runtimeClass } = pod;
      const now: Place = {
        group,
        key: keys[this.grouping](pod),
        inTrouble: isInTrouble(pod, time),
        runtimeClass,
      };
      if (before?.group === now.group && before.key === now.key && before.inTrouble === now.inTrouble)
        this.groups[group].parts.get(now.key)?.set(pod);
      else {
        if (before) this.leave(uid, before);
        this.enter(pod, now);
      }
    }
  }

  private enter(pod: Pod, place: Place): void {
    const group = this.groups[place.group];
    let part = group.parts.get(place.key);
    if (!part) group.parts.set(place.key, (part = new Bucket()));
    part.set(pod);
    this.places.set(pod.uid, place);
    this.count(group, place, 1);
  }

  private leave(uid: string, place: Place): void {
    const group = this.groups[place.group];
    const part = group.parts.get(place.key);
    const pod = part?.get(uid);
    if (!part || !pod) return;
    part.remove(pod);
    if (part.size === 0) group.parts.delete(place.key);
    this.places.delete(uid);
    this.count(group, place, -1);
  }

  private count(group: Group, { key, inTrouble, runtimeClass }: Place, more: 1 | -1): void {
    group.size += more;
    if (inTrouble) group.troubled.set(key, (group.troubled.get(key) ?? 0) + more);
    if (runtimeClass !== undefined) this.uses.set(runtimeClass, (this.uses.get(runtimeClass) ?? 0) + more);
  }
}

const emptyGroups = (): Readonly<Record<Place['group'], Group>> => ({
  confidential: new Group(),
  promise: new Group(),
  kata: new Group(),
  unknown: new Group(),
});
