/**
 * What the manifests of the workspace say about each other: read when the first one for Kata is opened, kept up to date
 * by a watcher. The text of an open document stands above what is on disk.
 */
import * as vscode from 'vscode';
import { LineIndex, type Span } from '../../documents/text';
import type * as Lint from '../../lint';
import type { FileFacts, IndexedConfiguration, Workspace } from '../../lint';
import type { HeavyLint } from './heavy';
import { openDocument, pathOf, rangeIn } from '../places';
import type { ProjectFiles } from './project-files';
import { inSlices } from './slices';

const pattern = '**/*.{yaml,yml}';

/** Folders that hold other people's files. */
export const othersFolders = '**/{node_modules,.git}/**';

const maxFiles = 5_000;
const maxBytes = 1_000_000;
/** How many files are read at the same time. */
const readers = 8;

/** Time that a first look at a document waits for the index, in ms; after it, it is judged without. */
const patience = 1_000;

/** Where the places of a file are that others refer to. */
interface Places {
  readonly uri: vscode.Uri;
  /** By the offset at which they start. */
  readonly ranges: ReadonlyMap<number, vscode.Range>;
}

export class ManifestIndex implements vscode.Disposable {
  private built: { readonly lint: typeof Lint; readonly index: Workspace } | undefined;
  private ready: Promise<void> | undefined;
  private readonly places = new Map<string, Places>();
  /** Files on disk that were read, also those without anything for Kata. */
  private readonly seen = new Set<string>();
  private readonly ending = new AbortController();
  private readonly disposables: vscode.Disposable[] = [];
  /** Changes on disk are read one after the other. */
  private queue: Promise<unknown> = Promise.resolve();
  private readonly changed = new vscode.EventEmitter<string | undefined>();
  /** What a file says to others is different now: its path; undefined for many files. */
  readonly onDidChange = this.changed.event;

  constructor(
    private readonly projects: ProjectFiles,
    private readonly heavy: HeavyLint,
    private readonly log: vscode.LogOutputChannel,
  ) {}

  /** What is known by now; undefined before the first manifest for Kata. */
  get index(): Workspace | undefined {
    return this.built?.index;
  }

  /** The path by which the index knows a file. */
  pathOf(uri: vscode.Uri): string {
    return pathOf(uri);
  }

  /** The file that the index knows by a path. */
  uriOf(path: string): vscode.Uri {
    return this.places.get(path)?.uri ?? vscode.Uri.file(path);
  }

  /** Begins to read the workspace where that was not done yet, and waits for it, but not for long. */
  async prepare(lint: typeof Lint): Promise<Workspace> {
    this.built ??= { lint, index: new lint.Workspace() };
    this.ready ??= this.build();
    let timer: NodeJS.Timeout | undefined;
    await Promise.race([this.ready, new Promise((resolve) => (timer = setTimeout(resolve, patience)))]);
    clearTimeout(timer);
    return this.built.index;
  }

  /** Waits until everything is read that there was to read. */
  async complete(lint: typeof Lint): Promise<Workspace> {
    const index = await this.prepare(lint);
    await this.ready;
    return index;
  }

  /** Takes what an open manifest says now. */
  update(document: vscode.TextDocument, facts: FileFacts): void {
    const path = pathOf(document.uri);
    this.place(document.uri, document.getText(), [...facts.classes, ...facts.pods]);
    if (this.index?.set(path, facts)) this.changed.fire(path);
  }

  /** An open document is none of ours any more. */
  lost(uri: vscode.Uri): void {
    if (this.places.delete(pathOf(uri)) && this.index?.set(pathOf(uri), undefined))
      this.changed.fire(pathOf(uri));
  }

  /** Takes what an open Kata configuration says now; without a document it is closed. */
  updateConfiguration(uri: vscode.Uri, document: vscode.TextDocument | undefined): void {
    const text = document?.getText();
    const path = pathOf(uri);
    const handler = this.built?.lint.handlerOf(path);
    if (!this.built || handler === undefined) return;
    const { lint, index } = this.built;
    const facts = text === undefined ? undefined : lint.indexConfiguration(path, text);
    if (JSON.stringify(facts) === JSON.stringify(index.configuration(handler))) return;
    if (text !== undefined && facts) this.place(uri, text, placesIn(facts));
    index.setConfiguration(handler, facts);
    this.changed.fire(path);
  }

  /** A document was closed: what is on disk counts again. */
  closed(uri: vscode.Uri): void {
    if (this.places.has(pathOf(uri))) this.refresh(uri);
  }

  /** Where a place in another file is, for people. */
  locate(path: string, span: Span): vscode.Location | undefined {
    const places = this.places.get(path);
    const range = places?.ranges.get(span.start);
    return places && range && new vscode.Location(places.uri, range);
  }

  dispose(): void {
    this.ending.abort();
    vscode.Disposable.from(...this.disposables, this.changed).dispose();
  }

  private async build(): Promise<void> {
    const watcher = vscode.workspace.createFileSystemWatcher(pattern);
    const refresh = (uri: vscode.Uri): void => {
      this.refresh(uri);
    };
    const folders = vscode.workspace.createFileSystemWatcher('**/*', false, true, true);
    this.disposables.push(
      folders,
      folders.onDidCreate((uri) => {
        this.folderCreated(uri);
      }),
      watcher,
      watcher.onDidCreate(refresh),
      watcher.onDidChange(refresh),
      watcher.onDidDelete(refresh),
      vscode.workspace.onDidChangeWorkspaceFolders(() => {
        this.ready = this.readAll();
      }),
    );
    await this.readAll();
  }

  private async readAll(): Promise<void> {
    const started = performance.now();
    const title = vscode.l10n.t('Kata: reading manifests');
    const location = vscode.ProgressLocation.Window;
    const stop = new vscode.CancellationTokenSource();
    this.ending.signal.addEventListener('abort', () => {
      stop.cancel();
    });
    await vscode.window.withProgress({ location, title }, async () => {
      const uris = await vscode.workspace.findFiles(pattern, othersFolders, maxFiles, stop.token);
      const rest = uris.values();
      const reader = async (): Promise<void> => {
        for (const uri of rest) if (!stop.token.isCancellationRequested) await this.read(uri);
      };
      await Promise.all(Array.from({ length: readers }, reader));
      if (stop.token.isCancellationRequested) return;
      const took = (performance.now() - started).toFixed(0);
      this.log.info(`Read ${uris.length} YAML files of the workspace in ${took} ms.`);
      this.changed.fire(undefined);
    });
    stop.dispose();
  }

  /** Where a whole folder comes (a checkout, a template that was rendered), nothing may be said of its files. */
  private folderCreated(uri: vscode.Uri): void {
    if (/\.\w+$|\/(?:node_modules|\.git)(?:\/|$)/.test(uri.path)) return;
    const work = async (): Promise<void> => {
      const { type } = await vscode.workspace.fs.stat(uri);
      if (!(type & vscode.FileType.Directory)) return;
      const files = new vscode.RelativePattern(uri, pattern);
      for (const file of await vscode.workspace.findFiles(files, othersFolders, maxFiles)) this.refresh(file);
    };
    work().catch((error: unknown) => {
      // Usually it is gone again
      this.log.debug(`Cannot look at ${uri.toString()}: ${String(error)}`);
    });
  }

  /** Reads a file again. */
  private refresh(uri: vscode.Uri): void {
    const work = async (): Promise<void> => {
      if (await this.read(uri)) this.changed.fire(pathOf(uri));
    };
    this.queue = this.queue.then(work).catch((error: unknown) => {
      this.log.error(error instanceof Error ? error : String(error), uri.toString());
    });
  }

  /** Takes what a file on disk says; nothing where it is open, too large, ignored or gone. Returns whether it is news. */
  private async read(uri: vscode.Uri): Promise<boolean> {
    const key = uri.toString();
    if (openDocument(uri) || (this.seen.size >= maxFiles && !this.seen.has(key))) return false;
    this.seen.add(key);
    const text = await this.textOf(uri);
    const facts = text === undefined ? undefined : await this.factsOf(uri, text);
    // Somebody may have opened it meanwhile
    if (openDocument(uri) || this.ending.signal.aborted) return false;
    if (text !== undefined && facts) this.place(uri, text, [...facts.classes, ...facts.pods]);
    else this.places.delete(pathOf(uri));
    const empty = facts?.classes.length === 0 && facts.pods.length === 0;
    return this.index?.set(pathOf(uri), empty ? undefined : facts) ?? false;
  }

  private async textOf(uri: vscode.Uri): Promise<string | undefined> {
    try {
      if ((await this.projects.of(uri))?.ignores(uri)) return undefined;
      const { size, type } = await vscode.workspace.fs.stat(uri);
      if (size > maxBytes || !(type & vscode.FileType.File)) return undefined;
      return new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
    } catch (error) {
      if (!(error instanceof vscode.FileSystemError && error.code === 'FileNotFound'))
        this.log.warn(`Cannot read ${uri.toString()}: ${String(error)}`);
      return undefined;
    }
  }

  private async factsOf(uri: vscode.Uri, text: string): Promise<FileFacts | undefined> {
    if (!this.built?.lint.kataWords.test(text)) return undefined;
    const { isHeavy, indexSteps, resolveTarget } = this.built.lint;
    const path = pathOf(uri);
    const { signal } = this.ending;
    if (!isHeavy(text)) return inSlices(indexSteps(path, text), () => !signal.aborted);
    const { target } = resolveTarget({ path, text });
    const request = { kind: 'manifest', path, text, target } as const;
    return (await this.heavy.run({ request, contents: undefined }, signal))?.facts;
  }

  private place(uri: vscode.Uri, text: string, found: readonly { readonly span: Span }[]): void {
    const lines = new LineIndex(text);
    const ranges = found.map(({ span }) => [span.start, rangeIn(lines, span)] as const);
    this.places.set(pathOf(uri), { uri, ranges: new Map(ranges) });
  }
}

const placesIn = ({ overheadMemory, defaultMemory }: IndexedConfiguration) =>
  [overheadMemory, defaultMemory].filter((place) => place !== undefined);
