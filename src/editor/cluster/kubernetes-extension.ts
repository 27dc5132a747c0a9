/**
 * Microsoft's Kubernetes extension, where it is at work in this window: the view follows when its context is switched,
 * and its explorer shows our groups below the context. Through its API (vscode-kubernetes-tools-api 1.3): components
 * `configuration` v1_1 and `clusterexplorer` v1.
 */
import * as vscode from 'vscode';
import { commands, views } from '../contributions';
import type { ViewNode } from '../view-tree';
import type { ClusterWatch } from './live';
import { clusterContent } from './nodes';
import { isPodNode } from './pod-nodes';
import type { ScopeMemory } from './scope';

/** What the extension exports. */
export interface ApiBroker {
  get(component: string, version: string): { readonly available: boolean; readonly api?: unknown };
}

interface ConfigurationApi {
  /** Null: no context any more. */
  readonly onDidChangeContext: vscode.Event<string | null>;
}

/** A line of its explorer. */
export interface ExplorerNode {
  getChildren(): Promise<ExplorerNode[]>;
  getTreeItem(): vscode.TreeItem;
}

/** A line of its explorer as it tells of it; `context` is the one that is current. */
export interface ExplorerParent {
  readonly nodeType: string;
  readonly name?: string;
}

/** Its explorer. */
export interface ExplorerApi {
  registerNodeContributor(contributor: {
    contributesChildren(parent: ExplorerParent | undefined): boolean;
    getChildren(parent: ExplorerParent | undefined): Promise<ExplorerNode[]>;
  }): void;
}

/** Its exports, without making it start. */
export function kubernetesExtension(): ApiBroker | undefined {
  const found = vscode.extensions.getExtension<ApiBroker>('ms-kubernetes-tools.vscode-kubernetes-tools');
  return found?.isActive === true && typeof found.exports.get === 'function' ? found.exports : undefined;
}

/** Joins it. Its API has no way to take a contributor back: after the end of the window's work it shows nothing. */
export function joinKubernetes(
  broker: ApiBroker,
  watch: Pick<ClusterWatch, 'model' | 'again'>,
  memory: ScopeMemory,
): vscode.Disposable {
  let isOver = false;
  const api = (component: string, version: string): unknown => {
    const found = broker.get(component, version);
    return found.available ? found.api : undefined;
  };
  const configuration = api('configuration', 'v1_1') as ConfigurationApi | undefined;
  const explorer = api('clusterexplorer', 'v1') as ExplorerApi | undefined;
  explorer?.registerNodeContributor({
    contributesChildren: (parent) => !isOver && parent?.nodeType === 'context',
    getChildren: (parent) => Promise.resolve([folder(watch, parent?.name)]),
  });
  return vscode.Disposable.from(
    new vscode.Disposable(() => (isOver = true)),
    ...(configuration
      ? [
          configuration.onDidChangeContext(async () => {
            // It has written the context to the kubeconfig: whoever switched there wants to see it here, too
            await memory.setContext(undefined);
            watch.again();
          }),
        ]
      : []),
  );
}

/** The line below a context. What is below it is what our view shows; nothing is asked for it. */
function folder(watch: Pick<ClusterWatch, 'model'>, context: string | undefined): ExplorerNode {
  const { t } = vscode.l10n;
  const title = t('Confidential Pods');
  const open: ViewNode = {
    id: 'open',
    label: t('Open the view {0}', title),
    command: { title, command: `${views.cluster}.focus` },
  };
  return explorerNode({
    id: 'kata',
    label: title,
    icon: new vscode.ThemeIcon('shield'),
    later: () => {
      const { model } = watch;
      const nodes = model?.scope.context.name === context && model ? clusterContent(model).nodes : [];
      return nodes.length > 0 ? nodes : [open];
    },
  });
}

const { None, Collapsed } = vscode.TreeItemCollapsibleState;

const explorerNode = (node: ViewNode): ExplorerNode => ({
  getChildren: () => Promise.resolve((node.children ?? node.later?.() ?? []).map(explorerNode)),
  getTreeItem: () => {
    const item = new vscode.TreeItem(node.label, node.children || node.later ? Collapsed : None);
    if (node.description !== undefined) item.description = node.description;
    if (node.icon) item.iconPath = node.icon;
    const details = { title: '', command: commands.clusterDetails, arguments: [node] };
    const command = node.command ?? (isPodNode(node) ? details : undefined);
    if (command) item.command = command;
    return item;
  },
});
