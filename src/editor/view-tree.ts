/**
 * A tree view over plain data: batches its changes, draws only the lines that are not as before, shows progress, keeps
 * what was there before while work goes on.
 */
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
  /** Made when the pointer rests on the line; what has to be asked for first may come later. */
  readonly tooltip?: () => vscode.MarkdownString | Promise<vscode.MarkdownString>;
  /** Words for `viewItem` in `when` clauses. */
  readonly words?: readonly string[];
  readonly children?: readonly ViewNode[];
  /**
   * Instead of `children`: makes them when the line is opened, and from then on whenever the view is shown anew, for
   * lines under which there may be thousands.
   */
  readonly later?: () => readonly ViewNode[];
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
  /** Behind the view's title. */
  readonly description?: string;
  readonly badge?: vscode.ViewBadge;
}

/** How long changes are gathered before they are shown, in ms. */
const pause = 100;
/** A tooltip that was made longer ago than this is made again when the pointer comes back, in ms. */
const tooltipAge = 30_000;

/** A line as VS Code knows it: one object for as long as it is there, with the newest of its fields. */
type Line = { -readonly [Key in keyof ViewNode]: ViewNode[Key] };

const { None, Collapsed, Expanded } = vscode.TreeItemCollapsibleState;
const stateOf = ({ children, later, expanded }: ViewNode): vscode.TreeItemCollapsibleState =>
  !children && !later ? None : expanded ? Expanded : Collapsed;
/** VS Code keeps the expansion of an id: another id where the first choice is another one. */
const keyOf = (node: ViewNode): string => `${node.id}:${stateOf(node)}`;

/** What is drawn of a line. */
const drawn = ({ label, description, icon, spoken, words, command }: ViewNode): readonly unknown[] => [
  label,
  description,
  icon?.id,
  icon?.color?.id,
  spoken,
  words?.join(' '),
  command?.command,
];

const same = (a: readonly unknown[] = [], b: readonly unknown[] = []): boolean =>
  a.length === b.length && a.every((value, index) => value === b[index]);

/** What a view can do beyond showing lines. */
export interface ViewOptions {
  /** The context key that is set while work goes on. */
  readonly busyKey?: (typeof contextKeys)[keyof typeof contextKeys];
  /** Several lines can be chosen; commands are then given all of them as their second argument. */
  readonly canSelectMany?: boolean;
}

export class ViewTree implements vscode.TreeDataProvider<ViewNode>, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<ViewNode[] | undefined>();
  readonly onDidChangeTreeData = this.changed.event;
  readonly view: vscode.TreeView<ViewNode>;
  private content: ViewContent = { nodes: [] };
  private roots: readonly Line[] = [];
  private lines = new Map<string, Line>();
  /** Lines with `later` that somebody opened. */
  private readonly opened = new WeakSet<Line>();
  /** What each line was last made of. */
  private readonly sources = new WeakMap<Line, ViewNode>();
  private readonly tooltips = new Map<ViewNode, number>();
  private timer: NodeJS.Timeout | undefined;
  private working: AbortController | undefined;

  constructor(
    private readonly id: (typeof views)[keyof typeof views],
    private readonly options: ViewOptions = {},
  ) {
    this.view = vscode.window.createTreeView(id, {
      treeDataProvider: this,
      showCollapseAll: true,
      canSelectMany: options.canSelectMany ?? false,
    });
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
      const { nodes, message, description, badge } = this.content;
      this.view.message = message ?? '';
      this.view.description = description ?? '';
      this.view.badge = badge;
      this.draw(nodes);
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
    const line: Line | undefined = node;
    if (line?.later && !this.opened.has(line)) {
      this.opened.add(line);
      line.children = line.later().map((child) => this.take(child, this.lines, []));
    }
    return [...(line ? (line.children ?? []) : this.roots)];
  }

  getTreeItem(node: ViewNode): vscode.TreeItem {
    const item = new vscode.TreeItem(node.label, stateOf(node));
    item.id = keyOf(node);
    if (node.description !== undefined) item.description = node.description;
    if (node.icon) item.iconPath = node.icon;
    if (node.words) item.contextValue = node.words.join(' ');
    if (node.command) item.command = node.command;
    item.accessibilityInformation = {
      label: node.spoken ?? [node.label, node.description].filter((word) => word).join(', '),
    };
    return item;
  }

  async resolveTreeItem(item: vscode.TreeItem, node: ViewNode): Promise<vscode.TreeItem> {
    if (!node.tooltip) return item;
    item.tooltip = await node.tooltip();
    this.tooltips.set(node, performance.now());
    return item;
  }

  dispose(): void {
    this.stop();
    clearTimeout(this.timer);
    this.view.dispose();
    this.changed.dispose();
  }

  /** Takes the new lines over into those that VS Code knows, and tells it which are not as before. */
  private draw(nodes: readonly ViewNode[]): void {
    const lines = new Map<string, Line>();
    const changed: Line[] = [];
    const roots = nodes.map((node) => this.take(node, lines, changed));
    const sameRoots = same(this.roots, roots);
    this.roots = roots;
    this.lines = lines;
    const now = performance.now();
    for (const [line, made] of this.tooltips)
      if (now - made > tooltipAge) {
        this.tooltips.delete(line);
        if (lines.get(keyOf(line)) === line) changed.push(line);
      }
    if (!sameRoots) this.changed.fire(undefined);
    else if (changed.length > 0) this.changed.fire([...new Set(changed)]);
  }

  private take(node: ViewNode, lines: Map<string, Line>, changed: Line[]): Line {
    const key = keyOf(node);
    const known = this.lines.get(key);
    if (known && !node.children && this.sources.get(known) === node && !this.opened.has(known)) {
      // The very same as before: of thousands of lines only some have changed
      lines.set(key, known);
      return known;
    }
    const { children: own, ...fields } = node;
    const wanted = own ?? (known && this.opened.has(known) ? node.later?.() : undefined);
    const children = wanted?.map((child) => this.take(child, lines, changed));
    const line: Line = known ?? { ...fields };
    lines.set(key, line);
    this.sources.set(line, node);
    if (known) {
      if (!same(drawn(known), drawn(node)) || !same(known.children, children)) changed.push(known);
      for (const field of Object.keys(known) as (keyof Line)[])
        if (!(field in fields)) Reflect.deleteProperty(known, field);
      Object.assign(known, fields);
    }
    if (children) line.children = children;
    return line;
  }

  private setBusy(busy: boolean): void {
    const { busyKey } = this.options;
    if (busyKey !== undefined) void vscode.commands.executeCommand('setContext', busyKey, busy);
  }
}
