/** Keeps the Sandboxes view current while somebody looks at it; nothing runs while nobody does. */
import { readFile } from 'node:fs/promises';
import * as vscode from 'vscode';
import type { Runner } from '../../engines';
import { Survey, watchSandboxes, type Sandbox, type Snapshot } from '../../sandboxes';
import { contextKeys, settings } from '../contributions';
import { setting } from '../settings';
import { visible } from '../untrusted-text';
import type { ViewTree } from '../view-tree';
import { sandboxContent } from './nodes';
import { whyEmpty } from './sources';

/** A system file; what can't be read has nothing to tell. */
const readText = (path: string): Promise<string | undefined> => readFile(path, 'utf8').catch(() => undefined);

export class SandboxWatch implements vscode.Disposable {
  private survey: Survey | undefined;
  private watching: AbortController | undefined;
  private latest: Snapshot | undefined;
  private readonly changed = new vscode.EventEmitter<Snapshot>();
  readonly onDidChange = this.changed.event;

  constructor(
    private readonly tree: Pick<ViewTree, 'show' | 'busy'>,
    private readonly runner: Runner,
    private readonly log: Pick<vscode.LogOutputChannel, 'error' | 'debug'>,
  ) {}

  /** The last snapshot; stale while nobody looks. */
  get snapshot(): Snapshot | undefined {
    return this.latest;
  }

  /** The sandboxes as they are now: those that are shown, or, where nothing is watched, asked for once. */
  async current(): Promise<Snapshot> {
    if (this.watching && this.latest) return this.latest;
    const snapshot = await this.surveyed().refresh(new AbortController().signal);
    this.take(snapshot);
    return snapshot;
  }

  start(): void {
    if (this.watching) return;
    const controller = (this.watching = new AbortController());
    const { signal } = controller;
    const interval = Math.max(2, setting(settings.sandboxesInterval, undefined)) * 1000;
    const watching = (arrived: () => void): Promise<void> =>
      watchSandboxes(
        this.surveyed(),
        this.runner,
        {
          interval,
          onSnapshot: (snapshot) => {
            this.take(snapshot);
            arrived();
          },
          onError: (error) => {
            this.fail(error);
            arrived();
          },
        },
        signal,
      );
    const first = new Promise<void>((arrived) => {
      signal.addEventListener('abort', () => {
        arrived();
      });
      void watching(arrived).catch((error: unknown) => {
        this.fail(error);
        arrived();
      });
    });
    if (!this.latest) {
      this.tree.show({ nodes: [], message: vscode.l10n.t('Looking for sandboxes…') });
      void this.tree.busy(() => first);
    }
  }

  /** Ends every process that was started for the view. */
  stop(): void {
    this.watching?.abort();
    this.watching = undefined;
  }

  /** Begins anew: engines that were missing are looked for again. */
  again(): void {
    const watched = this.watching !== undefined;
    this.stop();
    this.survey = undefined;
    this.latest = undefined;
    if (watched) this.start();
  }

  /** Shows what is known with the settings as they are now. */
  draw(): void {
    if (!this.latest) return;
    const content = sandboxContent(this.latest, { showOthers: setting(settings.sandboxesOthers, undefined) });
    this.tree.show(content);
    void vscode.commands.executeCommand(
      'setContext',
      contextKeys.sandboxesEmpty,
      content.nodes.length === 0 ? whyEmpty(this.latest) : undefined,
    );
  }

  /** A sandbox as it is known now, by a line's older one. */
  newest(sandbox: Sandbox): Sandbox {
    const { source, id } = sandbox;
    return (
      this.latest?.sandboxes.find(
        (one) => one.id === id && (source.local ? one.source.local : one.source.name === source.name),
      ) ?? sandbox
    );
  }

  dispose(): void {
    this.stop();
    this.changed.dispose();
  }

  private surveyed(): Survey {
    return (this.survey ??= new Survey(this.runner, {
      engines: setting(settings.sandboxesEngines, undefined),
      readText,
    }));
  }

  private take(snapshot: Snapshot): void {
    const started = performance.now();
    this.latest = snapshot;
    this.draw();
    this.changed.fire(snapshot);
    this.log.debug(
      `Sandboxes: ${snapshot.sandboxes.length} containers put into the view in ${(performance.now() - started).toFixed(1)} ms.`,
    );
  }

  private fail(error: unknown): void {
    const said = error instanceof Error ? error.message : String(error);
    this.log.error(`Sandboxes: ${said}`);
    this.tree.show({
      nodes: [],
      message: vscode.l10n.t(
        'The sandboxes could not be read. Refresh to try again: {0}',
        visible(said, 300),
      ),
    });
  }
}
