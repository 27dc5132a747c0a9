/** What a tooltip says about a check. Texts of files and programs are never read as Markdown. */
import * as vscode from 'vscode';
import type { Check } from '../../host';
import { statusWord } from './words';
import { plain, visible } from '../untrusted-text';

/** The check with what was read, what it means, what to do, and where the fact is from. */
export function checkTooltip(check: Check): vscode.MarkdownString {
  const { t } = vscode.l10n;
  const url = linkOf(check.source);
  const evidence = check.evidence?.slice(0, 8) ?? [];
  const tooltip = new vscode.MarkdownString(
    [
      `**${plain(check.title, 200)}** (${statusWord(check.status)})`,
      plain(check.detail),
      ...(check.fix ? [`**${t('What to do:')}** ${plain(check.fix.text)}`] : []),
    ].join('\n\n'),
  );
  if (check.fix?.command !== undefined) tooltip.appendCodeblock(visible(check.fix.command), 'sh');
  return tooltip.appendMarkdown(
    [
      '',
      '',
      ...(evidence.length > 0 ? [`**${t('What was read:')}**`] : []),
      ...evidence.map(({ path, found }) => `- ${plain(path, 200)}: ${plain(found, 200)}`),
      '',
      `**${t('Source:')}** ${url === undefined ? plain(check.source) : `<${url}>`}`,
    ].join('\n'),
  );
}

/** The address of a source that is a page of the web, with nothing in it that Markdown would read otherwise. */
export function linkOf(source: string): string | undefined {
  const [, url] = /(https:\/\/[^\s<>"()[\]\\`]+)/.exec(source) ?? [];
  return url;
}
