/** Which file a tool means by a path, and whether it belongs to the workspace. */
import { realpath } from 'node:fs/promises';
import { isAbsolute, relative, resolve } from 'node:path';
import * as vscode from 'vscode';
import { ToolError } from '../../tools';

export interface Place {
  readonly uri: vscode.Uri;
  /** It is in the workspace, and no link leads out of it. */
  readonly inside: boolean;
}

/** A relative path is looked for in all folders of the workspace. Rejects with a ToolError where there is none. */
export async function placeOf(path: string): Promise<Place> {
  const folders = (vscode.workspace.workspaceFolders ?? []).map(({ uri }) => uri);
  const uri = isAbsolute(path) ? vscode.Uri.file(resolve(path)) : await inFolders(path, folders);
  if (uri.scheme !== 'file') return { uri, inside: folders.some((folder) => isBelow(uri.path, folder.path)) };
  const real = await realOrSame(uri.fsPath);
  const own = await Promise.all(
    folders.filter(({ scheme }) => scheme === 'file').map(({ fsPath }) => realOrSame(fsPath)),
  );
  return { uri, inside: own.some((folder) => isBelow(real, folder)) };
}

async function inFolders(path: string, folders: readonly vscode.Uri[]): Promise<vscode.Uri> {
  const [first, ...others] = folders.map((folder) => vscode.Uri.joinPath(folder, path));
  if (!first) throw new ToolError(vscode.l10n.t('No folder is open here. Give an absolute path.'));
  for (const uri of [first, ...others]) if (await isThere(uri)) return uri;
  return first;
}

const isThere = (uri: vscode.Uri): Thenable<boolean> =>
  vscode.workspace.fs.stat(uri).then(
    () => true,
    () => false,
  );

const isBelow = (path: string, folder: string): boolean => {
  const way = relative(folder, path);
  return way !== '' && !isAbsolute(way) && !/^\.\.(?:[\\/]|$)/.test(way);
};

/** A path that leads nowhere is told from others by its words. */
const realOrSame = (path: string): Promise<string> => realpath(path).catch(() => path);
