/** What commands do first and last: may they run here, and what to say when they fail. */
import * as vscode from 'vscode';
import { CommandFailure } from '../../engines/command';
import { commands, pathSettings } from '../contributions';
import { openPathSettings, requireTrust } from '../runner';
import { visible } from '../untrusted-text';
import type { Desk } from './desk';

/** Windows whose extensions run in a container: there is no host to switch anything on. */
const containers = ['dev-container', 'attached-container', 'codespaces'];

/** Whether this window is inside a container. */
export const inContainer = (remote = vscode.env.remoteName): boolean =>
  remote !== undefined && containers.includes(remote);

/** Whether a switch may go on here; where not, says why. */
export async function canSwitch({ ask }: Desk): Promise<boolean> {
  const { t } = vscode.l10n;
  if (inContainer()) {
    const local = t('Reopen Folder Locally');
    const said = t('This window is inside a container. Reopen the folder locally to change its runtime.');
    const able = (await vscode.commands.getCommands(true)).includes('remote-containers.reopenLocally');
    const answer = await ask.tell('information', said, ...(able ? [local] : []));
    if (answer === local) await vscode.commands.executeCommand('remote-containers.reopenLocally');
    return false;
  }
  return requireTrust();
}

/** Runs a command; what goes wrong with files and programs is said, with the place where there is one. */
export async function guarded(desk: Pick<Desk, 'ask' | 'log'>, work: () => Promise<unknown>): Promise<void> {
  const { t } = vscode.l10n;
  try {
    await work();
  } catch (error) {
    const { Refusal } = await import('../../devcontainer');
    if (error instanceof Refusal) {
      const { message, path, line, span } = error;
      const file = vscode.Uri.file(path);
      const name = vscode.workspace.asRelativePath(file);
      const open = t('Open File');
      const place = line === undefined ? name : t('{0}, line {1}', name, line);
      const answer = await desk.ask.tell('error', `${place}: ${visible(message, 500)}`, open);
      if (answer !== open) return;
      const document = await vscode.workspace.openTextDocument(file);
      const at = span ? document.positionAt(span.start) : new vscode.Position((line ?? 1) - 1, 0);
      await vscode.window.showTextDocument(document, { selection: new vscode.Range(at, at) });
      return;
    }
    if (error instanceof CommandFailure && error.kind === 'cancelled') return;
    const said = error instanceof Error ? error.message : String(error);
    desk.log.error(said);
    const isMissing =
      error instanceof CommandFailure && error.kind === 'missing' && error.program in pathSettings;
    const action = isMissing ? t('Open Settings') : t('Show Log');
    if ((await desk.ask.tell('error', visible(said, 500), action)) !== action) return;
    if (isMissing) await openPathSettings(error.program);
    else await vscode.commands.executeCommand(commands.showLog);
  }
}
