/** What can be done with sandboxes, and how a command finds those that it is meant for. */
import * as vscode from 'vscode';
import { engineCall, isAlive, type Call, type EngineAction } from '../../sandboxes';
import type { Item } from '../devcontainer/desk';
import { inContainer } from '../devcontainer/guard';
import { commands } from '../contributions';
import { places, requireTrust } from '../runner';
import { copy } from '../terminal';
import { inert, visible } from '../untrusted-text';
import type { SandboxDesk } from './desk';
import { openConfiguration, openConsole, showMetrics } from './guest';
import { isSandboxNode, sandboxContent, type SandboxNode } from './nodes';
import { showDetails } from './details';

export type Action =
  EngineAction | 'details' | 'console' | 'metrics' | 'configuration' | 'prove' | 'folder' | 'id';

/** The word in a line's `words` that says that an action is possible. */
const ability = (action: Action): string => (action === 'details' ? 'sandbox' : action);

/** Does something with the lines that a command was given, else with those chosen in the view, else with one asked for. */
export async function perform(action: Action, desk: SandboxDesk, node: unknown, all: unknown): Promise<void> {
  const nodes = await nodesFor(action, desk, node, all);
  if (nodes.length === 0) return;
  if (action === 'id') {
    await copy(nodes.map(({ sandbox, container }) => (container ?? sandbox).id).join('\n'));
    return;
  }
  if (!(await requireTrust())) return;
  switch (action) {
    case 'stop':
    case 'restart':
    case 'remove':
      await change(action, desk, nodes);
      return;
    default:
      for (const each of nodes) await look(action, desk, each);
  }
}

async function look(
  action: Exclude<Action, 'id' | 'stop' | 'restart' | 'remove'>,
  desk: SandboxDesk,
  node: SandboxNode,
): Promise<void> {
  const { t } = vscode.l10n;
  const { sandbox } = node;
  switch (action) {
    case 'logs':
      openTerminal(node, action, t('{0}: logs', node.label));
      return;
    case 'shell':
      openTerminal(node, action, node.label);
      return;
    case 'inspect':
      await inspect(desk, node);
      return;
    case 'details':
      await showDetails(desk, desk.watch.newest(sandbox));
      return;
    case 'console':
      await openConsole(desk, sandbox);
      return;
    case 'metrics':
      await showMetrics(desk, sandbox);
      return;
    case 'configuration':
      await openConfiguration(desk, sandbox);
      return;
    case 'prove':
      await vscode.commands.executeCommand(commands.proveIsolation, sandbox.id);
      return;
    case 'folder':
      await openFolder(desk, sandbox.devContainerFolder ?? '');
  }
}

async function nodesFor(
  action: Action,
  desk: SandboxDesk,
  node: unknown,
  all: unknown,
): Promise<readonly SandboxNode[]> {
  const able = (one: unknown): one is SandboxNode =>
    isSandboxNode(one) && (one.words ?? []).includes(ability(action));
  const given = Array.isArray(all) && all.includes(node) ? (all as readonly unknown[]) : [node];
  if (node !== undefined) return given.filter(able);
  const chosen = desk.selection().filter(able);
  return chosen.length > 0 ? chosen : askFor(desk, able);
}

/** Whether sandboxes may be looked for here; where not, says why. */
export async function mayLook({ ask }: SandboxDesk): Promise<boolean> {
  if (!inContainer()) return requireTrust();
  const { t } = vscode.l10n;
  await ask.tell(
    'information',
    t('This window is inside a container: the host and its sandboxes are out of sight.'),
  );
  return false;
}

/** From the command palette, where nothing is chosen in the view. */
async function askFor(
  desk: SandboxDesk,
  able: (node: unknown) => node is SandboxNode,
): Promise<readonly SandboxNode[]> {
  const { t } = vscode.l10n;
  if (!(await mayLook(desk))) return [];
  const { nodes } = sandboxContent(await desk.watch.current(), { showOthers: false });
  const items = flat(nodes)
    .filter(able)
    .map((value): Item<SandboxNode> => ({
      label: inert(value.container ? `${visible(value.sandbox.name, 60)}: ${value.label}` : value.label),
      ...(value.description !== undefined && { description: value.description }),
      value,
    }));
  if (items.length === 0) {
    await desk.ask.tell(
      'information',
      t('There is no Kata sandbox on this host that this could be done with.'),
    );
    return [];
  }
  const chosen = await desk.ask.choose(items, { title: t('Sandbox') });
  return chosen ? [chosen.value] : [];
}

const flat = (nodes: SandboxNode['children'] = []): readonly unknown[] =>
  nodes.flatMap((node) => [node, ...flat(node.children)]);

function openTerminal(node: SandboxNode, action: 'logs' | 'shell', name: string): void {
  const call = engineCall(action, node);
  if (!call) return;
  const terminal = vscode.window.createTerminal({
    name,
    shellPath: places()[call.command] ?? call.command,
    shellArgs: [...call.args],
    iconPath: new vscode.ThemeIcon(action === 'logs' ? 'output' : 'terminal'),
    isTransient: true,
  });
  terminal.show();
}

async function inspect(desk: SandboxDesk, node: SandboxNode): Promise<void> {
  const call = engineCall('inspect', node);
  if (!call) return;
  const text = await desk.runner.run({ ...call, timeLimit: 10_000, parse: ({ stdout }) => stdout });
  await desk.documents.showText(`${node.label}.json`, (node.container ?? node.sandbox).id, text);
}

async function openFolder(desk: SandboxDesk, path: string): Promise<void> {
  const { t } = vscode.l10n;
  const uri = vscode.Uri.file(path);
  const there = path.startsWith('/') && (await exists(uri));
  if (there) await vscode.commands.executeCommand('vscode.openFolder', uri, { forceNewWindow: true });
  else await desk.ask.tell('information', t('There is no folder {0} on this machine.', visible(path, 200)));
}

const exists = (uri: vscode.Uri): Promise<boolean> =>
  Promise.resolve(vscode.workspace.fs.stat(uri)).then(
    ({ type }) => (type & vscode.FileType.Directory) !== 0,
    () => false,
  );

type Change = 'stop' | 'restart' | 'remove';

/** Asks first where something is lost or several are meant; then all at once, and one message for what failed. */
async function change(action: Change, desk: SandboxDesk, nodes: readonly SandboxNode[]): Promise<void> {
  const { t } = vscode.l10n;
  if ((action === 'remove' || nodes.length > 1) && !(await confirmed(action, desk, nodes))) return;
  closeShells(nodes);
  const results = await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title: progressTitle(action, nodes) },
    () => Promise.allSettled(nodes.map((node) => carryOut(desk, engineCall(action, node)))),
  );
  const failed = results.flatMap((result, index) =>
    result.status === 'rejected' ? [`${nodes[index]?.label ?? ''}: ${reasonOf(result.reason)}`] : [],
  );
  if (failed.length === 0) return;
  for (const line of failed) desk.log.error(line);
  const [first = ''] = failed;
  const more = failed.length - 1;
  await desk.ask.tell('error', more > 0 ? t('{0} (and {1} more)', first, more) : first);
}

/** Shells end with their container: VS Code would say of each that it failed, in an error message of its own. */
function closeShells(nodes: readonly SandboxNode[]): void {
  const ids = new Set(nodes.map(({ sandbox, container }) => (container ?? sandbox).id));
  for (const terminal of vscode.window.terminals) {
    const args = 'shellArgs' in terminal.creationOptions ? terminal.creationOptions.shellArgs : undefined;
    if (Array.isArray(args) && args.includes('exec') && args.some((arg) => ids.has(arg))) terminal.dispose();
  }
}

const carryOut = async (desk: SandboxDesk, call: Call | undefined): Promise<void> => {
  // Docker waits 10 s for a container to end by itself
  if (call) await desk.runner.run({ ...call, timeLimit: 60_000, parse: () => undefined });
};

const reasonOf = (reason: unknown): string =>
  visible(reason instanceof Error ? reason.message : String(reason), 400);

function progressTitle(action: Change, nodes: readonly SandboxNode[]): string {
  const { t } = vscode.l10n;
  const names = nodes.length === 1 ? inert(nodes[0]?.label ?? '') : t('{0} containers', nodes.length);
  switch (action) {
    case 'stop':
      return t('Stopping {0}', names);
    case 'restart':
      return t('Restarting {0}', names);
    case 'remove':
      return t('Removing {0}', names);
  }
}

async function confirmed(action: Change, desk: SandboxDesk, nodes: readonly SandboxNode[]): Promise<boolean> {
  const { t } = vscode.l10n;
  const names = nodes.map(({ label }) => label);
  const listed = names.length > 10 ? [...names.slice(0, 10), t('and {0} more', names.length - 10)] : names;
  const running = nodes.filter(({ sandbox }) => isAlive(sandbox.state)).length;
  const one = nodes.length === 1 ? (names[0] ?? '') : undefined;
  const questions: Readonly<Record<Change, readonly [question: string, detail: string, answer: string]>> = {
    stop: [
      t('Stop {0} containers?', nodes.length),
      t('Their processes are asked to end, and ended after 10 seconds.'),
      t('Stop'),
    ],
    restart: [
      t('Restart {0} containers?', nodes.length),
      t('Those that run are stopped first.'),
      t('Restart'),
    ],
    remove: [
      one === undefined ? t('Remove {0} containers?', nodes.length) : t('Remove {0}?', one),
      [
        t('What was written inside and is in no volume is lost.'),
        ...(running > 0
          ? [
              nodes.length === 1
                ? t('It runs: it is killed first (--force), without time to end by itself.')
                : t(
                    '{0} of them run: they are killed first (--force), without time to end by themselves.',
                    running,
                  ),
            ]
          : []),
      ].join(' '),
      running > 0 ? t('Kill and Remove') : t('Remove'),
    ],
  };
  const [question, detail, answer] = questions[action];
  const full = one === undefined ? `${detail}\n\n${listed.join('\n')}` : detail;
  return (await desk.ask.confirm('warning', question, full, answer)) === answer;
}
