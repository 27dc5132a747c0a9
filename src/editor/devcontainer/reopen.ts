/** `Kata: Reopen in Kata Dev Container`: looks first, says what will happen, then switches, rebuilds and opens. */
import * as vscode from 'vscode';
import type { Plan } from '../../devcontainer';
import { CommandFailure } from '../../engines/command';
import { places } from '../runner';
import { copy } from '../terminal';
import { visible } from '../untrusted-text';
import { apply, changeWords, review } from './apply';
import { lookBefore, type Before } from './before';
import { chooseConfiguration, findConfigurations } from './configurations';
import type { Desk } from './desk';
import { canSwitch } from './guard';
import { rememberReopen } from './pending';
import { placeOf } from './place';
import { proveContainer } from './prove';
import { chooseRuntime, engineRuntimes, isKata } from './runtimes';
import type { ProofBoard } from './status';
import { bringUp, openTerminal } from './up';
import { chooseForm, nameOf } from './use';

/** Which program opens the container. */
type Way = 'extension' | 'cli';

/** What is to be done. */
interface Task {
  readonly config: vscode.Uri;
  readonly folder: string;
  readonly runtime: string;
  readonly plan: Plan;
  readonly way: Way;
}

export async function reopenInKata(desk: Desk, status: ProofBoard, named?: unknown): Promise<void> {
  if (!(await canSwitch(desk))) return;
  const task = await prepare(desk, named);
  if (!task) return;
  const before = await vscode.window.withProgress(
    {
      location: vscode.ProgressLocation.Notification,
      title: vscode.l10n.t('Checking whether the dev container can run in Kata'),
      cancellable: true,
    },
    (_, token) => {
      const stop = new AbortController();
      token.onCancellationRequested(() => {
        stop.abort();
      });
      return lookBefore(desk, task.plan, task.folder, task.runtime, stop.signal);
    },
  );
  if (!(await agreed(desk, task, before))) return;
  // The container that is there keeps its runtime when it is only started again
  const replace =
    task.plan.changes.length > 0 || before.containers.some((one) => one.runtime !== task.runtime);
  const open = task.way === 'extension' ? openWithExtension : openWithCli;
  await open(desk, status, task, replace);
}

/** Everything that has to be asked and known before anything is looked at. */
async function prepare(desk: Desk, named: unknown): Promise<Task | undefined> {
  const { t } = vscode.l10n;
  const config = await chooseConfiguration(desk, t('Reopen in Kata Dev Container'), named);
  if (!config) return undefined;
  const folder = vscode.workspace.getWorkspaceFolder(config)?.uri.fsPath;
  if (folder === undefined) {
    await desk.ask.tell('information', t('{0} is not in a folder of this workspace.', nameOf(config)));
    return undefined;
  }
  const way = await wayToOpen(desk);
  if (!way) return undefined;
  const { isKataRuntime, planStatus, planUse } = await import('../../devcontainer');
  const place = await placeOf(config);
  const { before } = await planStatus(config.fsPath, place);
  const now = before.resolved ?? before.runtime;
  if (now !== null && isKataRuntime(now))
    return { config, folder, runtime: now, plan: await planStatus(config.fsPath, place), way };
  const runtime = (await onlyKata(desk)) ?? (await chooseRuntime(desk, now));
  if (runtime === undefined) return undefined;
  const wanted = await chooseForm(desk, config, runtime, before.runtime);
  return wanted && { config, folder, runtime, plan: await planUse(config.fsPath, wanted, place), way };
}

/** The engine's runtime that is Kata, where there is exactly one: nothing has to be asked then. */
async function onlyKata(desk: Desk): Promise<string | undefined> {
  const found = await engineRuntimes(desk);
  const kata = 'runtimes' in found ? found.runtimes.filter(isKata) : [];
  return kata.length === 1 ? kata[0]?.name : undefined;
}

/** The commands of the Dev Containers extension. It may run where `extensions.getExtension` does not see it. */
const extensionCommands = {
  rebuild: 'remote-containers.rebuildAndReopenInContainer',
  open: 'remote-containers.reopenInContainer',
} as const;

/** How the container can be opened; where it can't, says what to install. */
async function wayToOpen({ ask, runner }: Desk): Promise<Way | undefined> {
  if ((await vscode.commands.getCommands(true)).includes(extensionCommands.rebuild)) return 'extension';
  try {
    await runner.run({ command: 'devcontainer', args: ['--version'], parse: () => undefined });
    return 'cli';
  } catch (error) {
    // Where a setting names another place, the message says so
    const isMissing = error instanceof CommandFailure && error.kind === 'missing';
    if (!isMissing || places().devcontainer !== undefined) throw error;
    const { t } = vscode.l10n;
    const install = 'npm install --global @devcontainers/cli';
    const said = t(
      'To open a dev container, install the extension Dev Containers, or the Dev Container CLI with: {0}',
      install,
    );
    const action = t('Copy the Command');
    if ((await ask.tell('error', said, action)) === action) await copy(install);
    return undefined;
  }
}

/** Says in one dialog what will happen; whether the user wants it. */
async function agreed(desk: Desk, task: Task, before: Before): Promise<boolean> {
  const { t } = vscode.l10n;
  const blocked = before.problems.some(({ blocks }) => blocks);
  const go = blocked ? t('Reopen Anyway') : t('Reopen in Kata');
  const show = t('Show Changes');
  const actions = task.plan.changes.length > 0 ? [go, show] : [go];
  const question = blocked
    ? t('This dev container will not run in Kata as it is. Reopen it with {0} all the same?', task.runtime)
    : t('Reopen this dev container with the runtime {0}?', task.runtime);
  const kind = blocked ? 'warning' : 'information';
  const answer = await desk.ask.confirm(kind, question, await detail(task, before), ...actions);
  if (answer === show)
    return review(desk, task.plan, t('{0}: runtime {1}', nameOf(task.config), task.runtime));
  if (answer !== go) return false;
  if (task.plan.changes.length > 0) await apply(task.plan);
  return true;
}

/** How much of each kind is listed: a dialog does not scroll. */
const maxLines = 6;

async function detail(task: Task, { problems, facts, containers }: Before): Promise<string> {
  const { t } = vscode.l10n;
  const lines = [
    task.plan.changes.length > 0
      ? `${changeWords(task.plan.changes)}.`
      : t('{0} stays as it is.', nameOf(task.config)),
  ];
  for (const { name, runtime } of containers)
    lines.push(
      runtime === task.runtime && task.plan.changes.length === 0
        ? t('The container {0} has this runtime already and is opened.', visible(name, 80))
        : t(
            'The container {0} (runtime {1}) is removed and built again: what was changed in it outside the workspace folder is lost.',
            visible(name, 80),
            visible(runtime, 80),
          ),
    );
  if (containers.length === 0) lines.push(t('A new container is built.'));
  const { length: others } = await findConfigurations();
  if (task.way === 'extension' && others > 1)
    lines.push(t('Dev Containers will ask for the configuration: choose {0}.', nameOf(task.config)));
  const section = (title: string, texts: readonly string[]) => {
    if (texts.length === 0) return;
    lines.push('', title, ...texts.slice(0, maxLines).map((text) => `• ${visible(text, 400)}`));
    if (texts.length > maxLines) lines.push(t('• and {0} more', texts.length - maxLines));
  };
  const said = problems.map(({ severity, message, fix }) => ({
    serious: severity === 'error' || severity === 'warning',
    text: fix ? `${message} ${fix.text}` : message,
  }));
  const texts = (serious: boolean) => said.filter((one) => one.serious === serious).map(({ text }) => text);
  section(t('What will not work:'), [...variableProblem(task), ...texts(true)]);
  section(t('What the configuration asks of this machine:'), facts);
  // How it will be in Kata is no matter where it will not be, and there is little room
  const blocked = problems.some(({ blocks }) => blocks);
  section(t('Good to know:'), [...task.plan.warnings, ...(blocked ? [] : texts(false))]);
  return lines.join('\n');
}

/** Dev Containers reads the variable of this window's environment, which nobody can change from here. */
function variableProblem({ way, plan, runtime }: Task): readonly string[] {
  const { after } = plan;
  if (
    way !== 'extension' ||
    after.runtime === null ||
    !after.runtime.includes('$') ||
    after.resolved === runtime
  )
    return [];
  return [
    vscode.l10n.t(
      'Each developer chooses the runtime by a variable, and this window does not have it: the container gets {0}. Set DEVCONTAINER_RUNTIME={1} where VS Code is started, and start it again.',
      after.resolved ?? after.runtime,
      runtime,
    ),
  ];
}

/** Opens it with the Dev Containers extension, which loads the window again: nothing after the call may run. */
async function openWithExtension(
  desk: Desk,
  status: ProofBoard,
  task: Task,
  replace: boolean,
): Promise<void> {
  await rememberReopen(desk, task.runtime);
  try {
    await vscode.commands.executeCommand(replace ? extensionCommands.rebuild : extensionCommands.open);
  } catch (error) {
    const { t } = vscode.l10n;
    const cli = t('Use the Dev Container CLI');
    const cause = error instanceof Error ? error.message : String(error);
    const said = t('Dev Containers did not open it: {0}', visible(cause, 300));
    if ((await desk.ask.tell('error', said, cli)) === cli) await openWithCli(desk, status, task, replace);
  }
}

/** Opens it with the Dev Container CLI: a terminal in it, and the proof. */
async function openWithCli(desk: Desk, status: ProofBoard, task: Task, replace: boolean): Promise<void> {
  const { t } = vscode.l10n;
  const { developerVariable } = await import('../../devcontainer');
  const up = await bringUp(
    desk,
    {
      folder: task.folder,
      config: task.config.fsPath,
      // Where each developer chooses, this one has just chosen
      environment: { [developerVariable]: task.runtime },
    },
    replace,
  );
  openTerminal(t('Dev container ({0})', task.runtime), up);
  const { dockerInspect } = await import('../../engines');
  const [container] = await desk.runner.run(dockerInspect([up.containerId]));
  if (container) await proveContainer(desk, status, container, task.config);
}
