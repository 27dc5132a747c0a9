/** Markdown for reports. Texts of machines, clusters and files can't break out of their place. */

/** A text as Markdown shows it, in one line: nothing in it is markup, a link, a mention or HTML. */
export const escapeMarkdown = (text: string): string =>
  text
    .replace(/[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]+/g, ' ')
    .replace(/[\\`*[\]<>|~&$]/g, '\\$&')
    // Within a word it is no markup
    .replace(/(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])/g, '\\_')
    .replace(/:(?=\/\/)/g, '\\:')
    // Nobody is called by a report
    .replace(/@/g, '@\u200b')
    .trim();

const cells = (texts: readonly string[]): string => `| ${texts.join(' | ')} |`;

/** A table; its texts are Markdown already. */
export const markdownTable = (heads: readonly string[], rows: readonly (readonly string[])[]): string =>
  [cells(heads), cells(heads.map(() => '---')), ...rows.map(cells)].join('\n');

/** A block of code whose fence is longer than any in it. */
export function codeBlock(text: string, language = 'sh'): string {
  const fence = '`'.repeat(Math.max(3, ...[...text.matchAll(/`+/g)].map(([run]) => run.length + 1)));
  return `${fence}${language}\n${text}\n${fence}`;
}
