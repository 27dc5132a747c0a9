/** How the host check's results are called and drawn. */
import * as vscode from 'vscode';
import type { Check, Status, Suitability, TopicId, VerdictStatus } from '../../host';

const { ThemeIcon, ThemeColor } = vscode;

/** A state in a word. */
export function statusWord(status: Status): string {
  const { t } = vscode.l10n;
  switch (status) {
    case 'ok':
      return t('ok');
    case 'warning':
      return t('warning');
    case 'failed':
      return t('failed');
    case 'unknown':
      return t('unknown');
    case 'not-applicable':
      return t('not applicable');
  }
}

/** A verdict in a few words. */
export function verdictWord(status: VerdictStatus): string {
  const { t } = vscode.l10n;
  switch (status) {
    case 'ready':
      return t('Ready for Kata');
    case 'partly':
      return t('Partly ready');
    case 'not-ready':
      return t('Not ready');
    case 'unknown':
      return t('Cannot tell');
  }
}

/** Whether a kind of workload can run here, in a word. */
export function answerWord(answer: Suitability): string {
  const { t } = vscode.l10n;
  switch (answer) {
    case 'yes':
      return t('yes');
    case 'after-setup':
      return t('after setup');
    case 'no':
      return t('no');
    case 'unknown':
      return t('unknown');
  }
}

/** The icon of such an answer; `stale`: in grey. */
export function answerIcon(answer: Suitability, stale: boolean): vscode.ThemeIcon {
  if (answer === 'after-setup')
    return new ThemeIcon('tools', new ThemeColor(stale ? 'disabledForeground' : 'descriptionForeground'));
  return statusIcon(answerStatus[answer], stale);
}

const answerStatus = { yes: 'ok', no: 'not-applicable', unknown: 'unknown' } as const;

/** The icon of a state: its shape tells the state, too. `stale`: in grey. */
export function statusIcon(status: Status, stale = false): vscode.ThemeIcon {
  const [id, color] = statusIcons[status];
  return new ThemeIcon(id, new ThemeColor(stale ? 'disabledForeground' : color));
}

const statusIcons: Readonly<Record<Status, readonly [icon: string, color: string]>> = {
  ok: ['pass', 'testing.iconPassed'],
  warning: ['warning', 'problemsWarningIcon.foreground'],
  failed: ['error', 'problemsErrorIcon.foreground'],
  unknown: ['question', 'descriptionForeground'],
  'not-applicable': ['circle-slash', 'disabledForeground'],
};

/** The groups of the view, in their order. */
export function topicNames(): Readonly<Record<TopicId, string>> {
  const { t } = vscode.l10n;
  return {
    machine: t('Machine'),
    virtualization: t('Virtualization'),
    devices: t('Devices'),
    kernel: t('Kernel'),
    resources: t('Resources'),
    tee: t('Confidential computing'),
    gpu: t('GPU'),
    kata: t('Kata'),
    engines: t('Container engines'),
    tools: t('Tools'),
  };
}

/** How many checks have a state: `2 warnings`. */
export function countWord(status: Status, count: number): string {
  const { t } = vscode.l10n;
  switch (status) {
    case 'ok':
      return t('{0} ok', count);
    case 'warning':
      return count === 1 ? t('1 warning') : t('{0} warnings', count);
    case 'failed':
      return t('{0} failed', count);
    case 'unknown':
      return t('{0} unknown', count);
    case 'not-applicable':
      return t('{0} not applicable', count);
  }
}

/** What a group comes to: `2 failed, 1 unknown`; what is well is only counted where `all` is set or nothing else is. */
export function counted(checks: readonly Check[], all = false): string {
  const counts = order
    .map((status) => ({ status, count: checks.filter((check) => check.status === status).length }))
    .filter(({ count }) => count > 0);
  const notable = counts.filter(({ status }) => all || (status !== 'ok' && status !== 'not-applicable'));
  return notable.length > 0
    ? notable.map(({ status, count }) => countWord(status, count)).join(', ')
    : statusWord(gravest(checks));
}

/** The gravest first. */
const order: readonly Status[] = ['failed', 'warning', 'unknown', 'ok', 'not-applicable'];

/** The state of a group: that of its gravest check. */
export const gravest = (checks: readonly Check[]): Status =>
  order.find((status) => checks.some((check) => check.status === status)) ?? 'unknown';
