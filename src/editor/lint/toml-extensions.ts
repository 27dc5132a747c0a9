/** Other extensions for TOML: what they show of a file, the workbench does not show again. */
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
 * Whether one of them serves this file: reports its syntax, and has an outline of it. By themselves they look at `*.toml`
 * only, and neither at Kata's templates (`*.toml.in`) nor at CRI-O's `*.conf`, whatever their language is.
 */
export const isServedByOther = ({ scheme, path }: vscode.Uri): boolean =>
  (scheme === 'untitled' || path.endsWith('.toml')) &&
  there().some(({ schemes }) => (schemes as readonly string[]).includes(scheme));
