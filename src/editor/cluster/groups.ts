/** Pods in their groups, kept up to date pod by pod: ten thousand are not looked at again because one has changed. */
import { isFailing } from './words';
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

const byName = (a: Pod, b: Pod): number =>
  a.namespace < b.namespace
    ? -1
    : a.namespace > b.namespace
      ? 1
      : a.name < b.name
        ? -1
        : a.name > b.name
          ? 1
          : 0;

/** Some pods; put into order only when somebody looks, and then what was in order before stays so. */
export class Bucket {
  private readonly pods = new Map<string, Pod>();
  private order: string[] = [];
  private sorted = true;
  private failures = 0;

  get size(): number {
    return this.pods.size;
  }

  /** How many of them fail. */
  get failing(): number {
    return this.failures;
  }

  /** One of them. */
  get sample(): Pod | undefined {
    return this.pods.values().next().value;
  }

  set(pod: Pod): void {
    const before = this.pods.get(pod.uid);
    if (before) this.failures -= Number(isFailing(before));
    else {
      // Where nobody looks, those that come and go would pile up
      if (this.order.length > 2 * this.pods.size + 1_000) this.order = [...this.pods.keys()];
      this.order.push(pod.uid);
      this.sorted = false;
    }
    this.failures += Number(isFailing(pod));
    this.pods.set(pod.uid, pod);
  }

  remove(uid: string): void {
    const before = this.pods.get(uid);
    if (!before) return;
    this.failures -= Number(isFailing(before));
    this.pods.delete(uid);
    this.sorted = false;
  }

  /** The first `count` by namespace and name. */
  first(count: number): readonly Pod[] {
    if (!this.sorted) {
      // Those that were removed, and those that were and came again: each once
      const pods = [...new Set(this.order)].flatMap((uid) => this.pods.get(uid) ?? []);
      this.order = pods.sort(byName).map(({ uid }) => uid);
      this.sorted = true;
    }
    return this.order.slice(0, count).flatMap((uid) => this.pods.get(uid) ?? []);
  }
}

/** What declares the same, and its parts by the grouping. */
export class Group {
  readonly all = new Bucket();
  readonly parts = new Map<string, Bucket>();
}

interface Place {
  readonly group: Exclude<PodGroup, 'none'>;
  readonly key: string;
  readonly runtimeClass: string | undefined;
}

export class PodGroups {
  private groups = emptyGroups();
  private places = new Map<string, Place>();
  private readonly uses = new Map<string, number>();

  constructor(public readonly grouping: Grouping) {}

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
  update(changes: Iterable<readonly [uid: string, pod: Pod | null]>): void {
    for (const [uid, pod] of changes) {
      const before = this.places.get(uid);
      const group = pod?.declaration.group;
      const now =
        pod && group !== undefined && group !== 'none'
          ? { group, key: keys[this.grouping](pod), runtimeClass: pod.runtimeClass }
          : undefined;
      if (before && (before.group !== now?.group || before.key !== now.key)) this.leave(uid, before);
      this.count(before?.runtimeClass, -1);
      this.count(now?.runtimeClass, 1);
      if (pod && now) this.enter(pod, now);
      else this.places.delete(uid);
    }
  }

  private enter(pod: Pod, place: Place): void {
    const { all, parts } = this.groups[place.group];
    let part = parts.get(place.key);
    if (!part) parts.set(place.key, (part = new Bucket()));
    all.set(pod);
    part.set(pod);
    this.places.set(pod.uid, place);
  }

  private leave(uid: string, { group, key }: Place): void {
    const { all, parts } = this.groups[group];
    all.remove(uid);
    const part = parts.get(key);
    part?.remove(uid);
    if (part?.size === 0) parts.delete(key);
  }

  private count(runtimeClass: string | undefined, more: number): void {
    if (runtimeClass !== undefined) this.uses.set(runtimeClass, (this.uses.get(runtimeClass) ?? 0) + more);
  }
}

const emptyGroups = (): Readonly<Record<Place['group'], Group>> => ({
  confidential: new Group(),
  promise: new Group(),
  kata: new Group(),
  unknown: new Group(),
});
