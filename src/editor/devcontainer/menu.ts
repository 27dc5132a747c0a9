/** What the item of the status bar leads to. */
import * as vscode from 'vscode';
import { commands } from '../contributions';
import { configurationOf, findConfigurations } from './configurations';
import type { Desk, Item } from './desk';
import { inContainer } from './guard';
import { placeOf } from './place';

/** `Kata: Dev Container Actions…`: what can be done with the dev container of this window. */
export async function showActions({ ask }: Desk): Promise<void> {
  const { t } = vscode.l10n;
  const config = inContainer() ? undefined : configurationOf(await findConfigurations());
  const item = (icon: string, label: string, value: string): Item<string> => ({
    label: `$(${icon}) ${label}`,
    value,
  });
  const prove = item('verified', t('Prove Isolation'), commands.proveIsolation);
  const use = item('vm', t('Use Kata in Dev Container…'), commands.useKata);
  const items = inContainer()
    ? [prove]
    : config
      ? [
          item('debug-restart', t('Reopen in Kata Dev Container'), commands.reopenInKata),
          prove,
          use,
          ...((await hasWayBack(config))
            ? [item('discard', t('Use Default Runtime in Dev Container'), commands.useDefaultRuntime)]
            : []),
          item('files', t('Add Kata Variant…'), commands.addKataVariant),
          item('go-to-file', t('Open {0}', vscode.workspace.asRelativePath(config)), 'vscode.open'),
        ]
      : [item('add', t('New Kata Dev Container…'), commands.newDevContainer), prove];
  const chosen = await ask.choose(items, { title: t('Kata Dev Container') });
  if (chosen) await vscode.commands.executeCommand(chosen.value, ...(config ? [config] : []));
}

async function hasWayBack(config: vscode.Uri): Promise<boolean> {
  const { isSwitched, planStatus, Refusal } = await import('../../devcontainer');
  try {
    const { before } = await planStatus(config.fsPath, await placeOf(config));
    return isSwitched(before);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return false; // The commands say what is wrong with it
  }
}
