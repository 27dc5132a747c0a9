/** Where a switch takes place: the disk of this machine with the unsaved documents above it. */
import * as vscode from 'vscode';
import type { Files, Place } from '../../devcontainer';
import { openDocument } from '../places';

/** The files of this machine; a text that is not saved counts as it is in the editor. */
export async function editorFiles(): Promise<Files> {
  const { diskFiles } = await import('../../devcontainer');
  return {
    ...diskFiles,
    read: async (path) => {
      const saved = await diskFiles.read(path);
      const document = openDocument(vscode.Uri.file(path));
      return document?.isDirty ? { text: document.getText(), bom: saved?.bom ?? false } : saved;
    },
  };
}

/** The place of a configuration. */
export async function placeOf(config: vscode.Uri): Promise<Place> {
  const { diskStateFolder } = await import('../../devcontainer');
  const folder = vscode.workspace.getWorkspaceFolder(config);
  return {
    files: await editorFiles(),
    environment: process.env,
    stateFolder: diskStateFolder(process.env),
    ...(folder && { workspaceFolder: folder.uri.fsPath }),
  };
}
