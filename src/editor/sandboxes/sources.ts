/** What the view says of engines that don't answer, and why there is nothing to show. */
import * as vscode from 'vscode';
import type { Snapshot, SourceKind, SourceState } from '../../sandboxes';
import { visible } from '../untrusted-text';
import type { ViewNode } from '../view-tree';
import { sourceWord } from './words';

/** A line for a source that does not answer. */
export interface ProblemNode extends ViewNode {
  readonly problem: NonNullable<SourceState['problem']>;
  readonly kind: SourceKind;
}

const isProblemNode = (node: unknown): node is ProblemNode =>
  typeof node === 'object' && node !== null && 'problem' in node;

/** What may help, for a terminal: the command of a line's problem, else of the first problem that has one. */
export function problemCommand(node: unknown, snapshot: Snapshot | undefined): string | undefined {
  if (isProblemNode(node)) return node.problem.command;
  return snapshot?.states.flatMap(({ problem }) => problem?.command ?? [])[0];
}

/** A line for each engine that does not answer: Docker's stands alone, the others are aside in one. */
export function problemNodes(states: readonly SourceState[]): readonly ViewNode[] {
  const { t } = vscode.l10n;
  const nodes = states.flatMap(problemNode);
  const first = nodes.filter(({ kind }) => kind === 'docker');
  const others = nodes.filter(({ kind }) => kind !== 'docker');
  if (others.length === 0) return first;
  return [
    ...first,
    {
      id: 'problems',
      label: t('Not looked into'),
      description: others.map(({ label }) => label).join(', '),
      icon: new vscode.ThemeIcon('info', new vscode.ThemeColor('disabledForeground')),
      tooltip: () =>
        new vscode.MarkdownString(
          t(
            'These engines are installed, but did not tell what they run. Sandboxes of theirs are seen as processes only.',
          ),
        ),
      words: ['group'],
      children: others,
    },
  ];
}

function problemNode({ source, problem }: SourceState): ProblemNode | [] {
  if (!problem) return [];
  const label = sourceWord(source);
  const description = problemWord(problem.kind);
  return {
    problem,
    kind: source.kind,
    id: `problem:${source.kind}:${source.name ?? ''}`,
    label,
    description,
    icon: new vscode.ThemeIcon(problem.kind === 'not-permitted' ? 'lock' : 'debug-disconnect'),
    spoken: `${label}: ${description}. ${visible(problem.message, 300)}`,
    tooltip: () => {
      const tooltip = new vscode.MarkdownString().appendText(visible(problem.message, 1_000));
      return problem.command === undefined
        ? tooltip
        : tooltip.appendCodeblock(visible(problem.command), 'sh');
    },
    words: ['problem', ...(problem.command === undefined ? [] : ['command'])],
  };
}

function problemWord(kind: ProblemNode['problem']['kind']): string {
  const { t } = vscode.l10n;
  switch (kind) {
    case 'missing':
      return t('not installed');
    case 'not-permitted':
      return t('no permission');
    case 'unreachable':
      return t('does not answer');
    case 'timed-out':
      return t('did not answer in time');
    case 'failed':
      return t('failed');
  }
}

/** What is shown of a source that does not answer is from before. */
export function staleMessage({ sandboxes, states }: Snapshot): string | undefined {
  const { t } = vscode.l10n;
  const away = states.filter(
    ({ source, problem }) =>
      problem &&
      sandboxes.some(
        (sandbox) =>
          sandbox.source.kind === source.kind &&
          (source.name === undefined || sandbox.source.name === source.name),
      ),
  );
  return away.length === 0
    ? undefined
    : t(
        '{0} does not answer: what is shown of it is from before. This view follows when it is back.',
        away.map(({ source }) => sourceWord(source)).join(', '),
      );
}

/** Why there is nothing to show; the welcome for it. */
export type Empty = 'no-engine' | 'denied' | 'down' | 'failed' | 'no-runtime' | 'none';

/** The reason that helps most: an engine that answers stands above those that don't. */
export function whyEmpty({ states, registered }: Snapshot): Empty {
  if (states.length === 0) return 'no-engine';
  if (states.some(({ problem }) => !problem)) return registered === false ? 'no-runtime' : 'none';
  const kinds = states.flatMap(({ problem }) => problem?.kind ?? []);
  return kinds.includes('unreachable') ? 'down' : kinds.includes('not-permitted') ? 'denied' : 'failed';
}
