/** Shows findings as problems: at once on open and save, a moment after the last keystroke while typing. */
import * as vscode from 'vscode';
import { LineIndex } from '../documents/text';
import type { Finding, Related, Severity } from '../lint';
import type { Checked, Checker } from './checker';
import type { ConfigFolders } from './config-folders';
import { source } from './contributions';
import { areRelated, setFolder } from './places';
import type { ProjectFiles } from './project-files';
import type { RulePages } from './rule-pages';

/** Time without a keystroke after which a text is checked, in ms. */
const pause = 150;

const severities: Record<Severity, vscode.DiagnosticSeverity> = {
  error: vscode.DiagnosticSeverity.Error,
  warning: vscode.DiagnosticSeverity.Warning,
  information: vscode.DiagnosticSeverity.Information,
  hint: vscode.DiagnosticSeverity.Hint,
};

const tags = {
  unnecessary: vscode.DiagnosticTag.Unnecessary,
  deprecated: vscode.DiagnosticTag.Deprecated,
};

/** The stretch of a document that a span means. */
export const rangeOf = (document: vscode.TextDocument, span: { start: number; end: number }): vscode.Range =>
  new vscode.Range(document.positionAt(span.start), document.positionAt(span.end));

export class Diagnostics implements vscode.Disposable {
  private readonly collection = vscode.languages.createDiagnosticCollection(source);
  private readonly waiting = new Map<vscode.TextDocument, NodeJS.Timeout>();
  private readonly listeners: vscode.Disposable;

  constructor(
    private readonly checker: Checker,
    private readonly folders: ConfigFolders,
    projects: ProjectFiles,
    private readonly pages: RulePages,
    private readonly log: vscode.LogOutputChannel,
  ) {
    const { workspace } = vscode;
    this.listeners = vscode.Disposable.from(
      workspace.onDidOpenTextDocument((document) => {
        this.schedule(document, 0);
      }),
      workspace.onDidSaveTextDocument((document) => {
        this.schedule(document, 0);
      }),
      workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        if (contentChanges.length > 0) this.changed(document);
      }),
      workspace.onDidCloseTextDocument((document) => {
        this.closed(document);
      }),
      folders.onDidChange((folder) => {
        this.recheck((document) => setFolder(document.uri).toString() === folder.toString());
      }),
      projects.onDidChange(() => {
        this.recheck();
      }),
      workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration('kata')) this.recheck();
      }),
      vscode.extensions.onDidChange(() => {
        this.recheck();
      }),
      checker.onDidCheck((checked) => {
        this.show(checked);
      }),
      checker.onDidLose((document) => {
        this.collection.delete(document.uri);
      }),
    );
    this.recheck();
  }

  dispose(): void {
    this.listeners.dispose();
    this.collection.dispose();
    for (const timer of this.waiting.values()) clearTimeout(timer);
  }

  /** A text was changed: those that are judged together with it have to be judged anew, too. */
  private changed(document: vscode.TextDocument): void {
    this.schedule(document, pause);
    for (const other of vscode.workspace.textDocuments) {
      if (other === document || !areRelated(document.uri, other.uri)) continue;
      this.checker.forget(other);
      this.schedule(other, pause);
    }
  }

  private closed(document: vscode.TextDocument): void {
    clearTimeout(this.waiting.get(document));
    this.waiting.delete(document);
    this.collection.delete(document.uri);
    this.checker.forget(document);
    // Unsaved changes that the others were judged with are gone
    this.recheck((other) => areRelated(document.uri, other.uri));
    this.folders.keepOnly(
      new Set(vscode.workspace.textDocuments.map(({ uri }) => setFolder(uri).toString())),
    );
  }

  private recheck(which: (document: vscode.TextDocument) => boolean = () => true): void {
    for (const document of vscode.workspace.textDocuments.filter(which)) {
      this.checker.forget(document);
      this.schedule(document, 0);
    }
  }

  private schedule(document: vscode.TextDocument, delay: number): void {
    clearTimeout(this.waiting.get(document));
    const check = (): void => {
      this.waiting.delete(document);
      this.checker.check(document).catch((error: unknown) => {
        this.log.error(error instanceof Error ? error : String(error), document.uri.toString());
      });
    };
    this.waiting.set(document, setTimeout(check, delay));
  }

  private show(checked: Checked): void {
    this.collection.set(
      checked.document.uri,
      checked.findings.map((finding) => this.diagnostic(finding, checked)),
    );
  }

  private diagnostic(
    { rule, message, severity, span, ...more }: Finding,
    checked: Checked,
  ): vscode.Diagnostic {
    const { document } = checked;
    const shown = new vscode.Diagnostic(rangeOf(document, span), message, severities[severity]);
    shown.source = source;
    shown.code = { value: rule, target: this.pages.uri(rule) };
    if (more.tags) shown.tags = more.tags.map((tag) => tags[tag]);
    if (more.related) shown.relatedInformation = more.related.flatMap((place) => related(place, checked));
    return shown;
  }
}

/** A second place, in this document or in another file of its set. */
function related(
  { path, span, message }: Related,
  { document, files }: Checked,
): vscode.DiagnosticRelatedInformation[] {
  if (path === undefined) {
    return [
      new vscode.DiagnosticRelatedInformation(
        new vscode.Location(document.uri, rangeOf(document, span)),
        message,
      ),
    ];
  }
  const file = files.get(path);
  if (!file) return [];
  const { start, end } = new LineIndex(file.text).range(span);
  const range = new vscode.Range(start.line, start.character, end.line, end.character);
  return [new vscode.DiagnosticRelatedInformation(new vscode.Location(file.uri, range), message)];
}
