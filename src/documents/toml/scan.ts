/**
 * Cuts TOML text into statements without judging them. TOML is a language of lines: a header or a `key = value` ends
 * with its line unless a bracket or a multi-line string is open. Cut first, parse each piece by itself, and one broken
 * line costs only that line, and a keystroke costs one parse.
 */
import type { Span } from '../text';

export interface Statement extends Span {
  readonly kind: 'header' | 'entry' | 'comment';
}

/** A line that can only be a table header, even where an array is still open: `[name` never starts a TOML value. */
const headerLine =
  /[ \t]*\[\[?[ \t]*(?!(?:true|false|inf|nan)\b)[A-Za-z_][\w-]*[ \t]*(?:\.[^\]\n]*)?\]\]?[ \t]*(?:#.*)?(?=\r?\n|\r|$)/y;
/** A line that can only be a new entry where an array, or an inline table that waits for a comma, is still open. */
const entryLine = /[ \t]*[A-Za-z_][\w-]*(?:[ \t]*\.[ \t]*[\w-]+)*[ \t]*=/y;

const matchesAt = (pattern: RegExp, text: string, at: number): boolean => {
  pattern.lastIndex = at;
  return pattern.test(text);
};

const TAB = 9;
const LF = 10;
const CR = 13;
const SPACE = 32;
const QUOTE = 34;
const HASH = 35;
const APOSTROPHE = 39;
const COMMA = 44;
const OPEN = 91;
const BACKSLASH = 92;
const CLOSE = 93;
const OPEN_BRACE = 123;
const CLOSE_BRACE = 125;

/** Offset of the end of the line that holds `at` (before its line break). */
function lineEnd(text: string, at: number): number {
  const lf = text.indexOf('\n', at);
  const end = lf < 0 ? text.length : lf;
  return end > at && text.charCodeAt(end - 1) === CR ? end - 1 : end;
}

/** Offset after the string that opens at `at`; an unclosed one ends with its line. */
export function stringEnd(text: string, at: number): number {
  const quote = text.charCodeAt(at);
  if (text.charCodeAt(at + 1) === quote && text.charCodeAt(at + 2) === quote) {
    for (let i = at + 3; i < text.length; i++) {
      const code = text.charCodeAt(i);
      if (code === BACKSLASH && quote === QUOTE) i++;
      else if (code === quote && text.charCodeAt(i + 1) === quote && text.charCodeAt(i + 2) === quote) {
        // up to two quotes may belong to the text just before the closing three
        let end = i + 3;
        while (end < i + 5 && text.charCodeAt(end) === quote) end++;
        return end;
      }
    }
    return lineEnd(text, at);
  }
  for (let i = at + 1; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === quote) return i + 1;
    if (code === LF || code === CR) return i;
    if (
      code === BACKSLASH &&
      quote === QUOTE &&
      text.charCodeAt(i + 1) !== LF &&
      text.charCodeAt(i + 1) !== CR
    )
      i++;
  }
  return text.length;
}

/** Offset after an entry that starts at `start`, without its line break. */
function entryEnd(text: string, start: number): number {
  const open: number[] = [];
  /** The last character that counts, to know whether an inline table waits for a comma. */
  let last = 0;
  let i = start;
  while (i < text.length) {
    const code = text.charCodeAt(i);
    if (code === LF) {
      const innermost = open.at(-1);
      if (innermost === undefined) return i > start && text.charCodeAt(i - 1) === CR ? i - 1 : i;
      const next = i + 1;
      const waitsForValue = innermost === OPEN_BRACE && (last === COMMA || last === OPEN_BRACE);
      if (matchesAt(headerLine, text, next) || (!waitsForValue && matchesAt(entryLine, text, next))) return i;
    } else if (code === QUOTE || code === APOSTROPHE) {
      i = stringEnd(text, i);
      last = code;
      continue;
    } else if (code === HASH) {
      i = lineEnd(text, i);
      continue;
    } else if (code === OPEN || code === OPEN_BRACE) open.push(code);
    else if (code === CLOSE || code === CLOSE_BRACE) open.pop();
    if (code !== SPACE && code !== TAB && code !== LF && code !== CR) last = code;
    i++;
  }
  return text.length;
}

/** All statements in order. Blank lines belong to none. */
export function scanStatements(text: string): Statement[] {
  const statements: Statement[] = [];
  let i = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  while (i < text.length) {
    const code = text.charCodeAt(i);
    if (code === SPACE || code === TAB || code === LF || code === CR) {
      i++;
      continue;
    }
    const start = i;
    if (code === HASH) {
      i = lineEnd(text, i);
      statements.push({ kind: 'comment', start, end: i });
    } else if (code === OPEN) {
      i = lineEnd(text, i);
      statements.push({ kind: 'header', start, end: i });
    } else {
      i = entryEnd(text, i);
      statements.push({ kind: 'entry', start, end: i });
    }
  }
  return statements;
}
