/** Where a document stands, in the words of the lint. */
import * as vscode from 'vscode';
import type { LineIndex, Span } from '../documents/text';
import { mainFolderOf } from '../lint/config-set';

/** The documents that may be Kata's own configurations. */
export const selector: readonly vscode.DocumentFilter[] = [{ language: 'toml' }, { pattern: '**/*.toml.in' }];

/** Languages of manifests and Compose files; `helm` is that of templates where an extension for Helm is installed. */
const yamlLanguages = ['yaml', 'helm', 'dockercompose'];

/** All documents that the workbench may have something to say about. */
export const everySelector: readonly vscode.DocumentFilter[] = [
  ...selector,
  ...yamlLanguages.map((language) => ({ language })),
  ...['daemon.json', 'devcontainer.json', '.devcontainer.json', 'crio.conf', 'crio.conf.d/*'].map((name) => ({
    pattern: `**/${name}`,
  })),
];

/** The path that tells what a document is, as `classify` wants it: YAML counts as such whatever its name. */
export function kindPathOf({ uri, languageId }: vscode.TextDocument): string {
  const path = pathOf(uri);
  return yamlLanguages.includes(languageId) && !/\.ya?ml$/.test(path) ? `${path}.yaml` : path;
}

/** A path as the lint and people read it. An unnamed document of language TOML is judged by its content. */
export const pathOf = (uri: vscode.Uri): string =>
  uri.scheme === 'untitled' ? `${uri.path}.kata.toml` : uri.scheme === 'file' ? uri.fsPath : uri.path;

const parent = (uri: vscode.Uri): vscode.Uri => vscode.Uri.joinPath(uri, '..');

/** Whether a file is read as a drop-in of the configurations in the folder above. */
export const isDropIn = (uri: vscode.Uri): boolean => mainFolderOf(uri.path) !== undefined;

/** The folder of a configuration's main file; its drop-ins belong to it. */
export const setFolder = (uri: vscode.Uri): vscode.Uri => (isDropIn(uri) ? parent(parent(uri)) : parent(uri));

/** Whether two files may be judged together: at least one of them is a drop-in of the other's folder. */
export const areRelated = (a: vscode.Uri, b: vscode.Uri): boolean =>
  (isDropIn(a) || isDropIn(b)) && setFolder(a).toString() === setFolder(b).toString();

/** The open document of a file, if there is one. */
export const openDocument = (uri: vscode.Uri): vscode.TextDocument | undefined =>
  vscode.workspace.textDocuments.find((document) => document.uri.toString() === uri.toString());

/** The stretch of a text that a span means. */
export function rangeIn(lines: LineIndex, span: Span): vscode.Range {
  const { start, end } = lines.range(span);
  return new vscode.Range(start.line, start.character, end.line, end.character);
}
