/** Terminals with a command that waits for Enter, and the clipboard. */
import * as vscode from 'vscode';
import { requireTrust } from './runner';
import { oneLine } from './untrusted-text';

/** Opens a terminal with a command in it that is not run: the user reads it and presses Enter. */
export async function openTerminal(name: string, command: string): Promise<void> {
  if (!(await requireTrust())) return;
  const line = oneLine(command);
  if (line === undefined) {
    await copy(command, vscode.l10n.t('These lines were copied: paste them into a terminal.'));
    return;
  }
  const terminal = vscode.window.createTerminal({ name });
  terminal.show();
  terminal.sendText(line, false);
}

/** Copies a text and says so in the status bar. */
export async function copy(text: string, said = vscode.l10n.t('Copied.')): Promise<void> {
  await vscode.env.clipboard.writeText(text);
  vscode.window.setStatusBarMessage(said, 3_000);
}
