/** Keeps the view Confidential Pods current while somebody looks at it; no kubectl runs while nobody does. */
import * as vscode from 'vscode';
import { troubleOf, type ClusterTrouble } from '../../cluster';
import { kubeConfig, type Runner } from '../../engines';
import { contextKeys } from '../contributions';
import { visible } from '../untrusted-text';
import type { ViewTree } from '../view-tree';
import { ClusterModel } from './model';
import { clusterContent } from './nodes';
import type { Scope, ScopeMemory } from './scope';
import { emptyState, isAway, mayNotList, messageOf } from './troubles';

export class ClusterWatch implements vscode.Disposable {
  private watching: AbortController | undefined;
  private shown: ClusterModel | undefined;
  /** What keeps the cluster from being looked at at all. */
  private obstacle: ClusterTrouble | undefined;
  private narrowed = false;
  private readonly changed = new vscode.EventEmitter<void>();
  /** Something is different, or the first look has come to its end. */
  readonly onDidChange = this.changed.event;

  constructor(
    private readonly tree: Pick<ViewTree, 'show' | 'busy'>,
    private readonly runner: Runner,
    private readonly memory: ScopeMemory,
    private readonly log: Pick<vscode.LogOutputChannel, 'error' | 'debug'>,
  ) {}

  /** What is shown; stale while nobody looks. */
  get model(): ClusterModel | undefined {
    return this.shown;
  }

  /** The model once everything has been listed; undefined where the cluster can't be looked at. */
  async complete(): Promise<ClusterModel | undefined> {
    const arrived = (): boolean =>
      this.obstacle !== undefined ||
      this.watching === undefined ||
      (this.shown !== undefined && (this.shown.store.complete || this.shown.store.troubles.size > 0));
    while (!arrived())
      await new Promise<void>((resolve) => {
        const listener = this.onDidChange(() => {
          listener.dispose();
          resolve();
        });
      });
    return this.shown;
  }

  start(): void {
    if (this.watching) return;
    const controller = (this.watching = new AbortController());
    const { signal } = controller;
    const first = new Promise<void>((arrived) => {
      signal.addEventListener('abort', () => {
        arrived();
      });
      void this.follow(signal, arrived).catch((error: unknown) => {
        arrived();
        if (!signal.aborted) this.fail(error);
      });
    });
    void this.tree.busy(() => first);
  }

  /** Ends every process that was started for the view. */
  stop(): void {
    this.watching?.abort();
    this.watching = undefined;
    this.changed.fire();
  }

  /** Begins anew: with another scope, or after trouble. What is shown stays until it is known better. */
  again(): void {
    const watched = this.watching !== undefined;
    this.stop();
    if (watched) this.start();
  }

  dispose(): void {
    this.stop();
    this.changed.dispose();
  }

  private async follow(signal: AbortSignal, arrived: () => void): Promise<void> {
    this.obstacle = undefined;
    this.narrowed = false;
    const scope = await this.scope(signal);
    if (signal.aborted) return;
    if (!scope) {
      this.shown = undefined;
      arrived();
      this.draw();
      return;
    }
    await this.run(scope, signal, arrived);
  }

  private async scope(signal: AbortSignal): Promise<Scope | undefined> {
    try {
      const config = await this.runner.run(kubeConfig(), signal);
      const scope = this.memory.in(config);
      if (!scope)
        this.obstacle = {
          kind: 'no-config',
          message: vscode.l10n.t('No context is chosen in the kubeconfig.'),
          said: config.contexts.length === 0 ? 'no-context-at-all' : '',
          final: true,
        };
      return scope;
    } catch (error) {
      if (signal.aborted) return undefined;
      this.obstacle = troubleOf(error, '');
      return undefined;
    }
  }

  /** Follows one scope; where the whole cluster may not be looked at, the namespace of the context instead. */
  private async run(scope: Scope, signal: AbortSignal, arrived: () => void): Promise<void> {
    const narrow = new AbortController();
    const either = AbortSignal.any([signal, narrow.signal]);
    const model = new ClusterModel(scope, this.runner, this.memory.grouping, () => {
      if (either.aborted) return;
      if (scope.namespaces.length === 0 && mayNotList(model.store, 'pods ')) {
        narrow.abort();
        return;
      }
      const { complete, troubles } = model.store;
      if (complete || troubles.size > 0) arrived();
      // What was shown before stays until all of the new is there
      if (complete && !isAway(model.store)) this.shown = model;
      this.draw(model);
    });
    const running = model.store.run(this.runner, { ...model.kubectl, namespaces: scope.namespaces }, either);
    if (!this.shown || !isSameScope(this.shown.scope, scope)) this.shown = model;
    this.draw(model);
    await running;
    if (!narrow.signal.aborted || signal.aborted) return;
    this.narrowed = true;
    await this.run({ ...scope, namespaces: [scope.context.namespace] }, signal, arrived);
  }

  /** `asked`: the model that is being filled; an older one may still be shown. */
  private draw(asked?: ClusterModel): void {
    const model = this.shown;
    const started = performance.now();
    const content = model ? clusterContent(model) : { nodes: [] };
    const isEmpty = content.nodes.length === 0;
    const empty = isEmpty ? emptyState(this.obstacle, asked?.store) : undefined;
    const message = asked
      ? messageOf(asked, { narrowed: this.narrowed, shown: asked === model })
      : this.obstacle && visible(this.obstacle.message);
    this.tree.show({
      ...content,
      ...(model && { description: scopeWord(model.scope) }),
      // With nothing to show, a welcome says why
      ...(message !== undefined && empty === undefined && { message }),
    });
    void vscode.commands.executeCommand('setContext', contextKeys.clusterEmpty, empty);
    this.log.debug(`Cluster: the view was put together in ${(performance.now() - started).toFixed(1)} ms.`);
    this.changed.fire();
  }

  private fail(error: unknown): void {
    const said = error instanceof Error ? error.message : String(error);
    this.log.error(`Cluster: ${said}`);
    this.tree.show({
      nodes: [],
      message: vscode.l10n.t(
        'The cluster could not be looked at. Refresh to try again: {0}',
        visible(said, 300),
      ),
    });
  }
}

const isSameScope = (a: Scope, b: Scope): boolean =>
  a.context.name === b.context.name && a.namespaces.join() === b.namespaces.join();

/** `dev · all namespaces` */
function scopeWord({ context, namespaces }: Scope): string {
  const { t } = vscode.l10n;
  const where = namespaces.length === 0 ? t('all namespaces') : visible(namespaces.join(', '), 100);
  return `${visible(context.name, 80)} · ${where}`;
}
