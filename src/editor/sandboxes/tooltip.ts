/** What a tooltip and the document say about a sandbox. Texts of containers and programs are never read as Markdown. */
import * as vscode from 'vscode';
import type { Sandbox, SourceState } from '../../sandboxes';
import { cell, factList, factTable, fenced, heading, type Fact } from '../fact-pages';
import { plain, visible } from '../untrusted-text';
import { factsOf } from './facts';
import { sourceWord } from './words';

/** The facts as a list. What root would see comes once, with its command. */
export function sandboxTooltip(sandbox: Sandbox, now = Date.now()): vscode.MarkdownString {
  const { t } = vscode.l10n;
  const facts = factsOf(sandbox, now);
  const command = facts.find((fact) => fact.command !== undefined)?.command;
  const tooltip = new vscode.MarkdownString(
    [
      `**${plain(sandbox.name, 200)}**`,
      factList(facts),
      ...(command === undefined ? [] : [t('With root, Kata tells what it keeps of the sandbox:')]),
    ].join('\n\n'),
  );
  if (command !== undefined) tooltip.appendCodeblock(visible(command), 'sh');
  return tooltip.appendMarkdown(`\n\n${t('As of {0}.', new Date(now).toLocaleTimeString())}`);
}

/** The same as a page. */
export function sandboxPage(sandbox: Sandbox, more: readonly Fact[], now = Date.now()): string {
  const { t } = vscode.l10n;
  const facts = [...factsOf(sandbox, now), ...more];
  const command = facts.find((fact) => fact.command !== undefined)?.command;
  return [
    heading(sandbox.name),
    factTable(facts),
    ...(command === undefined
      ? []
      : [t('With root, Kata tells what it keeps of the sandbox:'), fenced(command)]),
    t('As of {0}.', new Date(now).toLocaleString()),
    '',
  ].join('\n\n');
}

/** What was asked, and what it answered. */
export function sourcesPage(states: readonly SourceState[], complete: boolean): string {
  const { t } = vscode.l10n;
  const rows = states.map(
    ({ source, problem }) =>
      `| ${plain(sourceWord(source))} | ${problem ? cell(problem.message) : t('answers')} |`,
  );
  const commands = [...new Set(states.flatMap(({ problem }) => problem?.command ?? []))];
  return [
    `# ${t('Sandbox sources')}`,
    [
      `| ${t('Source')} | ${t('Answer')} |`,
      '| --- | --- |',
      ...rows,
      `| ${t('Process table')} | ${complete ? t('all processes can be seen') : t('/proc hides the processes of other users (hidepid)')} |`,
    ].join('\n'),
    t(
      'An engine that is not installed is not in the list. The setting kata.sandboxes.engines says which are asked.',
    ),
    ...(commands.length > 0 ? [t('What may help:'), ...commands.map(fenced)] : []),
    '',
  ].join('\n\n');
}
