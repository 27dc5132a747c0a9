/** What the lint says about open documents: found when somebody asks, kept per version of the document. */
import * as vscode from 'vscode';
import type { KataTarget } from '../../knowledge';
import type { Finding, Kind } from '../../lint';
// Not through the index: this small file alone tells, without loading the lint, that a file is not for Kata.
import { classify, concernsKata } from '../../lint/classify';
import type { ConfigFolders } from './config-folders';
import { settings } from '../contributions';
import type { HostKata } from '../host/kata';
import { judge, lookAround, type Judged, type Surroundings } from './judge';
import { Unchanged, type FileJudge } from './judge-file';
import type { ManifestIndex } from './manifest-index';
import { everySelector, kindPathOf, selector } from '../places';
import type { ProjectFiles } from './project-files';
import { setting } from '../settings';

/** What was found in one version of a document. */
export interface Checked extends Judged {
  readonly document: vscode.TextDocument;
  readonly version: number;
  readonly kind: Kind;
}

/** A check that is under way. */
interface Running {
  readonly version: number;
  readonly forgotten: number;
  readonly result: Promise<Checked | undefined>;
}

/** A text above this length (UTF-16 code units) is not parsed: its findings are the same at every keystroke. */
const maxText = 1_000_000;

const isLarge = (document: vscode.TextDocument): boolean =>
  document.offsetAt(document.lineAt(document.lineCount - 1).range.end) > maxText;

export class Checker implements vscode.Disposable {
  private readonly kept = new Map<string, Checked & { readonly large: boolean }>();
  private readonly running = new Map<string, Running>();
  /** How often something was forgotten: what was read before that may be old. */
  private forgotten = 0;
  /** Once something had to be looked at. */
  private lint: Surroundings['lint'] | undefined;
  private readonly checked = new vscode.EventEmitter<Checked>();
  /** A version of a document was checked. */
  readonly onDidCheck = this.checked.event;
  private readonly lost = new vscode.EventEmitter<vscode.TextDocument>();
  /** A document is not one of ours, or not any more. */
  readonly onDidLose = this.lost.event;

  constructor(
    private readonly folders: ConfigFolders,
    private readonly projects: ProjectFiles,
    private readonly files: FileJudge,
    /** What the manifests of the workspace say about each other. */
    readonly manifests: ManifestIndex,
    private readonly host: HostKata,
    private readonly log: vscode.LogOutputChannel,
  ) {}

  /** What the lint says about a document as it is now; undefined where it is none that is checked. */
  async check(document: vscode.TextDocument): Promise<Checked | undefined> {
    const key = document.uri.toString();
    const known = this.known(document);
    if (known) return known;
    const { version } = document;
    const { forgotten } = this;
    const before = this.running.get(key);
    if (before?.version === version && before.forgotten === forgotten) return before.result;
    const running = { version, forgotten, result: this.work(document) };
    this.running.set(key, running);
    try {
      return await running.result;
    } finally {
      if (this.running.get(key) === running) this.running.delete(key);
    }
  }

  /** What was found in a document as it is now, if somebody asked already. */
  known(document: vscode.TextDocument): Checked | undefined {
    const kept = this.kept.get(document.uri.toString());
    return kept?.version === document.version ? kept : undefined;
  }

  /** The findings that a document would have with another text. */
  async findingsWith(document: vscode.TextDocument, text: string): Promise<readonly Finding[]> {
    const kind = this.kindOf(document);
    if (!kind) return [];
    const around = await lookAround(document.uri, this.folders, this.projects, this.host);
    const judged = await this.judgeText(document, text, kind, around, new AbortController().signal);
    return judged?.findings ?? [];
  }

  /** Forgets what was found in a document, or in all of them: something that it was judged by has changed. */
  forget(document?: vscode.TextDocument): void {
    this.forgotten++;
    if (document) this.kept.delete(document.uri.toString());
    else this.kept.clear();
  }

  /** A document was closed. */
  closed({ uri }: vscode.TextDocument): void {
    this.forgotten++;
    if (this.kept.get(uri.toString())?.kind === 'kata-config')
      this.manifests.updateConfiguration(uri, undefined);
    else this.manifests.closed(uri);
    this.kept.delete(uri.toString());
    this.lint?.forgetUnused();
  }

  /**
   * The Kata that a configuration of Kata is for, also where it is not to be checked; undefined for any other document
   * and for one that is too large to be looked at.
   */
  async targetOf(document: vscode.TextDocument): Promise<KataTarget | undefined> {
    if (isLarge(document)) return undefined;
    const kind = this.kindOf(document);
    if (kind !== 'kata-config') return undefined;
    const checked = await this.check(document);
    if (checked) return checked.target.target;
    const around = await lookAround(document.uri, this.folders, this.projects, this.host);
    const { signal } = new AbortController();
    return (await this.judgeText(document, document.getText(), kind, around, signal))?.target.target;
  }

  /** Whether a document is one that is to be checked. */
  isOurs(document: vscode.TextDocument): boolean {
    return setting(settings.lintEnable, document.uri) && this.kindOf(document) !== undefined;
  }

  /** What a document is; undefined, soon and without loading anything, where it is not for Kata. */
  kindOf(document: vscode.TextDocument): Kind | undefined {
    if (vscode.languages.match(everySelector, document) === 0) return undefined;
    if (this.isNamed(document)) return 'kata-config';
    const kept = this.kept.get(document.uri.toString());
    if (kept && (kept.version === document.version || (kept.large && isLarge(document)))) return kept.kind;
    const text = document.getText();
    const kind = classify(kindPathOf(document), text);
    return kind && concernsKata(kind, text) ? kind : undefined;
  }

  dispose(): void {
    this.checked.dispose();
    this.lost.dispose();
  }

  private async work(document: vscode.TextDocument): Promise<Checked | undefined> {
    const key = document.uri.toString();
    const kind = setting(settings.lintEnable, document.uri) ? this.kindOf(document) : undefined;
    if (!kind) {
      this.kept.delete(key);
      this.lose(document);
      return undefined;
    }
    const { forgotten } = this;
    const { version } = document;
    const unchanged = new Unchanged(document);
    try {
      const isOld = (): boolean => this.forgotten !== forgotten || unchanged.signal.aborted;
      const around = await lookAround(document.uri, this.folders, this.projects, this.host);
      this.lint = around.lint;
      if (isOld()) return await this.again(document);
      if (around.project?.ignores(document.uri)) {
        this.lose(document);
        return undefined;
      }
      const started = performance.now();
      const kept = this.kept.get(key);
      const large = isLarge(document);
      const judged =
        large && kept?.large && kept.kind === kind
          ? kept
          : await this.judgeText(document, document.getText(), kind, around, unchanged.signal);
      if (isOld()) return await this.again(document);
      if (!judged) return undefined;
      const checked = { ...judged, document, version, large, kind };
      this.kept.set(key, checked);
      const took = (performance.now() - started).toFixed(1);
      if (judged.facts) this.manifests.update(document, judged.facts);
      if (kind === 'kata-config') this.manifests.updateConfiguration(document.uri, document);
      this.log.debug(`${judged.findings.length} findings in ${took} ms: ${key}`);
      this.checked.fire(checked);
      return checked;
    } finally {
      unchanged.dispose();
    }
  }

  private async again(document: vscode.TextDocument): Promise<Checked | undefined> {
    return document.isClosed ? undefined : this.check(document);
  }

  private lose(document: vscode.TextDocument): void {
    this.manifests.lost(document.uri);
    this.lost.fire(document);
  }

  private judgeText(
    document: vscode.TextDocument,
    text: string,
    kind: Kind,
    around: Surroundings,
    signal: AbortSignal,
  ): Promise<Judged | undefined> {
    const { uri } = document;
    if (kind === 'kata-config') return Promise.resolve(judge({ uri, text }, around));
    return this.files.judge({ uri, text, kind, kindPath: kindPathOf(document) }, around, signal);
  }

  /** Whether `kata.lint.files` names the document. */
  private isNamed(document: vscode.TextDocument): boolean {
    if (vscode.languages.match(selector, document) === 0) return false;
    const globs = setting(settings.lintFiles, document.uri);
    if (globs.length === 0) return false;
    const folder = vscode.workspace.getWorkspaceFolder(document.uri);
    const patterns = globs.flatMap((pattern) => [
      { pattern },
      ...(folder ? [{ pattern: new vscode.RelativePattern(folder, pattern) }] : []),
    ]);
    return vscode.languages.match(patterns, document) > 0;
  }
}
