/** What the lint says about open documents: found when somebody asks, kept per version of the document. */
import * as vscode from 'vscode';
import type { KataTarget } from '../knowledge';
import type { Finding } from '../lint';
// Not through the index: this small file alone tells, without loading the lint, that a TOML file is not Kata's.
import { classify } from '../lint/classify';
import type { ConfigFolders } from './config-folders';
import { settings } from './contributions';
import { judge, lookAround, type Judged } from './judge';
import { pathOf, selector } from './places';
import type { ProjectFiles } from './project-files';
import { setting } from './settings';

/** What was found in one version of a document. */
export interface Checked extends Judged {
  readonly document: vscode.TextDocument;
  readonly version: number;
}

/** A text above this length (UTF-16 code units) is not parsed: its findings are the same at every keystroke. */
const maxText = 1_000_000;

const isLarge = (document: vscode.TextDocument): boolean =>
  document.offsetAt(document.lineAt(document.lineCount - 1).range.end) > maxText;

export class Checker implements vscode.Disposable {
  private readonly kept = new Map<string, Checked & { readonly large: boolean }>();
  /** How often something was forgotten: what was read before that may be old. */
  private forgotten = 0;
  private readonly checked = new vscode.EventEmitter<Checked>();
  /** A version of a document was checked. */
  readonly onDidCheck = this.checked.event;
  private readonly lost = new vscode.EventEmitter<vscode.TextDocument>();
  /** A document is not one of ours, or not any more. */
  readonly onDidLose = this.lost.event;

  constructor(
    private readonly folders: ConfigFolders,
    private readonly projects: ProjectFiles,
    private readonly log: vscode.LogOutputChannel,
  ) {}

  /** What the lint says about a document as it is now; undefined where it is no Kata configuration. */
  async check(document: vscode.TextDocument): Promise<Checked | undefined> {
    const key = document.uri.toString();
    const known = this.known(document);
    if (known) return known;
    if (!this.isOurs(document)) {
      this.kept.delete(key);
      this.lost.fire(document);
      return undefined;
    }
    const { forgotten } = this;
    const around = await lookAround(document.uri, this.folders, this.projects);
    // From here on nothing waits: what is said belongs to the version that the document has now.
    if (document.isClosed) return undefined;
    if (this.forgotten !== forgotten) return this.check(document);
    if (around.project?.ignores(document.uri)) {
      this.lost.fire(document);
      return undefined;
    }
    const { version } = document;
    const kept = this.kept.get(key);
    if (kept?.version === version) return kept;
    const started = performance.now();
    const large = isLarge(document);
    const judged = large && kept?.large ? kept : judge(document, document.getText(), around);
    const checked = { ...judged, document, version, large };
    this.kept.set(key, checked);
    const took = (performance.now() - started).toFixed(1);
    this.log.debug(`${judged.findings.length} findings in ${took} ms: ${key}`);
    this.checked.fire(checked);
    return checked;
  }

  /** What was found in a document as it is now, if somebody asked already. */
  known(document: vscode.TextDocument): Checked | undefined {
    const kept = this.kept.get(document.uri.toString());
    return kept?.version === document.version ? kept : undefined;
  }

  /** The findings that a document would have with another text. */
  async findingsWith(document: vscode.TextDocument, text: string): Promise<readonly Finding[]> {
    return judge(document, text, await lookAround(document.uri, this.folders, this.projects)).findings;
  }

  /** Forgets what was found in a document, or in all of them: something that it was judged by has changed. */
  forget(document?: vscode.TextDocument): void {
    this.forgotten++;
    if (document) this.kept.delete(document.uri.toString());
    else this.kept.clear();
  }

  /**
   * The Kata that a configuration is for, also where it is not to be checked; undefined for any other document and
   * for one that is too large to be looked at.
   */
  async targetOf(document: vscode.TextDocument): Promise<KataTarget | undefined> {
    if (isLarge(document)) return undefined;
    const checked = await this.check(document);
    if (checked || !this.isConfiguration(document)) return checked?.target.target;
    const around = await lookAround(document.uri, this.folders, this.projects);
    return judge(document, document.getText(), around).target.target;
  }

  /** Whether a document is a Kata configuration that is to be checked. */
  isOurs(document: vscode.TextDocument): boolean {
    return setting(settings.lintEnable, document.uri) && this.isConfiguration(document);
  }

  /** Whether a document is a Kata configuration. */
  private isConfiguration(document: vscode.TextDocument): boolean {
    const { uri } = document;
    if (vscode.languages.match(selector, document) === 0) return false;
    if (this.isNamed(document)) return true;
    if (isLarge(document) && this.kept.get(uri.toString())?.large) return true;
    return classify(pathOf(uri), document.getText()) === 'kata-config';
  }

  dispose(): void {
    this.checked.dispose();
    this.lost.dispose();
  }

  /** Whether `kata.lint.files` names the document. */
  private isNamed(document: vscode.TextDocument): boolean {
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
