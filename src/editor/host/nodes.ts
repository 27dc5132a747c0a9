/** What the Host view shows of the check's results. */
import * as vscode from 'vscode';
import type { Check, Remedy, Report, Status, Step, VerdictStatus } from '../../host';
import { commands } from '../contributions';
import { actionWords, fixWords } from './actions';
import type { HostResults } from './check';
import { checkTooltip } from './tooltip';
import {
  answerIcon,
  answerWord,
  counted,
  gravest,
  statusIcon,
  statusWord,
  topicNames,
  verdictWord,
} from './words';
import { plain, visible } from '../untrusted-text';
import type { ViewContent, ViewNode } from '../view-tree';

/** A line of the tree that says what to do. */
export interface FixNode extends ViewNode {
  readonly fix: Remedy | undefined;
}

/** A line of the tree that stands for a check. */
export interface CheckNode extends FixNode {
  readonly check: Check;
}

/** Whether what a command was given is a line for a check. */
export const isCheckNode = (node: unknown): node is CheckNode =>
  typeof node === 'object' && node !== null && 'check' in node;

/** Whether what a command was given is a line with something to do. */
export const isFixNode = (node: unknown): node is FixNode =>
  typeof node === 'object' && node !== null && 'fix' in node;

/** The verdict, the workloads, then the checks by topic. */
export function hostContent(results: HostResults): ViewContent {
  const { checks, report, running } = results;
  const { t } = vscode.l10n;
  const failures = checks.filter(({ status }) => status === 'failed').length;
  const nodes = [...(report ? resultNodes(report, running) : []), ...topicNodes(results)];
  const message = messageOf(results);
  return {
    nodes,
    ...(message !== undefined && { message }),
    ...(report && { description: visible(report.machine.cpu ?? report.machine.arch, 100) }),
    ...(failures > 0 && {
      badge: {
        value: failures,
        tooltip: failures === 1 ? t('1 host check failed') : t('{0} host checks failed', failures),
      },
    }),
  };
}

function messageOf({ checks, stale, report, running }: HostResults): string | undefined {
  const { t } = vscode.l10n;
  if (running) return stale.size > 0 ? t('Checking again; grey is what was before.') : t('Checking…');
  if (checks.length === 0) return undefined;
  if (!report || stale.size > 0) return t('The check was stopped before its end. Check again to see all.');
  return visible(report.verdict.text);
}

function verdictNode({ verdict }: Report, running: boolean): ViewNode {
  const { t } = vscode.l10n;
  const word = verdictWord(verdict.status);
  return {
    id: 'verdict',
    label: word,
    ...(running && { description: t('before') }),
    icon: statusIcon(verdictStatus[verdict.status], running),
    spoken: t('Verdict: {0}. {1}', word, visible(verdict.text)),
    tooltip: () => new vscode.MarkdownString(plain(verdict.text)),
    words: ['verdict'],
    command: { title: t('Show Host Report'), command: commands.hostReport },
  };
}

/** The verdict, the way to ready, and what the host can take. */
function resultNodes(report: Report, running: boolean): readonly ViewNode[] {
  const { t } = vscode.l10n;
  const { next, workloads } = report.verdict;
  const workloadsNode: ViewNode = {
    id: 'workloads',
    label: t('Workloads'),
    description: t(
      '{0} of {1} now',
      workloads.filter(({ answer }) => answer === 'yes').length,
      workloads.length,
    ),
    icon: new vscode.ThemeIcon('package'),
    expanded: true,
    children: workloads.map(({ id, title, answer, reason }) => ({
      id: `workload:${id}`,
      label: title,
      description: answerWord(answer),
      icon: answerIcon(answer, running),
      spoken: t('{0}: {1}. {2}', title, answerWord(answer), visible(reason)),
      tooltip: () => new vscode.MarkdownString(plain(reason)),
    })),
  };
  const stepsNode: ViewNode = {
    id: 'next',
    label: t('What to do'),
    description: String(next.length),
    icon: new vscode.ThemeIcon('checklist'),
    expanded: true,
    children: next.map(stepNode),
  };
  return [verdictNode(report, running), ...(next.length > 0 ? [stepsNode] : []), workloadsNode];
}

function stepNode({ id, ...fix }: Step, index: number): FixNode {
  const { text, command } = fix;
  const label = visible(text, 300);
  return {
    fix,
    // A check may ask for two things: to start Docker, and to register Kata with it
    id: `next:${index}:${id}`,
    label: `${index + 1}. ${label}`,
    icon: new vscode.ThemeIcon('arrow-small-right'),
    tooltip: () => {
      const tooltip = new vscode.MarkdownString(plain(text));
      if (command !== undefined) tooltip.appendCodeblock(visible(command), 'sh');
      return tooltip;
    },
    words: fixWords(fix),
  };
}

const verdictStatus: Readonly<Record<VerdictStatus, Status>> = {
  ready: 'ok',
  partly: 'warning',
  'not-ready': 'failed',
  unknown: 'unknown',
};

function topicNodes({ checks, stale }: HostResults): readonly ViewNode[] {
  return Object.entries(topicNames()).flatMap(([topic, label]): ViewNode | [] => {
    const members = checks.filter((check) => check.topic === topic);
    if (members.length === 0) return [];
    const state = gravest(members);
    const isStale = members.some(({ id }) => stale.has(id));
    return {
      id: topic,
      label,
      description: counted(members),
      spoken: vscode.l10n.t('{0}: {1}', label, counted(members, true)),
      icon: statusIcon(state, isStale),
      words: ['topic'],
      expanded: state === 'failed' || state === 'warning',
      children: members.map((check) => checkNode(check, stale.has(check.id))),
    };
  });
}

function checkNode(check: Check, stale: boolean): CheckNode {
  const { t } = vscode.l10n;
  const word = statusWord(check.status);
  const title = visible(check.title, 200);
  return {
    check,
    fix: check.fix,
    id: `check:${check.id}`,
    label: title,
    description: stale ? t('{0} before', word) : word,
    icon: statusIcon(check.status, stale),
    spoken: t('{0}: {1}. {2}', title, word, visible(check.detail, 300)),
    tooltip: () => checkTooltip(check),
    words: actionWords(check),
  };
}
