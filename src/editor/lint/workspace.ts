/**
 * `Kata: Lint Workspace`: all files for Kata, open or not, shown as problems until the command runs again or
 * `Kata: Clear Problems of Closed Files`.
 */
import * as vscode from 'vscode';
import { LineIndex } from '../../documents/text';
import type { Finding } from '../../lint';
import type { Checker } from './checker';
import type { ConfigFolders } from './config-folders';
import { contextKeys, settings } from '../contributions';
import type { HostKata } from '../host/kata';
import { judge, lookAround, type Judged } from './judge';
import type { FileJudge } from './judge-file';
import { othersFolders } from './manifest-index';
import { openDocument, pathOf, rangeIn } from '../places';
import type { Problems } from './problems';
import type { ProjectFiles } from './project-files';
import { setting } from '../settings';

/** Everything whose name may be that of a file for Kata. */
const patterns = [
  '**/{*.toml,*.toml.in,*.yaml,*.yml,daemon.json,devcontainer.json,.devcontainer.json,crio.conf}',
  '**/{config.d,crio.conf.d}/*',
] as const;

const maxBytes = 1_000_000;

type Tally = Record<Finding['severity'] | 'files' | 'large', number>;

export class WorkspaceLint implements vscode.Disposable {
  /** Files that are not open and have problems because of the command. */
  private readonly shown = new Set<string>();
  private running: AbortController | undefined;
  private readonly listener: vscode.Disposable;

  constructor(
    private readonly checker: Checker,
    private readonly files: FileJudge,
    private readonly folders: ConfigFolders,
    private readonly projects: ProjectFiles,
    private readonly host: HostKata,
    private readonly problems: Problems,
    private readonly collection: vscode.DiagnosticCollection,
    private readonly log: vscode.LogOutputChannel,
  ) {
    this.listener = vscode.workspace.onDidCloseTextDocument(({ uri }) => {
      if (!this.shown.has(uri.toString())) return;
      const tally = newTally();
      this.file(uri, false, tally, new AbortController().signal).catch((error: unknown) => {
        this.log.error(error instanceof Error ? error : String(error), uri.toString());
      });
    });
  }

  /** Asks for all files and says what was found. */
  async run(): Promise<void> {
    this.running?.abort();
    this.clear();
    const controller = (this.running = new AbortController());
    const { signal } = controller;
    const { t } = vscode.l10n;
    const options = {
      location: vscode.ProgressLocation.Notification,
      title: t('Kata: checking the workspace'),
      cancellable: true,
    };
    const tally = newTally();
    await vscode.window.withProgress(options, async (progress, token) => {
      token.onCancellationRequested(() => {
        controller.abort();
      });
      await this.all(progress, tally, signal);
    });
    const stopped = signal.aborted;
    if (this.running === controller) this.running = undefined;
    this.summarize(tally, stopped);
  }

  /** Takes away what the command showed for files that are not open. */
  clear(): void {
    for (const key of this.shown) {
      const uri = vscode.Uri.parse(key, true);
      if (!openDocument(uri)) this.collection.delete(uri);
    }
    this.shown.clear();
    void vscode.commands.executeCommand('setContext', contextKeys.workspaceFindings, false);
  }

  dispose(): void {
    this.running?.abort();
    this.listener.dispose();
  }

  private async all(
    progress: vscode.Progress<{ readonly message?: string; readonly increment?: number }>,
    tally: Tally,
    signal: AbortSignal,
  ): Promise<void> {
    // What they say about each other first, so that each is judged once
    await this.checker.manifests.complete(await import('../../lint'));
    const { found, named } = await this.find();
    for (const [index, uri] of found.entries()) {
      if (signal.aborted) return;
      if (index % 20 === 0) {
        const message = vscode.l10n.t('{0} of {1} files', index, found.length);
        progress.report({ message, increment: 2000 / found.length });
      }
      await this.file(uri, named.has(uri.toString()), tally, signal);
    }
  }

  /** All files that may be ours; `named`: those that `kata.lint.files` calls Kata configurations. */
  private async find(): Promise<{ found: readonly vscode.Uri[]; named: ReadonlySet<string> }> {
    const find = async (globs: readonly vscode.GlobPattern[]): Promise<vscode.Uri[]> =>
      (await Promise.all(globs.map((glob) => vscode.workspace.findFiles(glob, othersFolders)))).flat();
    const named = await find(
      (vscode.workspace.workspaceFolders ?? []).flatMap((folder) =>
        setting(settings.lintFiles, folder.uri).map((glob) => new vscode.RelativePattern(folder, glob)),
      ),
    );
    const all = new Map([...(await find(patterns)), ...named].map((uri) => [uri.toString(), uri]));
    const found = [...all.values()].sort((a, b) => (a.toString() < b.toString() ? -1 : 1));
    return { found, named: new Set(named.map(String)) };
  }

  /** Shows what is found in one file; an open one is shown already. */
  private async file(uri: vscode.Uri, named: boolean, tally: Tally, signal: AbortSignal): Promise<void> {
    if (!setting(settings.lintEnable, uri)) return;
    const open = openDocument(uri);
    const result = open
      ? { judged: await this.checker.check(open), text: undefined }
      : await this.read(uri, named, tally, signal);
    const { judged, text } = result ?? {};
    if (open || signal.aborted) {
      if (judged) this.count(uri, judged, tally);
      if (judged && judged.findings.length > 0) this.remember(uri);
      return;
    }
    if (!judged || text === undefined) {
      if (this.shown.delete(uri.toString())) this.collection.delete(uri);
      return;
    }
    this.count(uri, judged, tally);
    const lines = new LineIndex(text);
    const list = this.problems.of({ uri, judged, rangeOf: (span) => rangeIn(lines, span) });
    this.collection.set(uri, list);
    if (list.length > 0) this.remember(uri);
  }

  private remember(uri: vscode.Uri): void {
    this.shown.add(uri.toString());
    if (this.shown.size === 1)
      void vscode.commands.executeCommand('setContext', contextKeys.workspaceFindings, true);
  }

  private count(uri: vscode.Uri, { findings }: Judged, tally: Tally): void {
    tally.files++;
    for (const { severity } of findings) tally[severity]++;
    if (findings.length > 0) this.log.info(`${findings.length} findings: ${uri.toString()}`);
  }

  /** What the lint says about a file on disk; undefined where it is none of ours. */
  private async read(
    uri: vscode.Uri,
    named: boolean,
    tally: Tally,
    signal: AbortSignal,
  ): Promise<{ judged: Judged | undefined; text: string } | undefined> {
    try {
      const { size, type } = await vscode.workspace.fs.stat(uri);
      if (!(type & vscode.FileType.File)) return undefined;
      if (size > maxBytes) {
        tally.large++;
        this.log.info(`Over 1 MB and not checked: ${uri.toString()}`);
        return undefined;
      }
      const text = new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
      const { classify, concernsKata } = await import('../../lint/classify');
      const kindPath = pathOf(uri);
      const kind = named ? 'kata-config' : classify(kindPath, text);
      if (!kind || !concernsKata(kind, text)) return undefined;
      const around = await lookAround(uri, this.folders, this.projects, this.host);
      if (around.project?.ignores(uri)) return undefined;
      const judged =
        kind === 'kata-config'
          ? judge({ uri, text }, around)
          : await this.files.judge({ uri, text, kind, kindPath }, around, signal);
      return { judged, text };
    } catch (error) {
      if (!(error instanceof vscode.FileSystemError)) throw error;
      this.log.warn(`Cannot read ${uri.toString()}: ${String(error)}`);
      return undefined;
    }
  }

  private summarize(tally: Tally, stopped: boolean): void {
    const { t } = vscode.l10n;
    const { error, warning, information, hint, files, large } = tally;
    const counts = t(
      '{0} errors, {1} warnings, {2} notes in {3} files for Kata.',
      error,
      warning,
      information + hint,
      files,
    );
    const parts = [
      ...(stopped ? [t('Stopped.')] : []),
      counts,
      ...(large > 0 ? [t('{0} files over 1 MB were not looked at.', large)] : []),
    ];
    this.log.info(parts.join(' '));
    const show = t('Show Problems');
    void vscode.window.showInformationMessage(parts.join(' '), show).then((choice) => {
      if (choice === show) void vscode.commands.executeCommand('workbench.actions.view.problems');
    });
  }
}

const newTally = (): Tally => ({ error: 0, warning: 0, information: 0, hint: 0, files: 0, large: 0 });
