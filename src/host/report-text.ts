/** `--format text`: for people at a terminal. */
import { printable } from '../documents/printable';
import { topics, type Check, type Status } from './check';
import type { Report, Suitability, VerdictStatus } from './report';
import { answerWords, machineLine, statusWords, topicTitles } from './words';

export interface TextOptions {
  /** The reader is a terminal that shows colours. */
  readonly colour: boolean;
  /** Characters in a line. */
  readonly width: number;
}

const colours: Readonly<Record<Status | VerdictStatus | Suitability | 'bold' | 'dim', string>> = {
  ok: '32',
  ready: '32',
  yes: '32',
  'after-setup': '33',
  warning: '33',
  partly: '33',
  failed: '31',
  'not-ready': '31',
  no: '31',
  unknown: '35',
  'not-applicable': '2',
  bold: '1',
  dim: '2',
};

/** Breaks a text into lines of at most `width` characters, between words where it can. */
function wrap(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/)) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
}

const statusWidth = 9;

/** Ends with an end of line. Texts of the machine can't act on the terminal. */
export function renderText({ verdict, machine, checks }: Report, { colour, width }: TextOptions): string {
  const paint = (style: keyof typeof colours, text: string): string =>
    colour ? `\x1b[${colours[style]}m${text}\x1b[0m` : text;
  const indented = (text: string, indent: number): string =>
    wrap(printable(text), Math.max(40, width - indent)).join(`\n${' '.repeat(indent)}`);
  const command = (text: string | undefined, indent: number): string[] =>
    (text === undefined ? [] : text.split('\n')).map(
      (line) => `${' '.repeat(indent)}${paint('bold', printable(line))}`,
    );

  const checkLines = (check: Check): string[] => {
    const { id, status, title, detail, fix } = check;
    const isTrouble = status === 'failed' || status === 'warning' || status === 'unknown';
    const indent = 2 + statusWidth + 1;
    const head = `  ${paint(status, statusWords()[status].padEnd(statusWidth))} ${paint('bold', printable(title))}${paint('dim', `  [${printable(id)}]`)}`;
    return [
      head,
      `${' '.repeat(indent)}${indented(detail, indent)}`,
      ...(fix && isTrouble
        ? [
            `${' '.repeat(indent)}${indented(`Fix: ${fix.text}`, indent)}`,
            ...command(fix.command, indent + 2),
          ]
        : []),
    ];
  };

  const topicBlock = (topic: (typeof topics)[number]): string[] => {
    const own = checks.filter((check) => check.topic === topic);
    const shown = own.filter(({ status }) => status !== 'not-applicable');
    const rest = own.filter(({ status }) => status === 'not-applicable').map(({ title }) => title);
    if (own.length === 0) return [];
    return [
      [
        paint('bold', topicTitles()[topic]),
        ...shown.flatMap(checkLines),
        ...(rest.length > 0
          ? [
              `  ${paint('not-applicable', statusWords()['not-applicable'].padEnd(statusWidth))} ${indented(rest.join(', '), 3 + statusWidth)}`,
            ]
          : []),
      ].join('\n'),
    ];
  };

  const next = verdict.next.flatMap(({ text, command: line }, index) => [
    `  ${index + 1}. ${indented(text, 5)}`,
    ...command(line, 7),
  ]);
  const answerWidth = answerWords()['after-setup'].length;
  const workloads = verdict.workloads.map(
    ({ title, answer, reason }) =>
      `  ${paint(answer, answerWords()[answer].padEnd(answerWidth))} ${indented(`${title}: ${reason}`, 3 + answerWidth)}`,
  );
  // The verdict stands at both ends: a long report leaves its last lines on the screen
  const line = paint(verdict.status, indented(verdict.text, 2));
  return `${[
    `${line}\n${indented(machineLine(machine), 0)}`,
    ...topics.flatMap(topicBlock),
    [paint('bold', 'Workloads'), ...workloads].join('\n'),
    ...(next.length > 0 ? [[paint('bold', 'Next'), ...next].join('\n')] : []),
    line,
  ].join('\n\n')}\n`;
}
