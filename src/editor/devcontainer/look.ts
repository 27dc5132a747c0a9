/** What the status bar says about the dev container of this window. */
import * as vscode from 'vscode';
import type { Place } from '../../devcontainer';
import { configurationOf, findConfigurations } from './configurations';
import type { Desk } from './desk';
import { inContainer } from './guard';
import { runtimeWords } from './lens';
import { placeOf } from './place';
import type { Proved, Shown } from './status';
import { inert, visible } from '../untrusted-text';

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
    const place = await placeOf(config);
    const { before } = await planStatus(config.fsPath, place);
    const words = runtimeWords(before);
    if (!isKataRuntime(before.resolved ?? before.runtime ?? '')) {
      const asks = await exposed(config, place);
      const more =
        asks.length === 0 ? [] : ['', t('It asks of this machine, without a VM between:'), ...asks];
      return {
        text: `$(${asks.length === 0 ? 'vm-outline' : 'unlock'}) ${t('Kata: not used')}`,
        tooltip: [t('{0}: {1}. Click for what can be done.', name, words), ...more].join('\n'),
        spoken: [t('Kata is not used in the dev container: {0}', words), ...more].join(' '),
      };
    }
    return {
      text: `$(vm) ${inert(t('Kata: {0}', words))}`,
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

/** How much is listed: a tooltip does not scroll. */
const maxLines = 6;

/** What a configuration asks of this machine: said here, as it may be opened by other ways than ours. */
async function exposed(config: vscode.Uri, place: Place): Promise<readonly string[]> {
  const { exposures, readConfiguration } = await import('../../devcontainer');
  const { model, composeFiles } = await readConfiguration(config.fsPath, place);
  return exposures(model, composeFiles, place.environment)
    .slice(0, maxLines)
    .map(({ message }) => `• ${visible(message, 200)}`);
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
    case 'unknown': {
      // From within a container its runtime is not known
      const text = runtime === '' ? t('Kata: not proved') : t('Kata: {0}, not proved', runtime);
      return { text: `$(question) ${inert(text)}`, tooltip, spoken };
    }
  }
}
