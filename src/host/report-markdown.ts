/** `--format markdown`: the report for an issue or a chat. Texts of the machine can't break out of their place. */
import { codeBlock, escapeMarkdown, markdownTable } from '../documents/markdown';
import { t } from '../text';
import { topics, type Check } from './check';
import type { Report } from './report';
import { comparison, type Isolation } from './workloads';
import { answerWords, machineLine, statusWords, topicTitles } from './words';

const features = (): readonly (readonly [title: string, value: (isolation: Isolation) => string])[] => [
  [t('Isolation'), ({ isolation }) => isolation],
  [t('Kernel'), ({ kernel }) => kernel],
  [t('Memory'), ({ memory }) => memory],
  [t('Has to be trusted'), ({ trust }) => trust],
  [t('Cost'), ({ cost }) => cost],
  [t('On this host'), ({ here }) => answerWords()[here]],
];

/** Makes a text of the machine fit for Markdown, and for others to see. */
type Show = (text: string) => string;

function topicSection(title: string, checks: readonly Check[], hide: Show): string {
  const show: Show = (text) => escapeMarkdown(hide(text));
  const rows = checks.map(({ title: name, status, detail }) => [
    show(name),
    statusWords()[status],
    show(detail),
  ]);
  const fixes = checks.flatMap(({ title: name, fix, status }) =>
    fix && status !== 'ok' && status !== 'not-applicable'
      ? [
          `${show(name)}: ${show(fix.text)}${fix.command === undefined ? '' : `\n\n${codeBlock(hide(fix.command))}`}`,
        ]
      : [],
  );
  return [`## ${title}`, markdownTable([t('Check'), t('Result'), t('What it means')], rows), ...fixes].join(
    '\n\n',
  );
}

/** Markdown with an end of line. `hide` takes what names a person out of a text. */
export function renderMarkdown({ verdict, machine, checks }: Report, hide: Show = (text) => text): string {
  const show: Show = (text) => escapeMarkdown(hide(text));
  const { workloads } = verdict;
  const columns = comparison(workloads);
  const next = verdict.next.map(
    ({ text, command }, index) =>
      `${index + 1}. ${show(text)}${command === undefined ? '' : `\n\n${codeBlock(hide(command)).replace(/^/gm, '   ')}`}`,
  );
  return `${[
    `# ${t('Host report for Kata Containers')}`,
    `**${show(verdict.text)}**`,
    show(machineLine(machine)),
    ...(next.length > 0 ? [`## ${t('Next')}`, next.join('\n')] : []),
    `## ${t('Workloads')}`,
    markdownTable(
      [t('Workload'), t('Here'), t('Why')],
      workloads.map(({ title, answer, reason }) => [title, answerWords()[answer], show(reason)]),
    ),
    `## ${t('Isolation')}`,
    markdownTable(
      ['', ...columns.map(({ name }) => name)],
      features().map(([title, value]) => [title, ...columns.map(value)]),
    ),
    ...topics.flatMap((topic) => {
      const own = checks.filter((check) => check.topic === topic);
      return own.length > 0 ? [topicSection(topicTitles()[topic], own, hide)] : [];
    }),
  ].join('\n\n')}\n`;
}
