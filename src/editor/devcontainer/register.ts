/** Registers what the editor offers for dev containers; the work is loaded when it is first asked for. */
import * as vscode from 'vscode';
import type { Runner } from '../../engines';
import { commands } from '../contributions';
import { askHere } from './ask';
import { ViewDocuments } from '../view-documents';
import type { Desk } from './desk';
import { RuntimeActions, RuntimeLens } from './lens';
import { KataStatus } from './status';

/** Documents that are configurations of dev containers. */
const selector: readonly vscode.DocumentFilter[] = [
  { scheme: 'file', pattern: '**/.devcontainer.json' },
  { scheme: 'file', pattern: '**/.devcontainer/devcontainer.json' },
  { scheme: 'file', pattern: '**/.devcontainer/*/devcontainer.json' },
];

export function registerDevContainers(
  { globalState: state }: vscode.ExtensionContext,
  runner: Runner,
  log: vscode.LogOutputChannel,
): vscode.Disposable {
  const documents = new ViewDocuments(
    'kata-proof',
    vscode.l10n.t("Run 'Kata: Prove Isolation' again to see it."),
  );
  const desk: Desk = { ask: askHere, runner, documents, log, state };
  const status = new KataStatus(desk);
  const lens = new RuntimeLens();
  const command = (id: string, work: (named: unknown) => Promise<unknown>): vscode.Disposable =>
    vscode.commands.registerCommand(id, async (named: unknown) => {
      const { guarded } = await import('./guard');
      await guarded(desk, () => work(named));
      status.refresh();
      lens.refresh();
    });
  return vscode.Disposable.from(
    documents,
    status,
    lens,
    vscode.languages.registerCodeLensProvider([...selector], lens),
    vscode.languages.registerCodeActionsProvider([...selector], new RuntimeActions(), {
      providedCodeActionKinds: RuntimeActions.kinds,
    }),
    vscode.workspace.onDidGrantWorkspaceTrust(() => {
      lens.refresh();
    }),
    command(commands.useKata, async (named) => (await import('./use')).useKata(desk, named)),
    command(commands.useDefaultRuntime, async (named) => (await import('./use')).useDefault(desk, named)),
    command(commands.addKataVariant, async (named) => (await import('./create')).addVariant(desk, named)),
    command(commands.newDevContainer, async () => (await import('./create')).newDevContainer(desk)),
    command(commands.reopenInKata, async (named) =>
      (await import('./reopen')).reopenInKata(desk, status, named),
    ),
    command(commands.proveIsolation, async (named) =>
      (await import('./prove')).proveIsolation(desk, status, named),
    ),
    command(commands.devContainerActions, async () => (await import('./menu')).showActions(desk)),
  );
}
