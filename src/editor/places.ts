/** Where a document stands, in the words of the lint. */
import * as vscode from 'vscode';
import { mainFolderOf } from '../lint/config-set';

/** The documents that the workbench may have something to say about. */
export const selector: vscode.DocumentSelector = [{ language: 'toml' }, { pattern: '**/*.toml.in' }];

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
