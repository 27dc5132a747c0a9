/** Puts the parsed statements together to a document. */
import { t } from '../../text';
import type { Span } from '../text';
import { Names } from './names';
import { scanStatements } from './scan';
import { parseStatement } from './statement';
import type {
  TomlComment,
  TomlDocument,
  TomlEntry,
  TomlKey,
  TomlProblem,
  TomlTable,
  TomlValue,
} from './types';

const shift = ({ start, end }: Span, by: number): Span => ({ start: start + by, end: end + by });

const shiftKey = (key: TomlKey, by: number): TomlKey => ({ name: key.name, span: shift(key.span, by) });

const shiftEntry = (entry: TomlEntry, by: number): TomlEntry => ({
  keys: entry.keys.map((key) => shiftKey(key, by)),
  value: shiftValue(entry.value, by),
  span: shift(entry.span, by),
});

function shiftValue(value: TomlValue, by: number): TomlValue {
  const span = shift(value.span, by);
  if (value.kind === 'array')
    return { kind: 'array', items: value.items.map((item) => shiftValue(item, by)), span };
  if (value.kind === 'table')
    return { kind: 'table', entries: value.entries.map((entry) => shiftEntry(entry, by)), span };
  return { ...value, span };
}

/** Control characters that TOML forbids even in comments. */

const forbidden = /[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]/;

interface OpenTable {
  header?: NonNullable<TomlTable['header']>;
  entries: TomlEntry[];
  start: number;
}

/**
 * Parses TOML and never throws: what can't be read becomes a problem with its place, everything else stays alive.
 * `template` reads a bare `@NAME@` as a value (upstream's `*.toml.in`).
 */
export function parseToml(text: string, options: { readonly template?: boolean } = {}): TomlDocument {
  const template = options.template ?? false;
  const tables: TomlTable[] = [];
  const comments: TomlComment[] = [];
  const problems: TomlProblem[] = [];
  const toml11: Span[] = [];
  const names = new Names();
  let open: OpenTable = { entries: [], start: 0 };
  const close = (end: number): void => {
    tables.push({
      ...(open.header && { header: open.header }),
      entries: open.entries,
      span: { start: open.start, end },
    });
  };
  for (const { kind, start, end } of scanStatements(text)) {
    if (kind === 'comment') {
      const comment = text.slice(start, end);
      comments.push({ text: comment, span: { start, end } });
      const at = comment.search(forbidden);
      if (at >= 0) {
        const span = { start: start + at, end: start + at + 1 };
        problems.push({
          kind: 'syntax',
          message: t('A control character is not allowed here, not even in a comment.'),
          span,
        });
      }
      continue;
    }
    const parsed = parseStatement(text.slice(start, end), template);
    for (const comment of parsed.comments)
      comments.push({ text: comment.text, span: shift(comment.span, start) });
    if (parsed.problem) {
      problems.push({
        kind: 'syntax',
        message: parsed.problem.message,
        span: shift(parsed.problem.span, start),
      });
    }
    if (parsed.toml11) toml11.push({ start, end });
    if (kind === 'header') {
      close(start);
      open = { entries: [], start };
      if (parsed.header) {
        const { keys, span, array } = parsed.header;
        open.header = { keys: keys.map((key) => shiftKey(key, start)), span: shift(span, start), array };
        names.header(open.header.keys, array);
      } else open.header = { keys: [], span: { start, end }, array: false };
    } else if (parsed.entry) {
      const entry = shiftEntry(parsed.entry, start);
      open.entries.push(entry);
      if (open.header?.keys.length !== 0) names.entry(entry);
    }
  }
  close(text.length);
  problems.push(...names.problems);
  return { text, tables, comments, problems, toml11 };
}
