/** The places where it can be written for which Kata a configuration is: comment, project file, settings. */
import * as vscode from 'vscode';
import type { KataTarget } from '../../knowledge';
import { projectFile, settings } from '../contributions';
import { writeSetting } from '../settings';

/** What was chosen; without a runtime the file's own marks decide it. */
export interface Choice {
  readonly version: string;
  readonly runtime?: KataTarget['runtime'];
}

/** Writes the choice into the settings of the workspace (or of the user, where no folder is open). */
export async function writeToSettings({ version, runtime }: Choice, file: vscode.Uri): Promise<void> {
  await writeSetting(settings.version, version, file);
  await writeSetting(settings.runtime, runtime, file);
}

/** Writes the choice as a comment into a configuration, in place of one that is there; does not save. */
export async function writeComment({ version, runtime }: Choice, file: vscode.Uri): Promise<void> {
  const { targetComment } = await import('../../lint');
  const document = await vscode.workspace.openTextDocument(file);
  const comment = `# kata: version=${version}${runtime === undefined ? '' : ` runtime=${runtime}`}`;
  const { line } = targetComment(document.getText());
  const edit = new vscode.WorkspaceEdit();
  if (line === undefined) edit.insert(file, new vscode.Position(0, 0), `${comment}\n`);
  else edit.replace(file, document.lineAt(line).range, comment);
  await vscode.workspace.applyEdit(edit);
}

/** Writes the choice into a project file and leaves everything else in it as it is. */
export async function writeProject({ version, runtime }: Choice, file: vscode.Uri): Promise<void> {
  const { applyEdits, modify } = await import('jsonc-parser');
  const text = await textOf(file);
  const formattingOptions = { tabSize: 2, insertSpaces: true };
  const withVersion = applyEdits(text, modify(text, ['version'], version, { formattingOptions }));
  const changed = applyEdits(withVersion, modify(withVersion, ['runtime'], runtime, { formattingOptions }));
  await vscode.workspace.fs.writeFile(file, new TextEncoder().encode(changed));
}

async function textOf(file: vscode.Uri): Promise<string> {
  try {
    // What a repository brings as a link would be written somewhere else
    if ((await vscode.workspace.fs.stat(file)).type !== vscode.FileType.File)
      throw new Error(
        vscode.l10n.t(
          '{0} is a link, or no file, and is not written.',
          vscode.workspace.asRelativePath(file),
        ),
      );
    return new TextDecoder().decode(await vscode.workspace.fs.readFile(file));
  } catch (error) {
    if (error instanceof vscode.FileSystemError && error.code === 'FileNotFound') return '{}\n';
    throw error;
  }
}

/** The project file that counts for a file: the one found, or else a new one at the top of its workspace folder. */
export function projectFor(file: vscode.Uri, found: vscode.Uri | undefined): vscode.Uri | undefined {
  const folder = vscode.workspace.getWorkspaceFolder(file);
  return found ?? (folder && vscode.Uri.joinPath(folder.uri, projectFile));
}
