/** Finds the runtime that a handler names in the workspace's files of containerd and CRI-O. */
import * as vscode from 'vscode';
import { LineIndex } from '../../documents/text';
import { classify } from '../../lint/classify';

/** Files that are looked at; a workspace has few, and most of its TOML files are not of this kind. */
const maxFiles = 500;
const candidates = '{**/*.toml,**/crio.conf,**/crio.conf.d/*}';

/** The places where a container engine's configuration declares the runtime: open files first. */
export async function runtimePlaces(
  handler: string,
  token: vscode.CancellationToken,
): Promise<vscode.Location[]> {
  const open = vscode.workspace.textDocuments.filter(({ isClosed }) => !isClosed);
  const files = await vscode.workspace.findFiles(candidates, undefined, maxFiles, token);
  const uris = new Map([...open.map(({ uri }) => uri), ...files].map((uri) => [uri.toString(), uri]));
  const found: vscode.Location[] = [];
  for (const [key, uri] of uris) {
    if (token.isCancellationRequested) break;
    const shown = open.find((document) => document.uri.toString() === key);
    if (!/\.toml$|crio\.conf/.test(uri.path)) continue;
    const text = shown?.getText() ?? (await read(uri));
    if (text?.includes(handler)) found.push(...(await inFile(uri, text, handler)));
  }
  return found;
}

/** Undefined for a file that is gone since it was found. */
async function read(uri: vscode.Uri): Promise<string | undefined> {
  try {
    return new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
  } catch (error) {
    if (error instanceof vscode.FileSystemError) return undefined;
    throw error;
  }
}

async function inFile(uri: vscode.Uri, text: string, handler: string): Promise<vscode.Location[]> {
  const kind = classify(uri.path, text);
  if (kind !== 'containerd' && kind !== 'crio') return [];
  const { containerdRuntimes, crioRuntimes } = await import('../../lint');
  const lines = new LineIndex(text);
  const runtimes = kind === 'containerd' ? containerdRuntimes(text) : crioRuntimes(text);
  return runtimes
    .filter((runtime) => runtime.handler === handler)
    .map(({ span }) => {
      const { start, end } = lines.range(span);
      const range = new vscode.Range(start.line, start.character, end.line, end.character);
      return new vscode.Location(uri, range);
    });
}
