/**
 * What stands on disk beside a Kata configuration: the main files of a folder and its `config.d`, read once and kept
 * until a watcher says that something changed. Works on every file system that VS Code has.
 */
import * as vscode from 'vscode';
import { dropInFolderName, mainFileNames } from '../../lint/config-set';

/** A file as it is on disk; the text of an open document stands above it. */
export interface FolderFile {
  readonly uri: vscode.Uri;
  readonly text: string;
  /** What stands in the folder; a directory has no text. */
  readonly entry: 'file' | 'symlink' | 'directory';
}

type FolderList = Promise<readonly FolderFile[]>;

interface Folder {
  readonly watchers: vscode.Disposable;
  /** By the folder below it. */
  readonly files: Map<string, FolderList>;
}

/** Files above this size are not read: their text is not checked either. */
const maxBytes = 1_000_000;

/**
 * When a folder is looked at again after its watchers were made, or after its `config.d` came, in ms: watchers need a
 * moment to start, and VS Code looks for a missing folder every five seconds only. What happens before is not reported.
 */
const secondLooks = [2_000, 6_000];

/** Which files of a folder listing are wanted, by the folder below. */
const wanted = (below: string): ((names: readonly string[]) => readonly string[]) =>
  below === dropInFolderName ? (names) => names : mainFileNames;

const isSame = (a: readonly FolderFile[], b: readonly FolderFile[]): boolean => {
  const texts = (files: readonly FolderFile[]) =>
    files.map(({ uri, entry, text }) => `${uri.toString()} ${entry} ${text}`).sort();
  return JSON.stringify(texts(a)) === JSON.stringify(texts(b));
};

const isDirectoryMissing = (error: unknown): boolean =>
  error instanceof vscode.FileSystemError && ['FileNotFound', 'FileNotADirectory'].includes(error.code);

export class ConfigFolders implements vscode.Disposable {
  private readonly folders = new Map<string, Folder>();
  private readonly changed = new vscode.EventEmitter<vscode.Uri>();
  /** A folder that was read before looks different now. */
  readonly onDidChange = this.changed.event;

  constructor(private readonly log: vscode.LogOutputChannel) {}

  /** Everything in `folder`/config.d, in no order; empty where there is no such folder. */
  dropIns(folder: vscode.Uri): Promise<readonly FolderFile[]> {
    return this.read(folder, dropInFolderName);
  }

  /** The files of a folder whose names could be those of main files. */
  mains(folder: vscode.Uri): Promise<readonly FolderFile[]> {
    return this.read(folder, '');
  }

  /** Forgets folders that no open document needs. */
  keepOnly(needed: ReadonlySet<string>): void {
    for (const [key, { watchers }] of this.folders) {
      if (needed.has(key)) continue;
      watchers.dispose();
      this.folders.delete(key);
    }
  }

  dispose(): void {
    this.keepOnly(new Set());
    this.changed.dispose();
  }

  private read(folder: vscode.Uri, below: string): Promise<readonly FolderFile[]> {
    const key = folder.toString();
    const known = this.folders.get(key) ?? {
      watchers: this.watch(folder),
      files: new Map<string, FolderList>(),
    };
    this.folders.set(key, known);
    const files = known.files.get(below) ?? this.list(folder, below);
    known.files.set(below, files);
    return files;
  }

  private async list(folder: vscode.Uri, below: string): Promise<readonly FolderFile[]> {
    const directory = vscode.Uri.joinPath(folder, below);
    try {
      const entries = await vscode.workspace.fs.readDirectory(directory);
      const names = new Set(wanted(below)(entries.map(([name]) => name)));
      return await Promise.all(
        entries
          .filter(([name]) => names.has(name))
          .map(([name, type]) => this.load(vscode.Uri.joinPath(directory, name), type)),
      );
    } catch (error) {
      // A configuration without a config.d is the usual case
      if (!isDirectoryMissing(error)) this.log.warn(`Cannot read ${directory.toString()}: ${String(error)}`);
      return [];
    }
  }

  private async load(uri: vscode.Uri, type: vscode.FileType): Promise<FolderFile> {
    if (type & vscode.FileType.Directory) return { uri, text: '', entry: 'directory' };
    const entry = type & vscode.FileType.SymbolicLink ? 'symlink' : 'file';
    try {
      const { size, type: real } = await vscode.workspace.fs.stat(uri);
      // A link may lead to a device, which says that it is empty and never ends
      const readable = (real & vscode.FileType.File) !== 0 && size <= maxBytes;
      const bytes = readable ? await vscode.workspace.fs.readFile(uri) : new Uint8Array();
      return { uri, text: new TextDecoder().decode(bytes), entry };
    } catch (error) {
      this.log.warn(`Cannot read ${uri.toString()}: ${String(error)}`);
      return { uri, text: '', entry };
    }
  }

  private watch(folder: vscode.Uri): vscode.Disposable {
    const timers = new Set<NodeJS.Timeout>();
    const lookAgain = (): void => {
      for (const wait of secondLooks) timers.add(setTimeout(() => void this.refresh(folder), wait));
    };
    const changed = (): void => {
      this.folders.get(folder.toString())?.files.clear();
      this.changed.fire(folder);
    };
    // Two plain watchers: one with a path in its pattern would watch the whole tree below the folder.
    const [own, below] = [
      new vscode.RelativePattern(folder, `{*.toml,${dropInFolderName}}`),
      new vscode.RelativePattern(vscode.Uri.joinPath(folder, dropInFolderName), '*'),
    ].map((pattern) => vscode.workspace.createFileSystemWatcher(pattern));
    lookAgain();
    return vscode.Disposable.from(
      ...[own, below].flatMap((watcher) =>
        watcher
          ? [
              watcher,
              watcher.onDidCreate(changed),
              watcher.onDidChange(changed),
              watcher.onDidDelete(changed),
            ]
          : [],
      ),
      ...(own ? [own.onDidCreate(lookAgain)] : []),
      new vscode.Disposable(() => {
        for (const timer of timers) clearTimeout(timer);
      }),
    );
  }

  /** Reads a folder's lists again, and says so where they are not what they were. */
  private async refresh(folder: vscode.Uri): Promise<void> {
    const known = this.folders.get(folder.toString());
    for (const [below, files] of known?.files ?? []) {
      if (isSame(await files, await this.list(folder, below))) continue;
      // An event may have come meanwhile, or nobody may need the folder any more
      if (this.folders.get(folder.toString())?.files.get(below) !== files) return;
      known?.files.clear();
      this.changed.fire(folder);
      return;
    }
  }
}
