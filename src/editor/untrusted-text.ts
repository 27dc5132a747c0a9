/** Texts that come from files, programs and containers, made fit to be shown or to be typed into a terminal. */
import { printableLines, withoutActing } from '../documents/printable';

/** The text with what can't be seen as escapes, cut to `max` characters; its lines stay. */
export function visible(text: string, max = 2_000): string {
  return printableLines(text.length > max ? `${text.slice(0, max)}...` : text);
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
    .map((line) => withoutActing(line).trim())
    .filter((line) => line !== '' && !line.startsWith('#'))
    .join(' && ');
}
