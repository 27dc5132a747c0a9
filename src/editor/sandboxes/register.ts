/** The Sandboxes view: registers it and its commands; what it needs is loaded when somebody looks at it. */
import * as vscode from 'vscode';
import type { Runner } from '../../engines';
import { commands, contextKeys, settings, views } from '../contributions';
import { askHere } from '../devcontainer/ask';
import { guarded, inContainer } from '../devcontainer/guard';
import { openTerminal } from '../terminal';
import { ViewDocuments } from '../view-documents';
import { ViewTree } from '../view-tree';
import type { Action } from './actions';
import type { SandboxDesk } from './desk';
import type { SandboxWatch } from './live';

const actions: readonly (readonly [command: string, action: Action])[] = [
  [commands.sandboxDetails, 'details'],
  [commands.sandboxLogs, 'logs'],
  [commands.sandboxShell, 'shell'],
  [commands.sandboxConsole, 'console'],
  [commands.sandboxInspect, 'inspect'],
  [commands.sandboxStop, 'stop'],
  [commands.sandboxRestart, 'restart'],
  [commands.sandboxRemove, 'remove'],
  [commands.sandboxCopyId, 'id'],
  [commands.sandboxOpenFolder, 'folder'],
  [commands.sandboxProve, 'prove'],
  [commands.sandboxMetrics, 'metrics'],
  [commands.sandboxConfiguration, 'configuration'],
];

export function registerSandboxes(runner: Runner, log: vscode.LogOutputChannel): vscode.Disposable {
  const tree = new ViewTree(views.sandboxes, { canSelectMany: true });
  const documents = new ViewDocuments(
    'kata-sandbox',
    vscode.l10n.t('Open it again from the view Sandboxes.'),
  );
  const later: { dispose(): void }[] = [];
  let loaded: Promise<SandboxDesk & { readonly watch: SandboxWatch }> | undefined;
  const desk = () =>
    (loaded ??= import('./live').then(({ SandboxWatch }) => {
      const watch = new SandboxWatch(tree, runner, log);
      later.push(watch);
      return { ask: askHere, runner, documents, watch, selection: () => tree.view.selection, log };
    }));

  /** Whether there is somebody to look, and something that may be looked at. */
  const wanted = (): boolean => tree.view.visible && vscode.workspace.isTrusted && !inContainer();
  const follow = async (): Promise<void> => {
    if (!wanted() && !loaded) return;
    const { watch } = await desk();
    if (wanted()) watch.start();
    else watch.stop();
  };
  const reload = async (): Promise<void> => {
    if (loaded) (await desk()).watch.again();
  };
  const sources = async (): Promise<void> => {
    const [{ showSources }, { mayLook }] = await Promise.all([import('./details'), import('./actions')]);
    const its = await desk();
    if (await mayLook(its)) await showSources(its);
  };
  const showOthers = (value: boolean) => () =>
    vscode.workspace
      .getConfiguration('kata')
      .update(settings.sandboxesOthers, value, vscode.ConfigurationTarget.Global);

  void vscode.commands.executeCommand('setContext', contextKeys.sandboxesEmpty, undefined);
  return vscode.Disposable.from(
    new vscode.Disposable(() => {
      for (const each of later) each.dispose();
    }),
    tree,
    documents,
    tree.view.onDidChangeVisibility(follow),
    vscode.workspace.onDidGrantWorkspaceTrust(follow),
    vscode.workspace.onDidChangeConfiguration(async (event) => {
      const changed = (key: string): boolean => event.affectsConfiguration(`kata.${key}`);
      if (changed(settings.sandboxesEngines) || changed(settings.sandboxesInterval) || changed('paths'))
        await reload();
      else if (changed(settings.sandboxesOthers) && loaded) (await desk()).watch.draw();
    }),
    ...actions.map(([id, action]) =>
      vscode.commands.registerCommand(id, async (node: unknown, all: unknown) => {
        const { perform } = await import('./actions');
        await guarded({ ask: askHere, log }, async () => perform(action, await desk(), node, all));
      }),
    ),
    vscode.commands.registerCommand(commands.sandboxesRefresh, async () => {
      await tree.focus();
      await reload();
      await follow();
    }),
    vscode.commands.registerCommand(commands.sandboxesShowOthers, showOthers(true)),
    vscode.commands.registerCommand(commands.sandboxesHideOthers, showOthers(false)),
    vscode.commands.registerCommand(commands.sandboxesSources, sources),
    vscode.commands.registerCommand(commands.sandboxesOpenTerminal, async (node: unknown) => {
      const { problemCommand } = await import('./sources');
      const command = problemCommand(node, (await desk()).watch.snapshot);
      // What was said about the problem helps where no command is known to
      if (command === undefined) await sources();
      else await openTerminal('Kata', command);
    }),
  );
}
