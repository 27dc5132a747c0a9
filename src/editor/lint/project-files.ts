/** `.kata-workbench.json`: looked for from a file's folder up to its workspace folder, read once, watched. */
import * as vscode from 'vscode';
import type { Project } from '../../lint';
import { projectFile } from '../contributions';

/** A project file that was found. */
export interface FoundProject {
  readonly uri: vscode.Uri;
  readonly project: Project;
  /** Whether it says that a file below its folder is not to be checked. */
  readonly ignores: (file: vscode.Uri) => boolean;
}

/** Larger ones are nobody's project file, in bytes. */
const maxBytes = 1_000_000;

export class ProjectFiles implements vscode.Disposable {
  /** Folder -> what stands there or above. */
  private readonly byFolder = new Map<string, Promise<FoundProject | undefined>>();
  private readonly changed = new vscode.EventEmitter<void>();
  /** Some project file came, changed or went. */
  readonly onDidChange = this.changed.event;
  private readonly watcher: vscode.Disposable;

  constructor(private readonly log: vscode.LogOutputChannel) {
    const watcher = vscode.workspace.createFileSystemWatcher(`**/${projectFile}`);
    const forget = (): void => {
      this.byFolder.clear();
      this.changed.fire();
    };
    this.watcher = vscode.Disposable.from(
      watcher,
      watcher.onDidCreate(forget),
      watcher.onDidChange(forget),
      watcher.onDidDelete(forget),
      vscode.workspace.onDidChangeWorkspaceFolders(forget),
    );
  }

  /** The nearest project file for a file; none outside the workspace. */
  of(file: vscode.Uri): Promise<FoundProject | undefined> {
    const root = vscode.workspace.getWorkspaceFolder(file)?.uri;
    return root ? this.at(vscode.Uri.joinPath(file, '..'), root) : Promise.resolve(undefined);
  }

  dispose(): void {
    this.watcher.dispose();
    this.changed.dispose();
  }

  private at(folder: vscode.Uri, root: vscode.Uri): Promise<FoundProject | undefined> {
    const key = folder.toString();
    const found = this.byFolder.get(key) ?? this.look(folder, root);
    this.byFolder.set(key, found);
    return found;
  }

  private async look(folder: vscode.Uri, root: vscode.Uri): Promise<FoundProject | undefined> {
    const uri = vscode.Uri.joinPath(folder, projectFile);
    try {
      const { size, type } = await vscode.workspace.fs.stat(uri);
      // A link may lead to a device, which never ends
      if (!(type & vscode.FileType.File) || size > maxBytes) throw new Error('no file, or over 1 MB');
      const text = new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
      const [{ parseProject }, { default: ignore }] = await Promise.all([
        import('../../lint'),
        import('ignore'),
      ]);
      const { project, problems } = parseProject(text);
      for (const { message } of problems) this.log.warn(`${uri.toString()}: ${message}`);
      const ignored = ignore().add([...(project.ignore ?? [])]);
      const below = uri.path.length - projectFile.length;
      const ignores = ({ path }: vscode.Uri): boolean => ignored.ignores(path.slice(below));
      return { uri, project, ignores };
    } catch (error) {
      if (!(error instanceof vscode.FileSystemError && error.code === 'FileNotFound')) {
        this.log.warn(`Cannot read ${uri.toString()}: ${String(error)}`);
      }
    }
    const above = vscode.Uri.joinPath(folder, '..');
    return folder.path === root.path || above.path === folder.path ? undefined : this.at(above, root);
  }
}
