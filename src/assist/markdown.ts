/** Small pieces of Markdown. Text from a file only ever goes through `code`, so nothing in it can become a link. */

/** Text from a file may be of any length. */
const maxCode = 200;

/** Inline code, cut where it is long; backticks in the text get a longer fence, line breaks become spaces. */
export function code(text: string): string {
  const short = text.length > maxCode ? `${text.slice(0, maxCode)}…` : text;
  const line = short.replace(/\s+/g, ' ');
  const longest = Math.max(0, ...[...line.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  const pad = longest > 0 || line.trim() === '' ? ' ' : '';
  return `${fence}${pad}${line}${pad}${fence}`;
}

/** `a, b and c`. */
export function listed(items: readonly string[], word = 'and'): string {
  return items.length < 2
    ? (items[0] ?? '')
    : `${items.slice(0, -1).join(', ')} ${word} ${items.at(-1) ?? ''}`;
}

/** A value as TOML writes it. */
export function tomlText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(tomlText).join(', ')}]`;
  return typeof value === 'string' ? JSON.stringify(value) : String(value);
}

/** Paragraphs, the empty ones left out. */
export const paragraphs = (...parts: readonly (string | undefined)[]): string =>
  parts.filter((part) => part !== undefined && part !== '').join('\n\n');
