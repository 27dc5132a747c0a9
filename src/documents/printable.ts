/** Texts of files, programs and containers for people: what could move a cursor or reorder a line is seen instead. */

/** Control characters, and the marks that reorder text. */
const acting = /[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

/** The text in one line, with what can't be seen as escapes. */
export const printable = (text: string): string =>
  text.replace(acting, (char) => `\\u{${char.charCodeAt(0).toString(16)}}`);

/** The same, line by line. */
export const printableLines = (text: string): string => text.split('\n').map(printable).join('\n');

/** The text with `instead` for each of what can't be seen. */
export const withoutActing = (text: string, instead = ''): string => text.replace(acting, () => instead);

/** A value as JSON with an end of line, in which nothing acts either: JSON's own escapes stand for it. */
export const printableJson = (value: unknown): string =>
  `${JSON.stringify(value, undefined, 2)
    .split('\n')
    .map((line) => line.replace(acting, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`))
    .join('\n')}\n`;
