/** What the Sandboxes view shows of a snapshot. */
import * as vscode from 'vscode';
import { engineCall, isId, standingOf, type Sandbox, type Snapshot, type SourceKind } from '../../sandboxes';
import { visible } from '../untrusted-text';
import type { ViewContent, ViewNode } from '../view-tree';
import { problemNodes, staleMessage } from './sources';
import { sandboxTooltip } from './tooltip';
import { warningIcon } from '../icons';
import { descriptionOf, iconOf, sourceWord, stateWord } from './words';

/** A line for a sandbox, or for one of a pod's containers. */
export interface SandboxNode extends ViewNode {
  readonly sandbox: Sandbox;
  readonly container?: Container;
}

export const isSandboxNode = (node: unknown): node is SandboxNode =>
  typeof node === 'object' && node !== null && 'sandbox' in node;

export interface ContentOptions {
  /** Shows containers of other runtimes, too. */
  readonly showOthers: boolean;
}

/** The lines: what claims Kata and is not, sandboxes in their groups, sources that don't answer. */
export function sandboxContent(snapshot: Snapshot, { showOthers }: ContentOptions): ViewContent {
  const sandboxes = [...snapshot.sandboxes].sort(byName);
  const standing = new Map(sandboxes.map((sandbox) => [sandbox, standingOf(sandbox)]));
  const pretending = sandboxes.filter((sandbox) => standing.get(sandbox) === 'pretends');
  const kata = sandboxes.filter((sandbox) => standing.get(sandbox) === 'kata');
  const others = showOthers ? sandboxes.filter((sandbox) => standing.get(sandbox) === 'other') : [];
  const lines = [...pretendingGroup(pretending), ...bySource([...kata, ...others])];
  const message = staleMessage(snapshot);
  const asked = snapshot.states.filter(({ problem }) => !problem).map(({ source }) => sourceWord(source));
  // With nothing to show, a welcome says why
  if (lines.length === 0) return { nodes: [] };
  return {
    nodes: [...lines, ...problemNodes(snapshot.states)],
    ...(message !== undefined && { message }),
    ...(asked.length > 0 && { description: asked.join(', ') }),
    ...(pretending.length > 0 && { badge: pretendingBadge(pretending.length) }),
  };
}

const collator = new Intl.Collator('en', { numeric: true });
const byName = (a: Sandbox, b: Sandbox): number =>
  collator.compare(labelOf(a), labelOf(b)) || (a.id < b.id ? -1 : 1);

type Container = NonNullable<Sandbox['containers']>[number];

const byContainerName = (a: Container, b: Container): number =>
  collator.compare(a.name, b.name) || (a.id < b.id ? -1 : 1);

function pretendingBadge(value: number): vscode.ViewBadge {
  const { t } = vscode.l10n;
  return {
    value,
    tooltip:
      value === 1
        ? t('1 container claims Kata, but is not')
        : t('{0} containers claim Kata, but are not', value),
  };
}

function pretendingGroup(members: readonly Sandbox[]): readonly ViewNode[] {
  if (members.length === 0) return [];
  const { t } = vscode.l10n;
  const text = t(
    'These were started with a runtime that is called Kata, but no VM is around them: they share the kernel of the host.',
  );
  return [
    {
      id: 'pretends',
      label: t('Claims Kata, but is not'),
      // Short: there is no room beside the label
      description: String(members.length),
      spoken: t('Claims Kata, but is not: {0} containers', members.length),
      icon: warningIcon(),
      tooltip: () => new vscode.MarkdownString(text),
      words: ['group'],
      expanded: true,
      children: members.map(sandboxNode),
    },
  ];
}

const order: readonly SourceKind[] = ['docker', 'nerdctl', 'cri', 'containerd', 'podman', 'processes'];

/** Groups by source only where there are several. */
function bySource(members: readonly Sandbox[]): readonly ViewNode[] {
  const ordered = [...members].sort((a, b) => order.indexOf(a.source.kind) - order.indexOf(b.source.kind));
  const sources = groupBy(ordered, ({ source: { kind, name } }) =>
    kind === 'processes' ? kind : `${kind} ${name ?? ''}`,
  );
  if (sources.size <= 1) return byGroup(members, '');
  return [...sources].map(([key, own]) => ({
    id: `source:${key}`,
    label: own[0] ? sourceWord(own[0].source) : '',
    description: counted(own),
    icon: new vscode.ThemeIcon('server'),
    words: ['group'],
    expanded: true,
    children: byGroup(own, key),
  }));
}

/** Compose projects and Kubernetes' namespaces first, then what belongs to none. */
function byGroup(members: readonly Sandbox[], source: string): readonly ViewNode[] {
  const grouped = members.filter(({ group }) => group !== undefined);
  const groups = groupBy(grouped, ({ group }) => `${group?.kind ?? ''}:${group?.name ?? ''}`);
  const nodes = [...groups]
    .sort(([a], [b]) => collator.compare(a, b))
    .map(([key, own]): ViewNode => {
      const { t } = vscode.l10n;
      const group = own[0]?.group;
      const kind = group?.kind === 'compose' ? 'Compose' : t('namespace');
      return {
        id: `group:${source}:${key}`,
        label: visible(group?.name ?? '', 100),
        description: `${kind} · ${counted(own)}`,
        icon: new vscode.ThemeIcon(group?.kind === 'compose' ? 'layers' : 'symbol-namespace'),
        words: ['group'],
        expanded: true,
        children: own.map(sandboxNode),
      };
    });
  return [...nodes, ...members.filter(({ group }) => group === undefined).map(sandboxNode)];
}

function groupBy<T>(members: readonly T[], key: (member: T) => string): ReadonlyMap<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const member of members) {
    const own = groups.get(key(member));
    if (own) own.push(member);
    else groups.set(key(member), [member]);
  }
  return groups;
}

function counted(members: readonly Sandbox[]): string {
  const { t } = vscode.l10n;
  const running = members.filter(({ state }) => state === 'running').length;
  return running === members.length
    ? t('{0} running', running)
    : t('{0} of {1} running', running, members.length);
}

/** A dev container is called as its folder is; others as their engine calls them. */
function labelOf({ name, devContainerFolder, id }: Sandbox): string {
  const folder = devContainerFolder?.split(/[/\\]/).findLast((part) => part !== '');
  return visible(folder ?? (name === '' ? id.slice(0, 12) : name), 100);
}

function sandboxNode(sandbox: Sandbox): SandboxNode {
  const { source, id, containers } = sandbox;
  const label = labelOf(sandbox);
  const description = descriptionOf(sandbox);
  const key = `sandbox:${source.local ? 'local' : (source.name ?? '')}:${id}`;
  return {
    sandbox,
    id: key,
    label,
    description,
    icon: iconOf(sandbox),
    spoken: `${label}: ${description}`,
    tooltip: () => sandboxTooltip(sandbox),
    words: abilities(sandbox),
    ...(containers &&
      containers.length > 0 && {
        children: [...containers].sort(byContainerName).map((container): SandboxNode => {
          const name = visible(container.name, 100);
          const { state } = container;
          return {
            sandbox,
            container,
            id: `${key}:${container.id}`,
            label: name,
            description: stateWord(state),
            icon: new vscode.ThemeIcon(state === 'running' ? 'circle-filled' : 'circle-outline'),
            spoken: `${name}: ${stateWord(state)}`,
            tooltip: () => sandboxTooltip(sandbox),
            words: engineAbilities({ sandbox, container }),
          };
        }),
      }),
  };
}

const engineActions = ['logs', 'shell', 'inspect', 'stop', 'restart', 'remove'] as const;

const engineAbilities = (subject: Pick<SandboxNode, 'sandbox' | 'container'>): readonly string[] => [
  'id',
  ...engineActions.filter((action) => engineCall(action, subject) !== undefined),
];

/** Words for `when` clauses: what can be done with it here and now. */
export function abilities(sandbox: Sandbox): readonly string[] {
  const { source, state, isolation, devContainerFolder, id } = sandbox;
  const isKata = standingOf(sandbox) === 'kata' && source.local;
  const isVm = isKata && state === 'running' && isolation.verdict !== 'not-vm' && isId(id);
  return [
    'sandbox',
    ...engineAbilities({ sandbox }),
    ...(isVm ? ['console', 'metrics'] : []),
    ...(isKata ? ['configuration'] : []),
    ...(source.kind === 'docker' && source.current && state === 'running' ? ['prove'] : []),
    ...(devContainerFolder !== undefined && source.local ? ['folder'] : []),
  ];
}
