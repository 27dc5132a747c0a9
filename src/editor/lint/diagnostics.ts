/** Shows findings as problems: at once on open and save, a moment after the last keystroke while typing. */
import * as vscode from 'vscode';
import type { Span } from '../../documents/text';
import type { Checked, Checker } from './checker';
import type { ConfigFolders } from './config-folders';
import type { HostKata } from '../host/kata';
import { isManifest } from './judge-file';
import { areRelated, pathOf, setFolder } from '../places';
import type { Problems } from './problems';
import type { ProjectFiles } from './project-files';
import { Unrepeated } from './yaml-extensions';

/** Time without a keystroke after which a text is checked, in ms. */
const pause = 150;

/** The stretch of a document that a span means. */
export const rangeOf = (document: vscode.TextDocument, span: Span): vscode.Range =>
  new vscode.Range(document.positionAt(span.start), document.positionAt(span.end));

export class Diagnostics implements vscode.Disposable {
  private readonly waiting = new Map<vscode.TextDocument, NodeJS.Timeout>();
  private readonly listeners: vscode.Disposable;
  private readonly shown: Unrepeated;

  constructor(
    private readonly checker: Checker,
    private readonly folders: ConfigFolders,
    projects: ProjectFiles,
    host: HostKata,
    private readonly problems: Problems,
    collection: vscode.DiagnosticCollection,
    private readonly log: vscode.LogOutputChannel,
  ) {
    this.shown = new Unrepeated(collection);
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
      checker.manifests.onDidChange((path) => {
        this.recheck((document) => {
          const kind = checker.kindOf(document);
          return kind !== undefined && isManifest(kind) && pathOf(document.uri) !== path;
        });
      }),
      folders.onDidChange((folder) => {
        this.recheck((document) => setFolder(document.uri).toString() === folder.toString());
      }),
      projects.onDidChange(() => {
        this.recheck();
      }),
      host.onDidChange(() => {
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
        this.shown.delete(document.uri);
      }),
    );
    this.recheck();
  }

  dispose(): void {
    this.listeners.dispose();
    this.shown.dispose();
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
    this.shown.delete(document.uri);
    this.checker.closed(document);
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
    const { document } = checked;
    const rangeInDocument = (span: Span): vscode.Range => rangeOf(document, span);
    const file = { uri: document.uri, judged: checked, rangeOf: rangeInDocument };
    this.shown.set(document.uri, this.problems.of(file));
  }
}
