/** The pages behind `Show Details` and `Show Sources`. */
import * as vscode from 'vscode';
import { CommandFailure, dockerMemory } from '../../engines';
import { memoryUse, standingOf, type Sandbox } from '../../sandboxes';
import type { SandboxDesk } from './desk';
import type { Fact } from '../fact-pages';
import { sandboxPage, sourcesPage } from './tooltip';
import { size } from '../amounts';

export async function showDetails(desk: SandboxDesk, sandbox: Sandbox): Promise<void> {
  const page = sandboxPage(sandbox, await guestUse(desk, sandbox));
  await desk.documents.showPage(sandbox.name, sandbox.id, page);
}

export async function showSources(desk: SandboxDesk): Promise<void> {
  const { states, processesComplete } = await desk.watch.current();
  await desk.documents.showPage(vscode.l10n.t('Sandbox Sources'), '', sourcesPage(states, processesComplete));
}

/** What the containers use in the guest, and what the host spends beside it: only where Docker can ask the agent. */
async function guestUse({ runner, log }: SandboxDesk, sandbox: Sandbox): Promise<readonly Fact[]> {
  const { source, id, state } = sandbox;
  if (source.kind !== 'docker' || state !== 'running' || standingOf(sandbox) !== 'kata') return [];
  const { t } = vscode.l10n;
  try {
    const context = source.name === undefined ? {} : { context: source.name };
    const used = await runner.run(dockerMemory(id, context));
    if (used === undefined) return [];
    const memory = memoryUse(sandbox, used);
    return [
      { title: t('Used in the guest'), value: t('{0}, as Docker counts it', size(used)) },
      ...(memory
        ? [
            {
              title: t('Used on the host'),
              value: t('{0}, so the overhead is {1}', size(memory.host), size(memory.overhead)),
            },
          ]
        : []),
    ];
  } catch (error) {
    if (!(error instanceof CommandFailure)) throw error;
    log.debug(error.message);
    return [];
  }
}
