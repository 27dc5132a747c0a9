/** The item of the status bar: which runtime the dev container has, and what was proved about it. */
import * as vscode from 'vscode';
import { commands } from '../contributions';
import type { Desk } from './desk';

/** How long changes are gathered before the files are looked at, in ms. */
const pause = 300;

/** What a proof came to. */
export interface Proved {
  readonly verdict: 'vm' | 'not-vm' | 'unknown';
  /** The runtime that the container has, or was to have. */
  readonly runtime: string;
  /** The verdict in a sentence. */
  readonly said: string;
}

/** Where it is shown what was proved. */
export interface ProofBoard {
  /** Shows what was proved about a configuration's container, until the configuration changes. */
  prove(config: string, proved: Proved): void;
  /** Forgets it: the container is gone, or does not run. */
  forget(config: string): void;
}

/** What the item shows. */
export interface Shown {
  /** With its icon. */
  readonly text: string;
  readonly tooltip: string;
  /** For a screen reader. */
  readonly spoken: string;
  readonly warning?: boolean;
}

/** Files whose coming, going and changing may change what is shown. */
const glob = '**/{.devcontainer.json,.devcontainer/devcontainer.json,.devcontainer/*/devcontainer.json}';

export class KataStatus implements ProofBoard, vscode.Disposable {
  private readonly item = vscode.window.createStatusBarItem(
    'kata.devContainer',
    vscode.StatusBarAlignment.Left,
  );
  private readonly listeners: vscode.Disposable;
  private timer: NodeJS.Timeout | undefined;
  private turn = 0;
  /** By the path of the configuration; with an empty one that of a container window. */
  private readonly proved = new Map<string, Proved>();
  private readonly refreshed = new vscode.EventEmitter<Shown | undefined>();
  /** What the item shows was looked at again. */
  readonly onDidRefresh = this.refreshed.event;

  constructor(private readonly desk: Desk) {
    this.item.name = vscode.l10n.t('Kata Dev Container');
    this.item.command = commands.devContainerActions;
    const again = () => {
      this.refresh();
    };
    const watcher = vscode.workspace.createFileSystemWatcher(glob);
    this.listeners = vscode.Disposable.from(
      watcher,
      watcher.onDidCreate(again),
      watcher.onDidChange(({ path }) => {
        this.proved.delete(path);
        again();
      }),
      watcher.onDidDelete(again),
      vscode.window.onDidChangeActiveTextEditor(again),
      vscode.workspace.onDidChangeWorkspaceFolders(again),
    );
    again();
  }

  prove(config: string, proved: Proved): void {
    this.proved.set(config, proved);
    this.refresh();
  }

  forget(config: string): void {
    if (this.proved.delete(config)) this.refresh();
  }

  /** Looks again, soon. */
  refresh(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.look().catch((error: unknown) => {
        this.desk.log.warn(`Status: ${error instanceof Error ? error.message : String(error)}`);
      });
    }, pause);
  }

  dispose(): void {
    this.turn++;
    clearTimeout(this.timer);
    this.listeners.dispose();
    this.item.dispose();
    this.refreshed.dispose();
  }

  private async look(): Promise<void> {
    const turn = ++this.turn;
    const { look } = await import('./look');
    const shown = await look(this.desk, this.proved);
    if (turn !== this.turn) return;
    if (shown) {
      this.item.text = shown.text;
      this.item.tooltip = shown.tooltip;
      this.item.accessibilityInformation = { label: shown.spoken };
      this.item.backgroundColor = shown.warning
        ? new vscode.ThemeColor('statusBarItem.warningBackground')
        : undefined;
      this.item.show();
    } else this.item.hide();
    this.refreshed.fire(shown);
  }
}
