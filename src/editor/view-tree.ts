/** A tree view over plain data: batches its changes, shows progress, keeps what was there before while work goes on. */
import * as vscode from 'vscode';
import type { contextKeys, views } from './contributions';

/** One line of a tree. A new object with the same id replaces the old one; selection and expansion stay. */
export interface ViewNode {
  /** Unlike all others of the tree. */
  readonly id: string;
  readonly label: string;
  /** Behind the label: the state in a word. */
  readonly description?: string;
  readonly icon?: vscode.ThemeIcon;
  /** What a screen reader says; default: label and description. */
  readonly spoken?: string;
  /** Made when the pointer rests on the line. */
  readonly tooltip?: () => vscode.MarkdownString;
  /** Words for `viewItem` in `when` clauses. */
  readonly words?: readonly string[];
  readonly children?: readonly ViewNode[];
  /** Whether the children are shown at first. When this changes, it stands above what the user chose before. */
  readonly expanded?: boolean;
  /** Runs when the line is clicked. */
  readonly command?: vscode.Command;
}

/** Everything that a view shows. */
export interface ViewContent {
  readonly nodes: readonly ViewNode[];
  /** Above the tree; it wraps where a line of the tree would be cut. */
  readonly message?: string;
  readonly badge?: vscode.ViewBadge;
}

/** How long changes are gathered before they are shown, in ms. */
const pause = 100;

export class ViewTree implements vscode.TreeDataProvider<ViewNode>, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<undefined>();
  readonly onDidChangeTreeData = this.changed.event;
  readonly view: vscode.TreeView<ViewNode>;
  private content: ViewContent = { nodes: [] };
  private timer: NodeJS.Timeout | undefined;
  private working: AbortController | undefined;

  /** `busyKey`: the context key that is set while work goes on. */
  constructor(
    private readonly id: (typeof views)[keyof typeof views],
    private readonly busyKey: (typeof contextKeys)[keyof typeof contextKeys],
  ) {
    this.view = vscode.window.createTreeView(id, { treeDataProvider: this, showCollapseAll: true });
  }

  /** Brings the view to the front. */
  async focus(): Promise<void> {
    await vscode.commands.executeCommand(`${this.id}.focus`);
  }

  /** Shows something else, soon. */
  show(content: ViewContent): void {
    this.content = content;
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      const { message, badge } = this.content;
      this.view.message = message ?? '';
      this.view.badge = badge;
      this.changed.fire(undefined);
    }, pause);
  }

  /**
   * Shows progress while `work` goes on, and sets the context key. Work that goes on already is cancelled.
   * Rejects as `work` does.
   */
  async busy(work: (signal: AbortSignal) => Promise<void>): Promise<void> {
    this.working?.abort();
    const controller = (this.working = new AbortController());
    this.setBusy(true);
    try {
      await vscode.window.withProgress({ location: { viewId: this.id } }, () => work(controller.signal));
    } finally {
      if (this.working === controller) {
        this.working = undefined;
        this.setBusy(false);
      }
    }
  }

  /** Cancels the work that goes on. */
  stop(): void {
    this.working?.abort();
  }

  getChildren(node?: ViewNode): ViewNode[] {
    return [...(node ? (node.children ?? []) : this.content.nodes)];
  }

  getTreeItem(node: ViewNode): vscode.TreeItem {
    const { None, Collapsed, Expanded } = vscode.TreeItemCollapsibleState;
    const state = !node.children ? None : node.expanded ? Expanded : Collapsed;
    const item = new vscode.TreeItem(node.label, state);
    // VS Code keeps the expansion of an id: another id where the first choice is another one
    item.id = `${node.id}:${state}`;
    if (node.description !== undefined) item.description = node.description;
    if (node.icon) item.iconPath = node.icon;
    if (node.words) item.contextValue = node.words.join(' ');
    if (node.command) item.command = node.command;
    item.accessibilityInformation = {
      label: node.spoken ?? [node.label, node.description].filter((word) => word).join(', '),
    };
    return item;
  }

  resolveTreeItem(item: vscode.TreeItem, node: ViewNode): vscode.TreeItem {
    if (node.tooltip) item.tooltip = node.tooltip();
    return item;
  }

  dispose(): void {
    this.stop();
    clearTimeout(this.timer);
    this.view.dispose();
    this.changed.dispose();
  }

  private setBusy(busy: boolean): void {
    void vscode.commands.executeCommand('setContext', this.busyKey, busy);
  }
}
