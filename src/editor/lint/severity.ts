/** Lets people choose how grave a rule is, in the settings. */
import * as vscode from 'vscode';
import type { RuleSetting } from '../../lint';
import { settings } from '../contributions';
import { pick } from '../pick';
import { pickRule } from './rule-pages';
import { setting, writeSetting, writtenSetting } from '../settings';

/** Asks for the severity of a rule and writes it. From the palette: for a rule that is asked for, in the active file. */
export async function setRuleSeverity(rule?: unknown, file?: unknown): Promise<void> {
  const uri = file instanceof vscode.Uri ? file : vscode.window.activeTextEditor?.document.uri;
  const id =
    typeof rule === 'string' ? rule : (await pickRule(vscode.l10n.t('Set the severity of a rule')))?.id;
  if (id === undefined) return;
  const { t } = vscode.l10n;
  const choices: readonly { readonly label: string; readonly value: RuleSetting; readonly detail: string }[] =
    [
      { label: t('Off'), value: 'off', detail: t('Not shown at all') },
      { label: t('Hint'), value: 'hint', detail: t('Three dots in the editor, not in the Problems view') },
      { label: t('Information'), value: 'information', detail: t('Worth knowing') },
      { label: t('Warning'), value: 'warning', detail: t('Probably not what is meant') },
      { label: t('Error'), value: 'error', detail: t('Has to be changed') },
    ];
  const scope = uri ?? vscode.workspace.workspaceFolders?.[0]?.uri;
  const current = setting(settings.lintRules, scope)[id];
  const choice = await pick(
    t('Severity of {0}', id),
    choices,
    choices.find(({ value }) => value === current),
  );
  if (!choice) return;
  await writeSetting(
    settings.lintRules,
    { ...writtenSetting(settings.lintRules, scope), [id]: choice.value },
    scope,
  );
}
