/** `Kata: Compare with Other Host Checks`: what programs such as virt-host-validate say, beside our checks. */
import * as vscode from 'vscode';
import type { OracleReport } from '../../host';
import { statusWord } from './words';
import { plain } from '../untrusted-text';

type Verdict = OracleReport['verdicts'][number];

/** The page: a table for each program, its lines with what our check says and why they differ. `hide` takes names out. */
export function comparisonPage(
  reports: readonly OracleReport[],
  hide: (text: string) => string = (text) => text,
): string {
  const { t } = vscode.l10n;
  const cell: Cell = (text) => plain(hide(text).replace(/\s+/g, ' '), 500);
  return [
    `# ${t('Other host checks')}`,
    '',
    t('What other programs on this machine say without root, beside the checks of Kata Workbench.'),
    ...reports.flatMap((report) => ['', ...section(report, cell)]),
    '',
  ].join('\n');
}

/** Makes a text stay in its cell. */
type Cell = (text: string) => string;

function section({ id, path, verdicts, differences, failure }: OracleReport, cell: Cell): readonly string[] {
  const { t } = vscode.l10n;
  const heading = [`## ${plain(id)}`, '', cell(path), ''];
  if (failure !== undefined) return [...heading, t('It said nothing: {0}', cell(failure))];
  return [
    ...heading,
    row([t('It looked at'), t('It says'), t('Our checks, where they say something else')]),
    row(['---', '---', '---']),
    ...verdicts.map((verdict) =>
      row([
        cell(verdict.name),
        verdictWord(verdict),
        differences
          .filter(({ theirs }) => theirs === verdict)
          .map(
            ({ ours, explanation }) =>
              `**${cell(ours.title)}: ${statusWord(ours.status)}.** ${cell(explanation)}`,
          )
          .join(' '),
      ]),
    ),
  ];
}

const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

function verdictWord({ verdict }: Verdict): string {
  const { t } = vscode.l10n;
  switch (verdict) {
    case 'pass':
      return t('passed');
    case 'warn':
      return t('warning');
    case 'fail':
      return t('failed');
    case 'skip':
      return t('skipped');
  }
}
