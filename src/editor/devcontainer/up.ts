/** Brings a dev container up with the Dev Container CLI, and opens a terminal in it. */
import * as vscode from 'vscode';
import type { DevContainerOptions, UpLog } from '../../engines/devcontainer';
import { places } from '../runner';
import { inert, visible } from '../untrusted-text';
import type { Desk } from './desk';

/** A dev container that runs. */
export interface Up {
  readonly containerId: string;
  readonly remoteUser: string;
  readonly remoteFolder: string;
}

/** The end of what the CLI said, in characters: causes stand there. */
const kept = 50_000;

/**
 * Builds and starts the dev container, with progress that can be cancelled. Throws a CommandFailure where the CLI could
 * not be run or was cancelled, and an Error with the cause where it failed.
 */
export async function bringUp(
  { runner, log }: Desk,
  options: DevContainerOptions,
  replace: boolean,
): Promise<Up> {
  const { devContainerUp, upLog, upOutcome } = await import('../../engines/devcontainer');
  const { docker } = places();
  const command = devContainerUp(
    { ...options, ...(docker !== undefined && { dockerPath: docker }) },
    replace,
  );
  const { t } = vscode.l10n;
  log.info(`devcontainer ${command.args.join(' ')}`);
  return vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title: t('Dev container'), cancellable: true },
    async (progress, token) => {
      const stop = new AbortController();
      token.onCancellationRequested(() => {
        stop.abort();
      });
      let outcome: ReturnType<typeof upOutcome>;
      let said = '';
      const onLog = (entry: UpLog | undefined) => {
        if (!entry) return;
        const text = visible(entry.text, 4_000);
        log.info(text);
        said = `${said}\n${entry.text}`.slice(-kept);
        if (entry.isStep) progress.report({ message: inert(step(text)) });
      };
      await runner.lines(
        command,
        (line) => (outcome = upOutcome(line) ?? outcome),
        stop.signal,
        (line) => {
          onLog(upLog(line));
        },
      );
      if (outcome && 'containerId' in outcome) return outcome;
      const { explainUp, lastError } = await import('../../devcontainer/up-errors');
      const problem = explainUp(`${said}\n${outcome?.error ?? ''}`);
      const what = problem
        ? `${problem.cause} ${problem.next}`
        : t(
            'The Dev Container CLI did not start it: {0}',
            visible(lastError(`${outcome?.error ?? ''}\n${said}`) ?? outcome?.error ?? said.trim(), 300),
          );
      throw new Error(what);
    },
  );
}

/** The beginning of a step, without the long command lines behind it. */
const step = (text: string): string => {
  const line = text.replace(/^Run: /, '').split('\n', 1)[0] ?? '';
  return line.length > 60 ? `${line.slice(0, 59)}…` : line;
};

/** Opens a terminal in a container. All words go to docker as they are, no shell of this machine reads them. */
export function openTerminal(name: string, { containerId, remoteUser, remoteFolder }: Up): vscode.Terminal {
  const terminal = vscode.window.createTerminal({
    name,
    shellPath: places().docker ?? 'docker',
    shellArgs: [
      'exec',
      '-it',
      ...(remoteUser === '' ? [] : ['--user', remoteUser]),
      ...(remoteFolder === '' ? [] : ['--workdir', remoteFolder]),
      containerId,
      'sh',
      '-c',
      'command -v bash >/dev/null && exec bash; exec sh',
    ],
    // The Docker that the container was started with
    env: Object.fromEntries(
      Object.entries(process.env).filter(([variable]) => variable.startsWith('DOCKER_')),
    ),
    iconPath: new vscode.ThemeIcon('vm'),
    isTransient: true,
  });
  terminal.show();
  return terminal;
}
