/** Other extensions for TOML: what they report of a file's syntax, the workbench does not repeat. */
import * as vscode from 'vscode';

/** Those that report syntax errors and duplicate keys by themselves, and of which documents. */
const extensions = [
  { id: 'tamasfe.even-better-toml', schemes: ['file'] },
  { id: 'tombi-toml.tombi', schemes: ['file', 'untitled'] },
] as const;

const there = () => extensions.filter(({ id }) => vscode.extensions.getExtension(id) !== undefined);

/** Whether one of them is installed and not disabled. `extensions.onDidChange` fires when that changes. */
export const tomlExtensionIsThere = (): boolean => there().length > 0;

/**
 * Whether one of them reports the syntax of this file: by itself each looks at `*.toml` only, and neither at Kata's
 * templates (`*.toml.in`) nor at CRI-O's `*.conf`, whatever their language is.
 */
export const syntaxIsSaid = ({ scheme, path }: vscode.Uri): boolean =>
  (scheme === 'untitled' || path.endsWith('.toml')) &&
  there().some(({ schemes }) => (schemes as readonly string[]).includes(scheme));
