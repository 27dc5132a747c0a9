/** Cuts Rego into its top-level statements without parsing them. One pass, linear, never fails. */
import type { Span } from '../documents';

export interface RegoComment {
  /** With the leading `#`. */
  readonly text: string;
  readonly span: Span;
}

/** A statement; `code` is its text with strings and comments blanked out, at the same places. */
export interface RegoStatement extends Span {
  readonly code: string;
}

export interface RegoText {
  readonly statements: readonly RegoStatement[];
  readonly comments: readonly RegoComment[];
}

/** Offset after the string that opens at `at`: `"..."` ends with its line at the latest, a raw one at a backtick. */
function stringEnd(text: string, at: number): number {
  if (text[at] === '`') {
    const end = text.indexOf('`', at + 1);
    return end < 0 ? text.length : end + 1;
  }
  for (let i = at + 1; i < text.length; i++) {
    if (text[i] === '\\') i++;
    else if (text[i] === '"') return i + 1;
    else if (text[i] === '\n') return i;
  }
  return text.length;
}

/** A statement starts where a line starts outside all brackets with a name. */
const startOfStatement = /[A-Za-z_]/;

export function scanRego(text: string): RegoText {
  const statements: RegoStatement[] = [];
  const comments: RegoComment[] = [];
  let parts: string[] = [];
  let start = -1;
  let copied = 0;
  let depth = 0;
  let lineStart = true;
  const blank = (from: number, to: number): void => {
    if (start < 0) return;
    parts.push(text.slice(copied, from), text.slice(from, to).replace(/[^\n]/g, ' '));
    copied = to;
  };
  const close = (end: number): void => {
    if (start < 0) return;
    parts.push(text.slice(copied, end));
    const code = parts.join('').trimEnd();
    statements.push({ start, end: start + code.length, code });
    parts = [];
    start = -1;
  };
  for (let i = 0; i < text.length; i++) {
    const character = text.charAt(i);
    if (character === '\n' || character === '\r') {
      lineStart = true;
      continue;
    }
    if (character === ' ' || character === '\t') continue;
    if (character === '#') {
      let end = i;
      while (end < text.length && text[end] !== '\n' && text[end] !== '\r') end++;
      comments.push({ text: text.slice(i, end), span: { start: i, end } });
      blank(i, end);
      i = end - 1;
      continue;
    }
    if (
      lineStart &&
      depth === 0 &&
      startOfStatement.test(character) &&
      !/^else\b/.test(text.slice(i, i + 5))
    ) {
      close(i);
      start = i;
      copied = i;
    }
    lineStart = false;
    if (character === '"' || character === '`') {
      const end = stringEnd(text, i);
      blank(i + 1, Math.max(i + 1, end - 1));
      i = end - 1;
    } else if (character === '{' || character === '[' || character === '(') depth++;
    else if (character === '}' || character === ']' || character === ')') depth = Math.max(0, depth - 1);
  }
  close(text.length);
  return { statements, comments };
}
