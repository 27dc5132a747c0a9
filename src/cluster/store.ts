/** What is known of a cluster at the moment, fed by lists and watches; changes are told in batches. */
import { isDeepStrictEqual } from 'node:util';
import { declarationOf, type Declaration } from './classify';
import { follow, listOnce, type Sink } from './follow';
import { nodeRecord, type NodeRecord } from './node';
import { podRecord, type PodRecord } from './pod';
import { classRecord, type ClassRecord } from './runtime-class';
import { rejectionRecord, type Rejection } from './rejection';
import type { ClusterTrouble } from './trouble';
import type { KubectlOptions, Runner } from '../engines';

/** A pod with what it declares. */
export interface Pod extends PodRecord {
  readonly declaration: Declaration;
}

export interface ClusterOptions extends KubectlOptions {
  /** Namespaces to look at; empty: all of them. */
  readonly namespaces: readonly string[];
}

/** What has changed since the last batch. */
export interface Changes {
  /** Pods by uid; null: gone. */
  readonly pods: ReadonlyMap<string, Pod | null>;
  readonly classes: boolean;
  readonly nodes: boolean;
  readonly rejections: boolean;
  /** All first lists are there, and told. */
  readonly complete: boolean;
}

/** Objects of one kind by uid. */
class Records<T extends { readonly uid: string }> {
  readonly items = new Map<string, T>();

  /** `onChange` is given what has come, changed or gone. */
  constructor(private readonly onChange: (item: T) => void) {}

  set(item: T): void {
    // A list that is read again brings what is known already
    if (isDeepStrictEqual(this.items.get(item.uid), item)) return;
    this.items.set(item.uid, item);
    this.onChange(item);
  }

  remove(uid: string): void {
    const item = this.items.get(uid);
    if (item && this.items.delete(uid)) this.onChange(item);
  }
}

/** Changes that come within this time are told together, in ms. */
const batch = 100;
/** Pods that are told together at most. */
const most = 2_000;

/** Promises are the pods' own words: there may be as many as pods. */
const maxDeclarations = 500;

export class ClusterStore {
  /** Pods that have to do with Kata, or say so. */
  readonly pods = new Map<string, Pod>();
  readonly troubles = new Map<string, ClusterTrouble>();

  private readonly changedPods = new Set<string>();
  /** By name. */
  private readonly changedClasses = new Set<string>();
  /** Most pods of a class declare the same. */
  private readonly declarations = new Map<string, Declaration>();
  private changed = { nodes: false, rejections: false };
  private timer: NodeJS.Timeout | undefined;
  private readonly missing = new Set<string>();

  private readonly podRecords = new Records<PodRecord>(({ uid }) => {
    this.changedPods.add(uid);
    this.soon();
  });
  private readonly classRecords = new Records<ClassRecord>(({ name }) => {
    this.changedClasses.add(name);
    this.soon();
  });
  private readonly nodeRecords = new Records<NodeRecord>(() => {
    this.changed.nodes = true;
    this.soon();
  });
  private readonly rejectionRecords = new Records<Rejection>(() => {
    this.changed.rejections = true;
    this.soon();
  });

  constructor(private readonly onChanges: (changes: Changes) => void) {}

  get classes(): ReadonlyMap<string, ClassRecord> {
    return new Map([...this.classRecords.items.values()].map((item) => [item.name, item]));
  }

  get nodes(): ReadonlyMap<string, NodeRecord> {
    return new Map([...this.nodeRecords.items.values()].map((item) => [item.name, item]));
  }

  /** Pods that were never made, because the cluster refused them; without those whose owner got its pods since. */
  get rejections(): readonly Rejection[] {
    const all = [...this.rejectionRecords.items.values()];
    if (all.length === 0) return all;
    const made = new Map<string, number>();
    for (const { owner, createdAt } of this.podRecords.items.values())
      if (owner) made.set(owner.uid, Math.max(createdAt, made.get(owner.uid) ?? 0));
    return all.filter(({ owner, lastSeen }) => (made.get(owner.uid) ?? -1) < lastSeen);
  }

  get complete(): boolean {
    return this.missing.size === 0;
  }

  /** Follows the cluster until `signal` ends it. */
  async run(runner: Runner, options: ClusterOptions, signal: AbortSignal): Promise<void> {
    try {
      await this.each(follow, runner, options, signal);
      // All of them gave up: what is known stays until somebody asks again
      if (!signal.aborted)
        await new Promise<void>((resolve) => {
          signal.addEventListener('abort', () => {
            resolve();
          });
        });
    } finally {
      this.rest();
    }
  }

  /** Reads everything once. What could not be read is among the troubles, or was not read before `signal` ended it. */
  async list(runner: Runner, options: ClusterOptions, signal: AbortSignal): Promise<void> {
    await this.each(listOnce, runner, options, signal);
    do this.tell();
    while (this.changedPods.size > 0);
    this.rest();
  }

  /** Does this with everything that the cluster has for us. */
  private async each(
    how: typeof follow,
    runner: Runner,
    { namespaces, ...kubectl }: ClusterOptions,
    signal: AbortSignal,
  ): Promise<void> {
    const scopes =
      namespaces.length === 0
        ? ['']
        : [...new Set(namespaces)].map((name) => `namespaces/${encodeURIComponent(name)}/`);
    const work: Promise<void>[] = [];
    const start = <T extends { readonly uid: string }>(
      key: string,
      path: string,
      records: Records<T>,
      pick: Parameters<typeof follow<T>>[0]['pick'],
      fieldSelector?: string,
    ): void => {
      this.missing.add(key);
      const feed = { path, pick, ...(fieldSelector !== undefined && { fieldSelector }) };
      work.push(how(feed, runner, kubectl, this.sink(key, records), signal));
    };
    start('classes', '/apis/node.k8s.io/v1/runtimeclasses', this.classRecords, classRecord);
    start('nodes', '/api/v1/nodes', this.nodeRecords, nodeRecord);
    for (const scope of scopes) {
      start(`pods ${scope}`, `/api/v1/${scope}pods`, this.podRecords, podRecord);
      start(
        `rejections ${scope}`,
        `/api/v1/${scope}events`,
        this.rejectionRecords,
        rejectionRecord,
        'reason=FailedCreate',
      );
    }
    await Promise.all(work);
  }

  private rest(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
  }

  /** What one list and its watch say; objects of another namespace's list are none of its business. */
  private sink<T extends { readonly uid: string }>(key: string, records: Records<T>): Sink<T> {
    let own = new Set<string>();
    let fresh: Set<string> | undefined;
    const set = (item: T): void => {
      (fresh ?? own).add(item.uid);
      records.set(item);
    };
    return {
      begin: () => {
        // What a list brought that was broken off may be gone by now
        for (const uid of fresh ?? []) own.add(uid);
        fresh = new Set();
      },
      page: (items) => {
        items.forEach(set);
      },
      listed: () => {
        // What stays from the list before stays shown until the new one is complete
        const before = own;
        own = fresh ?? own;
        fresh = undefined;
        for (const uid of before) if (!own.has(uid)) records.remove(uid);
        this.arrived(key);
      },
      changed: set,
      removed: (uid) => {
        own.delete(uid);
        records.remove(uid);
      },
      trouble: (trouble) => {
        if (trouble) {
          this.troubles.set(key, trouble);
          if (trouble.final) this.arrived(key);
        } else if (!this.troubles.delete(key)) return;
        this.soon();
      },
    };
  }

  private arrived(key: string): void {
    if (this.missing.delete(key)) this.soon();
  }

  private soon(time = batch): void {
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      this.tell();
    }, time);
  }

  private tell(): void {
    const { nodes } = this.changed;
    // A new pod may be the one that its owner was refused before
    const rejections =
      this.changed.rejections || (this.changedPods.size > 0 && this.rejectionRecords.items.size > 0);
    this.changed = { nodes: false, rejections: false };
    const classes = this.changedClasses.size > 0;
    if (classes) {
      // A class decides what its pods are
      this.declarations.clear();
      for (const { uid, runtimeClass } of this.podRecords.items.values())
        if (runtimeClass !== undefined && this.changedClasses.has(runtimeClass)) this.changedPods.add(uid);
      this.changedClasses.clear();
    }
    const byName = this.classes;
    const pods = new Map<string, Pod | null>();
    for (const uid of this.changedPods) {
      // The rest at once, but not in one go
      if (pods.size === most) break;
      this.changedPods.delete(uid);
      const found = this.podRecords.items.get(uid);
      const declaration = found && this.declarationOf(found, byName);
      if (found && declaration && declaration.group !== 'none') {
        const pod = { ...found, declaration };
        this.pods.set(uid, pod);
        pods.set(uid, pod);
      } else if (this.pods.delete(uid)) pods.set(uid, null);
    }
    const complete = this.complete && this.changedPods.size === 0;
    this.onChanges({ pods, classes, nodes, rejections, complete });
    if (this.changedPods.size > 0) this.soon(0);
  }

  private declarationOf(pod: PodRecord, classes: ReadonlyMap<string, ClassRecord>): Declaration {
    const { runtimeClass, promise, resources } = pod;
    const key = `${runtimeClass}\n${promise}\n${resources.join()}`;
    const known = this.declarations.get(key);
    if (known) return known;
    const declaration = declarationOf(
      pod,
      runtimeClass === undefined ? undefined : classes.get(runtimeClass),
    );
    if (this.declarations.size < maxDeclarations) this.declarations.set(key, declaration);
    return declaration;
  }
}
