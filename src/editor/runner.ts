/** The one runner of this window: programs where the settings say, only in a trusted workspace, ended with the window. */
import * as vscode from 'vscode';
import type { Command, Runner } from '../engines';
// Not through the index: what runs programs is loaded when the first one is to run.
import { CommandFailure } from '../engines/command';
import { pathSettings } from './contributions';
import { setting } from './settings';

export class WindowRunner implements Runner, vscode.Disposable {
  private readonly ended = new AbortController();
  private loaded: Promise<Runner> | undefined;
  private readonly listener = vscode.workspace.onDidChangeConfiguration((event) => {
    if (event.affectsConfiguration('kata.paths')) this.loaded = undefined;
  });

  async run<T>(command: Command<T>, signal?: AbortSignal): Promise<T> {
    const runner = await this.runner(command.command);
    return runner.run(command, this.until(signal)).catch(withSetting);
  }

  async lines(
    command: Omit<Command<unknown>, 'parse'>,
    onLine: (line: string) => void,
    signal: AbortSignal,
    onErrorLine?: (line: string) => void,
  ): Promise<void> {
    const runner = await this.runner(command.command);
    await runner.lines(command, onLine, this.until(signal), onErrorLine).catch(withSetting);
  }

  /** Ends every program that still runs. */
  dispose(): void {
    this.listener.dispose();
    this.ended.abort();
  }

  private runner(program: string): Promise<Runner> {
    if (!vscode.workspace.isTrusted)
      return Promise.reject(new CommandFailure('not-permitted', program, untrusted()));
    return (this.loaded ??= import('../engines').then(({ createRunner }) =>
      createRunner({ programs: places() }),
    ));
  }

  private until(signal: AbortSignal | undefined): AbortSignal {
    return signal ? AbortSignal.any([this.ended.signal, signal]) : this.ended.signal;
  }
}

/** Where the settings say that programs are, by the programs' names. */
export const places = (): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(pathSettings)
      .map(([program, key]) => [program, setting(key, undefined)] as const)
      .filter(([, path]) => path !== ''),
  );

/**
 * Opens the settings that say where programs are, or the one for `program`. They belong to the machine: a remote window
 * hides them among those of the user.
 */
export async function openPathSettings(program: unknown): Promise<void> {
  const one = typeof program === 'string' && Object.hasOwn(pathSettings, program);
  const query = one ? `kata.paths.${program}` : 'kata.paths';
  if (vscode.env.remoteName === undefined)
    await vscode.commands.executeCommand('workbench.action.openSettings', query);
  else await vscode.commands.executeCommand('workbench.action.openRemoteSettings', { query });
}

/** Names the setting where a program is not at the place that a setting gives. */
function withSetting(error: unknown): never {
  if (!(error instanceof CommandFailure) || error.kind !== 'missing') throw error;
  const path = places()[error.program];
  if (path === undefined) throw error;
  const message = vscode.l10n.t(
    'There is no program at {0}, where the setting {1} says it is.',
    path,
    `kata.paths.${error.program}`,
  );
  throw new CommandFailure('missing', error.program, message);
}

const untrusted = (): string =>
  vscode.l10n.t('Kata Workbench runs no program before this workspace is trusted.');

/** Whether programs may be run here; where not, says so and offers the way to trust. */
export async function requireTrust(): Promise<boolean> {
  if (vscode.workspace.isTrusted) return true;
  const manage = vscode.l10n.t('Manage Workspace Trust');
  const choice = await vscode.window.showInformationMessage(untrusted(), manage);
  if (choice === manage) await vscode.commands.executeCommand('workbench.trust.manage');
  return false;
}
