/** The view Confidential Pods: registers it and its commands; what it needs is loaded when somebody looks at it. */
import * as vscode from 'vscode';
import type { Runner } from '../../engines';
import { commands, contextKeys, views } from '../contributions';
import { askHere } from '../devcontainer/ask';
import { guarded } from '../devcontainer/guard';
import type { ManifestIndex } from '../lint/manifest-index';
import { ViewDocuments } from '../view-documents';
import { ViewTree } from '../view-tree';
import type { Action } from './actions';
import type * as ViewCommands from './commands';
import type { ClusterDesk } from './desk';
import type { ClusterWatch } from './live';

const actions: readonly (readonly [command: string, action: Action])[] = [
  [commands.clusterDetails, 'details'],
  [commands.clusterLogs, 'logs'],
  [commands.clusterShell, 'shell'],
  [commands.clusterDescribe, 'describe'],
  [commands.clusterYaml, 'yaml'],
  [commands.clusterForward, 'forward'],
  [commands.clusterDelete, 'delete'],
  [commands.clusterCopyName, 'name'],
  [commands.clusterCopyCommand, 'command'],
  [commands.clusterManifest, 'manifest'],
];

/** `memory`: the workspace's. */
export function registerCluster(
  runner: Runner,
  manifests: ManifestIndex,
  memory: vscode.Memento,
  log: vscode.LogOutputChannel,
): vscode.Disposable {
  const tree = new ViewTree(views.cluster);
  const documents = new ViewDocuments(
    'kata-cluster',
    vscode.l10n.t('Open it again from the view Confidential Pods.'),
  );
  const later: { dispose(): void }[] = [];
  let joined = false;
  let loaded: Promise<ClusterDesk & { readonly watch: ClusterWatch }> | undefined;
  const desk = () =>
    (loaded ??= Promise.all([import('./live'), import('./scope')]).then(
      ([{ ClusterWatch }, { ScopeMemory }]) => {
        const scopes = new ScopeMemory(memory);
        const watch = new ClusterWatch(tree, runner, scopes, log);
        later.push(watch);
        return {
          ask: askHere,
          runner,
          documents,
          watch,
          memory: scopes,
          manifests,
          openTerminal: (options) => {
            vscode.window.createTerminal(options).show();
          },
        };
      },
    ));

  /** Whether there is somebody to look, and kubectl may be run. */
  const wanted = (): boolean => tree.view.visible && vscode.workspace.isTrusted;
  const follow = async (): Promise<void> => {
    if (!wanted() && !loaded) return;
    const { watch, memory: scopes } = await desk();
    if (!wanted()) {
      watch.stop();
      return;
    }
    watch.start();
    // It may have come to work since the view was shown last
    const { joinKubernetes, kubernetesExtension } = await import('./kubernetes-extension');
    const other = joined ? undefined : kubernetesExtension();
    if (!other) return;
    joined = true;
    later.push(joinKubernetes(other, watch, scopes));
  };
  const onDesk =
    (act: (own: typeof ViewCommands, on: ClusterDesk) => Promise<void>) => async (): Promise<void> => {
      await guarded({ ask: askHere, log }, async () => act(await import('./commands'), await desk()));
    };

  void vscode.commands.executeCommand('setContext', contextKeys.clusterEmpty, undefined);
  return vscode.Disposable.from(
    new vscode.Disposable(() => {
      for (const each of later) each.dispose();
    }),
    tree,
    documents,
    tree.view.onDidChangeVisibility(follow),
    vscode.workspace.onDidGrantWorkspaceTrust(follow),
    vscode.workspace.onDidChangeConfiguration(async (event) => {
      if (event.affectsConfiguration('kata.paths.kubectl') && loaded) (await desk()).watch.again();
    }),
    ...actions.map(([id, action]) =>
      vscode.commands.registerCommand(id, async (node: unknown) => {
        const { perform } = await import('./actions');
        await guarded({ ask: askHere, log }, async () => perform(action, await desk(), node));
      }),
    ),
    vscode.commands.registerCommand(commands.clusterRefresh, async () => {
      await tree.focus();
      if (loaded) (await desk()).watch.again();
      await follow();
    }),
    vscode.commands.registerCommand(commands.clusterShowMore, async (id: unknown) => {
      if (typeof id === 'string') (await desk()).watch.model?.showMore(id);
    }),
    vscode.commands.registerCommand(
      commands.clusterContext,
      onDesk(({ selectContext }, on) => selectContext(on)),
    ),
    vscode.commands.registerCommand(
      commands.clusterNamespaces,
      onDesk(({ selectNamespaces }, on) => selectNamespaces(on)),
    ),
    vscode.commands.registerCommand(
      commands.clusterGroupBy,
      onDesk(({ selectGrouping }, on) => selectGrouping(on)),
    ),
    vscode.commands.registerCommand(commands.clusterReport, async () => {
      await tree.focus();
      await follow();
      const { showReport } = await import('./commands');
      await showReport(await desk());
    }),
  );
}
