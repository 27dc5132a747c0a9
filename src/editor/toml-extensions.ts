/** Other extensions for TOML: where one is there, it reports syntax errors, and the workbench does not repeat them. */
import * as vscode from 'vscode';

/** Those that report syntax errors and duplicate keys by themselves. */
const ids = ['tamasfe.even-better-toml', 'tombi-toml.tombi'];

/** Whether one of them is installed and not disabled. `extensions.onDidChange` fires when that changes. */
export const tomlExtensionIsThere = (): boolean =>
  ids.some((id) => vscode.extensions.getExtension(id) !== undefined);
