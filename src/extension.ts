/** VS Code's way in: builds the features and registers them; nothing else. */
import * as vscode from 'vscode';

/** Registers everything and returns: starts no process and reads no file. */
export function activate(context: vscode.ExtensionContext): void {
  const log = vscode.window.createOutputChannel('Kata Workbench', { log: true });
  context.subscriptions.push(
    log,
    vscode.commands.registerCommand('kata.showLog', () => {
      log.show();
    }),
  );
  log.info('Kata Workbench is active.');
}
