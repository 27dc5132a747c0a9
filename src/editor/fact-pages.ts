/** Facts as Markdown, for tooltips and pages. Nothing of what programs, containers and clusters say is read as markup. */
import { plain, visible } from './untrusted-text';

/** A title and what it is; `command` for a terminal, where the fact needs root. */
export interface Fact {
  readonly title: string;
  readonly value: string;
  readonly command?: string;
}

const folded = (text: string, max: number): string => plain(text, max).replace(/\s*\n\s*/g, ' ');

/** Text for the cell of a table. */
export const cell = (text: string): string => folded(text, 2_000);

/** A page's title. */
export const heading = (text: string): string => `# ${folded(text, 200)}`;

/** Folded to one paragraph each: a list's item can't have several. */
export const factList = (facts: readonly Fact[]): string =>
  facts.map(({ title, value }) => `- ${folded(title, 200)}: ${folded(value, 400)}`).join('\n');

export const factTable = (facts: readonly Fact[]): string =>
  ['| | |', '| --- | --- |', ...facts.map(({ title, value }) => `| ${cell(title)} | ${cell(value)} |`)].join(
    '\n',
  );

/** Commands are ours, but hold ids: none of them has a backtick. */
export const fenced = (command: string): string => `\`\`\`sh\n${visible(command)}\n\`\`\``;
