/** The commands that change which runtime a dev container gets. */
import * as vscode from 'vscode';
import type { Plan, Wanted } from '../../devcontainer';
import { commands } from '../contributions';
import { copy } from '../terminal';
import { review } from './apply';
import { chooseConfiguration } from './configurations';
import type { Desk, Item } from './desk';
import { canSwitch } from './guard';
import { placeOf } from './place';
import { chooseRuntime } from './runtimes';
import { isShared } from './shared';

/** `Kata: Use Kata in Dev Container…` */
export async function useKata(desk: Desk, named?: unknown): Promise<void> {
  const { t } = vscode.l10n;
  if (!(await canSwitch(desk))) return;
  const title = t('Use Kata in Dev Container');
  const config = await chooseConfiguration(desk, title, named);
  if (!config) return;
  const { planStatus, planUse } = await import('../../devcontainer');
  const place = await placeOf(config);
  // First: a file that can't be read is refused before anything is asked
  const { before } = await planStatus(config.fsPath, place);
  const runtime = await chooseRuntime(desk, before.resolved ?? before.runtime);
  if (runtime === undefined) return;
  const wanted = await chooseForm(desk, config, runtime, before.runtime);
  if (!wanted) return;
  const plan = await planUse(config.fsPath, wanted, place);
  if (plan.changes.length === 0) {
    await say(desk, plan, t('{0} has the runtime {1} already.', nameOf(config), runtime));
    return;
  }
  if (!(await review(desk, plan, t('{0}: runtime {1}', nameOf(config), runtime)))) return;
  await afterUse(desk, config, plan, runtime);
}

/** `Kata: Use Default Runtime in Dev Container` */
export async function useDefault(desk: Desk, named?: unknown): Promise<void> {
  const { t } = vscode.l10n;
  if (!(await canSwitch(desk))) return;
  const config = await chooseConfiguration(desk, t('Use Default Runtime in Dev Container'), named);
  if (!config) return;
  const { planDefault } = await import('../../devcontainer');
  const plan = await planDefault(config.fsPath, await placeOf(config));
  if (plan.changes.length === 0) {
    await say(desk, plan, t('{0} does not use Kata: there is nothing to take back.', nameOf(config)));
    return;
  }
  if (!(await review(desk, plan, t('{0}: the runtime before Kata', nameOf(config))))) return;
  const runtime = plan.after.runtime ?? t("Docker's default runtime");
  await offerRebuild(desk, config, plan, runtime, false);
}

/** What a configuration is called in messages: its path in the workspace. */
export const nameOf = (config: vscode.Uri): string => vscode.workspace.asRelativePath(config);

/** Asks how a runtime is to be written where others read the file, too. Undefined where the user left. */
export async function chooseForm(
  desk: Desk,
  config: vscode.Uri,
  runtime: string,
  before: string | null,
): Promise<Wanted | undefined> {
  if (!(await isShared(desk, config.fsPath))) return { runtime };
  const { t } = vscode.l10n;
  const { developerVariable } = await import('../../devcontainer');
  const items: readonly Item<Wanted>[] = [
    {
      label: `$(person) ${t('For each developer')}`,
      description: developerVariable,
      detail: t('Who sets {0}={1} gets it, all others keep what they have', developerVariable, runtime),
      value: perDeveloper(before),
    },
    {
      label: `$(organization) ${t('For everyone')}`,
      description: `--runtime=${runtime}`,
      detail: t('The container does not start where Docker has no such runtime'),
      value: { runtime },
    },
  ];
  const choice = await desk.ask.choose(items, {
    title: t('{0} is shared by Git', nameOf(config)),
    placeHolder: t('For whom shall {0} be the runtime?', runtime),
  });
  return choice?.value;
}

/** The form that leaves the choice to each developer; the others keep the runtime that is there. */
export const perDeveloper = (before: string | null): Wanted => ({
  runtime: others(before) ?? 'runc',
  perDeveloper: true,
});

/** The runtime of those who set no variable: what is there, or what a variable there falls back to. */
const others = (before: string | null): string | undefined =>
  before?.includes('$') ? /[:-]([\w.-]+)\}$/.exec(before)?.[1] : (before ?? undefined);

/** What is left to do after a switch: set the variable, rebuild the container. */
async function afterUse(desk: Desk, config: vscode.Uri, plan: Plan, runtime: string): Promise<void> {
  const { developerVariable } = await import('../../devcontainer');
  const own = plan.after.runtime !== runtime;
  if (own && process.env[developerVariable] !== runtime) {
    await sayVariable(desk, config, developerVariable, runtime);
    return;
  }
  await offerRebuild(desk, config, plan, runtime, true);
}

/** Says which variable has to be set where VS Code is started, and offers to go on with what can be done without. */
export async function sayVariable(
  { ask }: Desk,
  config: vscode.Uri,
  variable: string,
  runtime: string,
): Promise<void> {
  const { t } = vscode.l10n;
  const said = t(
    'To have {0} yourself, set {1}={0} where VS Code is started, such as in ~/.profile, and start it again.',
    runtime,
    variable,
  );
  const line = t('Copy the Line');
  const reopen = t('Reopen in Kata Dev Container');
  const answer = await ask.tell('information', said, line, reopen);
  if (answer === line) await copy(`export ${variable}=${runtime}`);
  if (answer === reopen) await vscode.commands.executeCommand(commands.reopenInKata, config);
}

async function offerRebuild(
  desk: Desk,
  config: vscode.Uri,
  plan: Plan,
  runtime: string,
  kata: boolean,
): Promise<void> {
  const { t } = vscode.l10n;
  const said = t(
    '{0} now asks for {1}. A container that exists keeps its runtime until it is rebuilt.',
    nameOf(config),
    runtime,
  );
  const reopen = t('Reopen in Kata Dev Container');
  const answer = await say(desk, plan, said, ...(kata ? [reopen] : []));
  if (answer === reopen) await vscode.commands.executeCommand(commands.reopenInKata, config);
}

/** Says something, with the warnings of a plan. */
export async function say(
  { ask }: Desk,
  { warnings }: Plan,
  message: string,
  ...actions: readonly string[]
): Promise<string | undefined> {
  return ask.tell(
    warnings.length > 0 ? 'warning' : 'information',
    [message, ...warnings].join(' '),
    ...actions,
  );
}
