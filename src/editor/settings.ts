/** Reads and writes the settings below `kata`, always for a file: each may belong to a workspace folder. */
import * as vscode from 'vscode';
import type { KataTarget } from '../knowledge';
import { settings, type SettingTypes } from './contributions';

type Key = keyof SettingTypes;

/** The value that counts for a file; package.json's default where nobody set one. */
export function setting<K extends Key>(key: K, file: vscode.Uri | undefined): SettingTypes[K] {
  const value = vscode.workspace.getConfiguration('kata', file).get<SettingTypes[K]>(key);
  if (value === undefined) throw new Error(`package.json declares no setting kata.${key}.`);
  return value;
}

/** What the settings say about the Kata that reads a file; they stand above everything else. */
export function explicitTarget(file: vscode.Uri): Partial<KataTarget> {
  const version = setting(settings.version, file);
  const runtime = setting(settings.runtime, file);
  return {
    ...(version !== '' && { version }),
    ...(runtime !== 'auto' && { runtime }),
  };
}

/** Writes a setting as near to the file as there is a place: its folder, the workspace, or else the user. */
export async function writeSetting<K extends Key>(
  key: K,
  value: SettingTypes[K] | undefined,
  file: vscode.Uri | undefined,
): Promise<void> {
  await vscode.workspace.getConfiguration('kata', file).update(key, value, placeFor(file));
}

/** The value that stands where `writeSetting` would write, without what other places say. */
export function writtenSetting<K extends Key>(
  key: K,
  file: vscode.Uri | undefined,
): SettingTypes[K] | undefined {
  const found = vscode.workspace.getConfiguration('kata', file).inspect<SettingTypes[K]>(key);
  switch (placeFor(file)) {
    case vscode.ConfigurationTarget.Global:
      return found?.globalValue;
    case vscode.ConfigurationTarget.Workspace:
      return found?.workspaceValue;
    case vscode.ConfigurationTarget.WorkspaceFolder:
      return found?.workspaceFolderValue;
  }
}

function placeFor(file: vscode.Uri | undefined): vscode.ConfigurationTarget {
  const folders = vscode.workspace.workspaceFolders ?? [];
  if (folders.length === 0) return vscode.ConfigurationTarget.Global;
  return folders.length > 1 && file && vscode.workspace.getWorkspaceFolder(file)
    ? vscode.ConfigurationTarget.WorkspaceFolder
    : vscode.ConfigurationTarget.Workspace;
}
