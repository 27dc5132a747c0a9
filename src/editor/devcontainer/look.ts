/** What the status bar says about the dev container of this window. */
import * as vscode from 'vscode';
import { configurationOf, findConfigurations } from './configurations';
import type { Desk } from './desk';
import { inContainer } from './guard';
import { runtimeWords } from './lens';
import { placeOf } from './place';
import type { Proved, Shown } from './status';

/** Looks at the configuration that the active editor belongs to; undefined where there is none. */
export async function look(desk: Desk, proved: Map<string, Proved>): Promise<Shown | undefined> {
  if (inContainer()) {
    const known = proved.get('');
    if (known) return shownProof(known);
    const { proveHere } = await import('./prove');
    const found = await proveHere(desk);
    proved.set('', found);
    return shownProof(found);
  }
  const config = configurationOf(await findConfigurations());
  if (!config) return undefined;
  const known = proved.get(config.path);
  return known ? shownProof(known) : shownConfiguration(config);
}

async function shownConfiguration(config: vscode.Uri): Promise<Shown> {
  const { t } = vscode.l10n;
  const { isKataRuntime, planStatus, Refusal } = await import('../../devcontainer');
  const name = vscode.workspace.asRelativePath(config);
  try {
    const { before } = await planStatus(config.fsPath, await placeOf(config));
    const words = runtimeWords(before);
    if (!isKataRuntime(before.resolved ?? before.runtime ?? ''))
      return {
        text: `$(vm-outline) ${t('Kata: not used')}`,
        tooltip: t('{0}: {1}. Click for what can be done.', name, words),
        spoken: t('Kata is not used in the dev container: {0}', words),
      };
    return {
      text: `$(vm) ${t('Kata: {0}', words)}`,
      tooltip: t('{0} asks for the runtime {1}. Click to prove it, and for more.', name, words),
      spoken: t('The dev container asks for the Kata runtime {0}', words),
    };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return {
      text: `$(vm-outline) ${t('Kata: error in {0}', 'devcontainer.json')}`,
      tooltip: `${name}: ${error.message}`,
      spoken: t('{0} has an error', name),
    };
  }
}

function shownProof({ verdict, runtime, said }: Proved): Shown {
  const { t } = vscode.l10n;
  const spoken = said;
  const tooltip = t('{0} Click for the report, and for more.', said);
  switch (verdict) {
    case 'vm':
      return { text: `$(verified-filled) ${t('Kata: in a VM')}`, tooltip, spoken };
    case 'not-vm':
      return {
        text: `$(warning) ${t('Kata: NOT in a VM')}`,
        tooltip,
        spoken,
        warning: true,
      };
    case 'unknown':
      return { text: `$(question) ${t('Kata: {0}, not proved', runtime)}`, tooltip, spoken };
  }
}
