/** The page about a pod: what it declares, why it fails, its events and its init-data. */
import * as vscode from 'vscode';
import { journalCommand, type EventRecord, type Explanation, type Pod } from '../../cluster';
import { codeBlock } from '../../documents/markdown';
import { cell, factTable, fenced, heading } from '../fact-pages';
import { plain, visible } from '../untrusted-text';
import { readDetails } from './declared';
import type { ClusterModel } from './model';
import { podFacts } from './tooltip';

export async function podPage(model: ClusterModel, pod: Pod): Promise<string> {
  const { t } = vscode.l10n;
  const [details, events] = await Promise.all([
    readDetails(model, pod),
    model.causes
      .events(pod)
      .catch((error: unknown) => (error instanceof Error ? error.message : String(error))),
  ]);
  const causes = model.causes.of(pod);
  const initData = typeof details === 'object' ? details.initData : undefined;
  return [
    heading(`${pod.namespace}/${pod.name}`),
    ...pod.declaration.reasons.map((reason) => plain(reason)),
    factTable(podFacts(model, pod, details)),
    ...(causes.length > 0 ? [`## ${t('Why it fails')}`, ...causes.map(causePart)] : []),
    `## ${t('Events')}`,
    typeof events === 'string' ? t('They can not be read: {0}', plain(events, 500)) : eventTable(events),
    ...(initData && 'text' in initData
      ? [`## ${t('Init-data')}`, codeBlock(visible(initData.text, 20_000), 'toml')]
      : []),
    t('As of {0}.', new Date().toLocaleString()),
    '',
  ].join('\n\n');
}

function causePart({ failure, said, from }: Explanation): string {
  const { t } = vscode.l10n;
  const quoted = `${t('{0} says:', plain(from, 100))}\n\n${codeBlock(visible(said, 4_000), 'text')}`;
  if (!failure) return quoted;
  return [
    `### ${plain(failure.title)}`,
    plain(failure.explanation),
    `**${t('What to do:')}** ${plain(failure.fix)}`,
    ...(failure.journal ? [t('The whole cause is in the journal of the node:'), fenced(journalCommand)] : []),
    quoted,
  ].join('\n\n');
}

function eventTable(events: readonly EventRecord[]): string {
  const { t } = vscode.l10n;
  if (events.length === 0) return t('The cluster has none about it; they are usually kept for an hour.');
  return [
    `| ${t('Last seen')} | ${t('Reason')} | ${t('Count')} | ${t('Message')} |`,
    '| --- | --- | --- | --- |',
    ...events.map(
      ({ lastSeen, reason, count, message }) =>
        `| ${lastSeen === 0 ? '' : new Date(lastSeen).toLocaleString()} | ${cell(reason)} | ${count} | ${cell(message)} |`,
    ),
  ].join('\n');
}
