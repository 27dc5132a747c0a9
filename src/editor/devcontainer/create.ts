/** The commands that make new configurations: a variant for Kata, and a dev container where there is none. */
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { Plan } from '../../devcontainer';
import { commands } from '../contributions';
import { review } from './apply';
import { chooseConfiguration, findConfigurations, openFolderFirst } from './configurations';
import type { Desk, Item } from './desk';
import { canSwitch } from './guard';
import { placeOf } from './place';
import { chooseRuntime } from './runtimes';
import { nameOf, perDeveloper, say, sayVariable } from './use';

/** `Kata: Add Kata Variant…` */
export async function addVariant(desk: Desk, named?: unknown): Promise<void> {
  const { t } = vscode.l10n;
  if (!(await canSwitch(desk))) return;
  const title = t('Add Kata Variant');
  const base = await chooseConfiguration(desk, title, named);
  if (!base) return;
  const { developerVariable, planUse, planStatus } = await import('../../devcontainer');
  const { planVariant, variantPath } = await import('../../devcontainer/variant');
  const folder = vscode.workspace.getWorkspaceFolder(base);
  const place = await placeOf(base);
  const { before } = await planStatus(base.fsPath, place);
  const target = folder && variantPath(folder.uri.fsPath);
  const choices: Item<'file' | 'developer'>[] = [
    {
      label: `$(person) ${t('Each developer chooses')}`,
      description: developerVariable,
      detail: t('One file: a variable of the environment names the runtime, all others keep theirs'),
      value: 'developer',
    },
  ];
  if (target !== undefined && target !== base.fsPath)
    choices.unshift({
      label: `$(files) ${t('A second configuration')}`,
      description: vscode.workspace.asRelativePath(target),
      detail: t('{0} stays as it is; who opens the folder chooses one of the two', nameOf(base)),
      value: 'file',
    });
  const choice = await desk.ask.choose(choices, { title, placeHolder: t('How shall Kata be offered?') });
  if (!choice) return;
  const runtime = await chooseRuntime(desk, before.runtime);
  if (runtime === undefined) return;
  if (choice.value === 'file' && target !== undefined) {
    const plan = await planVariant(base.fsPath, target, runtime, place);
    if (await review(desk, plan, t('A Kata variant of {0}', nameOf(base)))) await made(desk, plan);
    return;
  }
  const plan = await planUse(base.fsPath, perDeveloper(before.runtime), place);
  if (plan.changes.length === 0) {
    await say(desk, plan, t('In {0} each developer chooses already.', nameOf(base)));
    return;
  }
  if (await review(desk, plan, t('{0}: each developer chooses', nameOf(base))))
    await sayVariable(desk, base, developerVariable, runtime);
}

/** `Kata: New Kata Dev Container…` */
export async function newDevContainer(desk: Desk): Promise<void> {
  const { t } = vscode.l10n;
  if (!(await canSwitch(desk))) return;
  const title = t('New Kata Dev Container');
  const folder = await chooseFolder(desk, title);
  if (!folder) return;
  const { templates } = await import('../../devcontainer/templates');
  const items = templates().map((template) => ({
    label: template.title,
    detail: template.about,
    value: template,
  }));
  const template = (await desk.ask.choose(items, { title, placeHolder: t('What shall be in it?') }))?.value;
  if (!template) return;
  const runtime = await chooseRuntime(desk, null);
  if (runtime === undefined) return;
  const { planNew } = await import('../../devcontainer/variant');
  const below = join(folder.fsPath, '.devcontainer');
  const beside = Object.entries(template.beside ?? {}).map(([name, text]) => ({
    path: join(below, name),
    text,
  }));
  const config = join(below, 'devcontainer.json');
  const plan = await planNew(config, beside, template.text, runtime, await placeOf(folder));
  if (await review(desk, plan, t('New dev container: {0}', template.title))) await made(desk, plan);
}

/** A workspace folder that has no configuration yet. */
async function chooseFolder(desk: Desk, title: string): Promise<vscode.Uri | undefined> {
  const { t } = vscode.l10n;
  const folders = (vscode.workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === 'file');
  const found = await findConfigurations();
  const without = folders.filter(
    ({ uri }) => !found.some((config) => vscode.workspace.getWorkspaceFolder(config)?.uri.path === uri.path),
  );
  const [only] = without;
  if (folders.length === 0) {
    await openFolderFirst(desk.ask);
    return undefined;
  }
  if (!only) {
    const variant = t('Add Kata Variant…');
    const use = t('Use Kata in Dev Container…');
    const said = t('There is a dev container already: {0}.', found.map(nameOf).join(', '));
    const answer = await desk.ask.tell('information', said, use, variant);
    if (answer === use) await vscode.commands.executeCommand(commands.useKata);
    if (answer === variant) await vscode.commands.executeCommand(commands.addKataVariant);
    return undefined;
  }
  if (without.length === 1) return only.uri;
  const items = without.map(({ name, uri }) => ({ label: name, description: uri.fsPath, value: uri }));
  return (await desk.ask.choose(items, { title, placeHolder: t('In which folder?') }))?.value;
}

/** Says what there is now, and offers to open it. */
async function made(desk: Desk, plan: Plan): Promise<void> {
  const { t } = vscode.l10n;
  const config = vscode.Uri.file(plan.config);
  const reopen = t('Reopen in Kata Dev Container');
  const said = t('{0} is there, with the runtime {1}.', nameOf(config), plan.after.runtime ?? '');
  if ((await say(desk, plan, said, reopen)) === reopen)
    await vscode.commands.executeCommand(commands.reopenInKata, config);
}
