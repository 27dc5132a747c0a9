/** The rules' documentation in Markdown, from the rules themselves. */
import { rulePage, rules } from '../../src/lint';

/** docs/rules/ID.md */
export const rulePageFile = (rule: (typeof rules)[number]): string =>
  `${rulePage(rule)}\n\n[All rules](../rules.md)\n`;

/** A table of all rules; `folder` is where the pages are, seen from the file with the table. */
export function ruleTable(folder: string): string {
  const rows = rules.map(
    ({ id, summary, severity }) => `| [${id}](${folder}/${id}.md) | ${severity} | ${summary} |`,
  );
  return ['| Rule | Severity | What it reports |', '| --- | --- | --- |', ...rows].join('\n');
}

/** docs/rules.md */
export function rulesPage(): string {
  return [
    '# Rules',
    'Every finding names its rule. The severity is the usual one: where the consequence is graver or milder, so is the finding.',
    ruleTable('rules'),
  ]
    .join('\n\n')
    .concat('\n');
}
