/** Texts that come from files, programs and containers, made fit to be shown or to be typed into a terminal. */

/** What a terminal acts on instead of showing it, and marks that reorder text. */
const acting = /[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

/** The text with what can't be seen as escapes, cut to `max` characters; its lines stay. */
export function visible(text: string, max = 2_000): string {
  const cut = text.length > max ? `${text.slice(0, max)}...` : text;
  return cut.replace(acting, (char) => `\\u{${char.charCodeAt(0).toString(16)}}`);
}

/** The text as Markdown that shows just this text: nothing in it is markup, a link or an address. */
export const plain = (text: string, max?: number): string =>
  visible(text, max)
    .replace(/[!-/:-@[-`{-~]/g, '\\$&')
    .replace(/\n\s*/g, '\n\n');

/**
 * The text for messages, lists and the status bar, where VS Code would make links that run commands of `[a](command:b)`,
 * and icons of `$(a)`. It looks as before.
 */
export const inert = (text: string): string => text.replace(/(\]|\$)\(/g, '$1\u200b(');

/**
 * One line for a shell that does what several lines do, each only if the one before went well: in a terminal the end of
 * a line would run it. Comments are left out. undefined where that can't be done: a here-document.
 */
export function oneLine(command: string): string | undefined {
  if (/<<-?\s*['"]?\w/.test(command)) return undefined;
  return command
    .replace(/\\\r?\n\s*/g, '')
    .split(/\r?\n/)
    .map((line) => line.replace(acting, '').trim())
    .filter((line) => line !== '' && !line.startsWith('#'))
    .join(' && ');
}
