/** Lints one file, or a text in its place, for `kata_lint`: as it is shown in the editor. */
import { basename } from 'node:path';
import * as vscode from 'vscode';
import { ToolError, type Linted, type LintRequest } from '../../tools';
import { judge, lookAround } from '../lint/judge';
import { kindPathOf, openDocument, pathOf } from '../places';
import { placeOf } from './place';
import type { ToolParts } from './register';

const maxBytes = 1_000_000;

export async function lintForTool(
  { path, unnamed, text, kind, target }: LintRequest,
  { folders, projects, files, host }: ToolParts,
  signal: AbortSignal,
): Promise<readonly Linted[]> {
  const { t } = vscode.l10n;
  const uri = unnamed ? vscode.Uri.from({ scheme: 'untitled', path }) : (await placeOf(path)).uri;
  const open = openDocument(uri);
  const content = text ?? open?.getText() ?? (await read(uri));
  const around = { ...(await lookAround(uri, folders, projects, host)), explicit: target };
  const kindPath = unnamed ? path : open ? kindPathOf(open) : pathOf(uri);
  const known = kind ?? around.lint.classify(kindPath, content);
  if (!known)
    throw new ToolError(
      t(
        'Nothing to check: neither the path nor the text is that of a file for Kata. If it is one, give its "kind".',
      ),
    );
  if (around.project?.ignores(uri))
    throw new ToolError(
      t('{0} is not checked: the {1} of its project ignores it.', path, basename(around.project.uri.path)),
    );
  const judged =
    known === 'kata-config'
      ? judge({ uri, text: content }, around)
      : await files.judge({ uri, text: content, kind: known, kindPath }, around, signal);
  signal.throwIfAborted();
  if (!judged) throw new Error(`${path} was not judged.`);
  const { findings, target: judgedFor } = judged;
  return [{ file: path, kind: known, text: content, findings, targets: [judgedFor] }];
}

/** The text of a file on disk; a ToolError says why there is none to check. */
async function read(uri: vscode.Uri): Promise<string> {
  const { t } = vscode.l10n;
  const path = pathOf(uri);
  try {
    const { size, type } = await vscode.workspace.fs.stat(uri);
    if (type & vscode.FileType.Directory) throw new ToolError(t('{0} is a folder. Name a file in it.', path));
    if (!(type & vscode.FileType.File)) throw new ToolError(t('{0} is not a regular file.', path));
    if (size > maxBytes) throw new ToolError(t('{0} has more than 1 MB and is not checked.', path));
    return new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
  } catch (error) {
    if (!(error instanceof vscode.FileSystemError)) throw error;
    throw new ToolError(
      error.code === 'FileNotFound'
        ? t('There is no file {0}.', path)
        : t('{0} can not be read: {1}', path, error.message),
    );
  }
}
