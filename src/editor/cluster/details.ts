/** The page about a pod: what it declares, why it fails, its init-data and its events; and the page about the cluster. */
import * as vscode from 'vscode';
import { journalCommand, type EventRecord, type Explanation, type Pod } from '../../cluster';
import { cell, factTable, fenced, heading } from '../fact-pages';
import { plain, visible } from '../untrusted-text';
import { initDataPage, initDataWord } from './init-data';
import type { ClusterModel } from './model';
import { initDataIn, readPod } from './objects';
import { podFacts } from './tooltip';

export async function podPage(model: ClusterModel, pod: Pod): Promise<string> {
  const { t } = vscode.l10n;
  const problems: string[] = [];
  const orProblem = async <T>(work: Promise<T>): Promise<T | undefined> => {
    try {
      return await work;
    } catch (error) {
      problems.push(error instanceof Error ? error.message : String(error));
      return undefined;
    }
  };
  const [events = [], object, digest] = await Promise.all([
    orProblem(model.causes.events(pod)),
    pod.initData && orProblem(readPod(model, pod)),
    initDataWord(model, pod),
  ]);
  const causes = model.causes.of(pod);
  const initData = await initDataPage(object && initDataIn(object));
  return [
    heading(`${pod.namespace}/${pod.name}`),
    ...pod.declaration.reasons.map((reason) => plain(reason)),
    factTable(podFacts(model, pod, digest)),
    ...(problems.length > 0
      ? [t('Not everything could be read:'), ...problems.map((each) => plain(each, 500))]
      : []),
    ...(causes.length > 0 ? [`## ${t('Why it fails')}`, ...causes.map(causePart)] : []),
    `## ${t('Events')}`,
    events.length === 0
      ? t('The cluster has no events about it; they are usually kept for an hour.')
      : eventTable(events),
    ...(initData === undefined ? [] : [`## ${t('Init-data')}`, initData]),
    t('As of {0}.', new Date().toLocaleString()),
    '',
  ].join('\n\n');
}

function causePart({ failure, said, from }: Explanation): string {
  const { t } = vscode.l10n;
  const quoted = `${t('{0} says:', plain(from, 100))}\n\n${visible(said, 4_000).replace(/^/gm, '    ')}`;
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
  return [
    `| ${t('Last seen')} | ${t('Reason')} | ${t('Count')} | ${t('Message')} |`,
    '| --- | --- | --- | --- |',
    ...events.map(
      ({ lastSeen, reason, count, message }) =>
        `| ${lastSeen === 0 ? '' : new Date(lastSeen).toLocaleString()} | ${cell(reason)} | ${count} | ${cell(message)} |`,
    ),
  ].join('\n');
}
