/** Finds the dev container configurations of the workspace, and asks for one. */
import * as vscode from 'vscode';
import { commands } from '../contributions';
import type { Desk, Item } from './desk';
import { placeOf } from './place';

/** The configurations of all workspace folders, in the order in which the Dev Container CLI looks for them. */
export async function findConfigurations(): Promise<readonly vscode.Uri[]> {
  const { findConfigurations: find } = await import('../../devcontainer');
  const folders = (vscode.workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === 'file');
  const found = await Promise.all(
    folders.map(async ({ uri }) => find(uri.fsPath, (await placeOf(uri)).files)),
  );
  return found.flat().map((path) => vscode.Uri.file(path));
}

/** The configuration that belongs to what the user looks at: the file itself, or the first one of its folder. */
export function configurationOf(found: readonly vscode.Uri[]): vscode.Uri | undefined {
  const active = vscode.window.activeTextEditor?.document.uri;
  const folder = active && vscode.workspace.getWorkspaceFolder(active)?.uri.path;
  return (
    found.find(({ path }) => path === active?.path) ??
    found.find((config) => vscode.workspace.getWorkspaceFolder(config)?.uri.path === folder) ??
    found[0]
  );
}

/** Whether a document or file is a configuration, by its path. */
export const isConfiguration = ({ path }: vscode.Uri): boolean =>
  /\/(?:\.devcontainer(?:\/[^/]+)?\/devcontainer|\.devcontainer)\.json$/.test(path);

/**
 * The configuration that a command is about: the one it was called for, the one in the active editor, the only one
 * there is, or the one that the user chooses. Undefined where there is none or the user left.
 */
export async function chooseConfiguration(
  { ask }: Desk,
  title: string,
  named: unknown,
): Promise<vscode.Uri | undefined> {
  if (named instanceof vscode.Uri) return named;
  const active = vscode.window.activeTextEditor?.document.uri;
  if (active?.scheme === 'file' && isConfiguration(active)) return active;
  const found = await findConfigurations();
  if ((vscode.workspace.workspaceFolders ?? []).length === 0) {
    await openFolderFirst(ask);
    return undefined;
  }
  if (found.length === 0) {
    const { t } = vscode.l10n;
    const create = t('New Kata Dev Container…');
    const said = t('There is no dev container configuration in this workspace.');
    const answer = await ask.tell('information', said, create);
    if (answer === create) await vscode.commands.executeCommand(commands.newDevContainer);
    return undefined;
  }
  if (found.length === 1) return found[0];
  const items = await Promise.all(found.map(configurationItem));
  return (await ask.choose(items, { title, placeHolder: vscode.l10n.t('Which dev container?') }))?.value;
}

/** Says that this takes a folder, and offers to open one. */
export async function openFolderFirst(ask: Desk['ask']): Promise<void> {
  const { t } = vscode.l10n;
  const open = t('Open Folder…');
  if ((await ask.tell('information', t('Open a folder first.'), open)) === open)
    await vscode.commands.executeCommand('vscode.openFolder');
}

/** A configuration in a list: where it is, and which runtime it has. */
async function configurationItem(uri: vscode.Uri): Promise<Item<vscode.Uri>> {
  const { planStatus, Refusal } = await import('../../devcontainer');
  const item = { label: vscode.workspace.asRelativePath(uri), value: uri };
  try {
    const { before } = await planStatus(uri.fsPath, await placeOf(uri));
    return { ...item, description: before.runtime ?? vscode.l10n.t('default runtime') };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { ...item, description: vscode.l10n.t('has an error') };
  }
}
