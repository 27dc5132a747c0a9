/** What the view knows of a cluster: the store's records, pods in their groups, and how much of it is shown. */
import { ClusterStore, type Changes, type ClassRecord, type NodeRecord, type Rejection } from '../../cluster';
import type { KubectlOptions, Runner } from '../../engines';
import { Causes } from './causes';
import { PodGroups, type Grouping } from './groups';
import type { Scope } from './scope';

/** Lines of a long group that are shown, and more of them at a time. */
export const page = 500;

export class ClusterModel {
  readonly store: ClusterStore;
  readonly causes: Causes;
  readonly kubectl: KubectlOptions;
  groups: PodGroups;
  classes: ReadonlyMap<string, ClassRecord> = new Map();
  nodes: ReadonlyMap<string, NodeRecord> = new Map();
  rejections: readonly Rejection[] = [];
  private readonly limits = new Map<string, number>();

  /** `onChange`: something that is shown may be different. */
  constructor(
    readonly scope: Scope,
    readonly runner: Runner,
    grouping: Grouping,
    private readonly onChange: () => void,
  ) {
    this.kubectl = { context: scope.context.name };
    this.store = new ClusterStore((changes) => {
      this.take(changes);
    });
    this.causes = new Causes(runner, this.kubectl, onChange);
    this.groups = new PodGroups(grouping);
  }

  /** How many lines are shown below a line. */
  limit(id: string): number {
    return this.limits.get(id) ?? page;
  }

  showMore(id: string): void {
    this.limits.set(id, this.limit(id) + page);
    this.onChange();
  }

  regroup(grouping: Grouping): void {
    this.groups = new PodGroups(grouping);
    this.groups.update(this.store.pods);
    this.onChange();
  }

  private take({ pods, classes, nodes, rejections }: Changes): void {
    this.groups.update(pods);
    if (classes) this.classes = this.store.classes;
    if (nodes) this.nodes = this.store.nodes;
    if (rejections) this.rejections = this.store.rejections;
    this.onChange();
  }
}
