/** Where the cursor stands in TOML that is being typed, so half a statement counts as much as a whole one. */
import type { Span } from '../documents';
import { scanStatements } from '../documents/toml/scan';

export type Cursor =
  /** In a table header; `span` covers its brackets as far as they are there. */
  | { readonly kind: 'header'; readonly span: Span }
  /**
   * Where a key is or may be written. `path`: the names before it, below the table that the cursor is in (dots and
   * inline tables). `follows`: what stands behind it. `inline`: in an inline table; `siblings`: the keys in there.
   */
  | {
      readonly kind: 'key';
      readonly path: readonly string[];
      readonly span: Span;
      readonly follows: '=' | '.' | undefined;
      readonly inline: boolean;
      readonly siblings: readonly string[];
    }
  /** Where a value is or may be written; `path` ends with its key. `items`: the other texts of the array it is in. */
  | {
      readonly kind: 'value';
      readonly path: readonly string[];
      readonly span: Span;
      readonly items?: readonly string[];
    };

interface Frame {
  readonly kind: 'table' | 'array';
  readonly path: readonly string[];
  readonly items: string[];
}

/** One token: a comment, a string (closed or not), a bare word, a sign, or blank. */
const keyToken = /#[^\n]*|"(?:[^"\\\r\n]+|\\.)*"?|'[^'\r\n]*'?|[=.,[\]{}]|\s+|[^\s#"'=.,[\]{}]+/y;
const valueToken =
  /#[^\n]*|"""[^]*?(?:"""|$)|'''[^]*?(?:'''|$)|"(?:[^"\\\r\n]+|\\.)*"?|'[^'\r\n]*'?|[,[\]{}]|\s+|[^\s#"',[\]{}]+/y;

const unquoted = (token: string): string => token.replace(/^(["'])(.*?)\1?$/s, '$2');

/** A bare word, or a string whose closing quote is there. */
const closed = (token: string): boolean =>
  !/^["']/.test(token) || (token.length > 1 && token.endsWith(token.charAt(0)));

/** Where the word at `offset` ends: a string without its closing quote must not swallow the rest of the line. */
const wordEnd = (text: string, offset: number, end: number): number =>
  offset + (/^[\w./-]*/.exec(text.slice(offset, end))?.[0].length ?? 0);

/** Reads one `key = value` from `start` to `end` and says what the cursor at `offset` is in. */
function inEntry(text: string, start: number, end: number, offset: number): Cursor | undefined {
  const statement = text.slice(0, end);
  const top: Frame = { kind: 'table', path: [], items: [] };
  const frames: Frame[] = [];
  let frame = top;
  let mode: 'key' | 'value' | 'done' = 'key';
  let path: string[] = [];
  let found: Cursor | undefined;
  /** The key that is being read is the one under the cursor. */
  let edited = false as boolean;
  let at = start;

  const note = (span: Span): void => {
    if (mode === 'key') {
      edited = true;
      const follows = /^[ \t]*([=.])/.exec(text.slice(span.end, end))?.[1] as '=' | '.' | undefined;
      found = {
        kind: 'key',
        path: [...frame.path, ...path],
        span,
        follows,
        inline: frame !== top,
        siblings: frame.items,
      };
    } else if (mode === 'value') {
      const items = frame.kind === 'array' ? { items: frame.items } : {};
      found = {
        kind: 'value',
        path: frame.kind === 'array' ? frame.path : [...frame.path, ...path],
        span,
        ...items,
      };
    }
  };

  while (at < end) {
    const pattern: RegExp = mode === 'key' ? keyToken : valueToken;
    pattern.lastIndex = at;
    const token: string = pattern.exec(statement)?.[0] ?? statement.slice(at, at + 1);
    const next = at + token.length;
    const here = found === undefined && at < offset && offset <= next;
    const span = { start: at, end: next };
    const first = token.charAt(0);
    at = next;
    if (first === '#' || /^(?:"""|''')/.test(token)) {
      if (here && (offset < next || first === '#')) return undefined;
      if (first !== '#' && mode === 'value' && frame.kind === 'table') mode = 'done';
    } else if (/\s/.test(first)) {
      if (here) note({ start: offset, end: offset });
    } else if (token === '=' && mode === 'key') {
      mode = 'value';
      if (path.length > 0 && !edited) frame.items.push(path[0] ?? '');
      edited = false;
      if (here) note({ start: offset, end: offset });
    } else if (token === '.' && mode === 'key') {
      if (here) note({ start: offset, end: offset });
    } else if (token === '[' || token === '{') {
      if (mode !== 'value') return found;
      frames.push(frame);
      const inner = frame.kind === 'array' ? frame.path : [...frame.path, ...path];
      frame = { kind: token === '[' ? 'array' : 'table', path: inner, items: [] };
      path = [];
      mode = token === '[' ? 'value' : 'key';
      if (here) note({ start: offset, end: offset });
    } else if (token === ']' || token === '}') {
      const outer = frames.pop();
      if (!outer) return found;
      frame = outer;
      mode = frame.kind === 'array' ? 'value' : 'done';
    } else if (token === ',') {
      path = frame.kind === 'table' ? [] : path;
      mode = frame.kind === 'table' ? 'key' : 'value';
      if (here) note({ start: offset, end: offset });
    } else {
      if (here) note(closed(token) ? span : { start: span.start, end: wordEnd(text, offset, next) });
      if (mode === 'key') path.push(unquoted(token));
      else if (mode === 'value' && frame.kind === 'array') {
        if (!here) frame.items.push(unquoted(token));
      } else mode = 'done';
    }
  }
  return found;
}

/** What the cursor at `offset` is in; undefined in a comment, in a multi-line text and behind a finished value. */
export function cursorAt(text: string, offset: number): Cursor | undefined {
  const statement = scanStatements(text).findLast(({ start }) => start <= offset);
  if (statement && offset <= statement.end) {
    const { kind, start, end } = statement;
    if (kind === 'comment') return undefined;
    if (kind === 'header') {
      const header = /^\[\[?[^\]#]*\]{0,2}/.exec(text.slice(start, end))?.[0] ?? '[';
      if (offset === start || offset > start + header.length) return undefined;
      return { kind: 'header', span: { start, end: Math.max(start + header.trimEnd().length, offset) } };
    }
    if (offset === start) {
      const word = /^[\w-]*/.exec(text.slice(start, end))?.[0].length ?? 0;
      const follows = /^[\w-]*[ \t]*([=.])/.exec(text.slice(start, end))?.[1] as '=' | '.' | undefined;
      return {
        kind: 'key',
        path: [],
        span: { start, end: start + word },
        follows,
        inline: false,
        siblings: [],
      };
    }
    return inEntry(text, start, end, offset);
  }
  return blank(text, offset);
}

/** A line with nothing on it is where a key may be written. */
function blank(text: string, offset: number): Cursor | undefined {
  const rest = /^[^\r\n]*/.exec(text.slice(offset))?.[0] ?? '';
  if (rest.trim() !== '') return undefined;
  return {
    kind: 'key',
    path: [],
    span: { start: offset, end: offset },
    follows: undefined,
    inline: false,
    siblings: [],
  };
}
