/** The tables of a TOML text whichever way they are written: by a header, by dotted keys or inline. */
import type { Span, TomlDocument, TomlEntry, TomlKey, TomlTable, TomlValue } from '../../documents';
import { t } from '../../text';
import type { Fix } from '../finding';

/** `key = value` in a table. */
export interface Entry {
  readonly key: TomlKey;
  readonly value: TomlValue;
  /** Key and value. */
  readonly span: Span;
  /** The table that the entry stands in is written as `[header]`: the entry has lines of its own. */
  readonly ownLine: boolean;
}

/** A table as it is written once. */
export interface Table {
  /** Names from the top. */
  readonly names: readonly string[];
  /** Those of the names that stand here: all of a header, the last ones of a dotted key. */
  readonly keys: readonly TomlKey[];
  /** Written as `[header]`. */
  readonly header?: NonNullable<TomlTable['header']>;
  readonly entries: readonly Entry[];
  /** A line below the header could not be read: what seems to be missing may stand there. */
  readonly broken: boolean;
}

/** Engines' own names have at most seven parts; what is longer is nobody's. */
const deepest = 12;

/** All tables in order; the first is the top of the file. A `[[list]]` counts as a table, too. */
export function tablesOf(document: TomlDocument): readonly Table[] {
  const tables: Table[] = [];
  const open = (
    names: readonly string[],
    keys: readonly TomlKey[],
    content: readonly TomlEntry[],
    broken: boolean,
    header?: TomlTable['header'],
    top = false,
  ): void => {
    const entries: Entry[] = [];
    tables.push({ names, keys, ...(header && { header }), entries, broken });
    for (const { keys: path, value, span } of content) {
      const last = path.at(-1);
      if (!last || names.length + path.length > deepest) continue;
      const outer = path.slice(0, -1);
      const outerNames = [...names, ...outer.map(({ name }) => name)];
      if (value.kind === 'table') open([...outerNames, last.name], path, value.entries, broken);
      else if (outer.length === 0) entries.push({ key: last, value, span, ownLine: top || !!header });
      else {
        const entry = { key: last, value, span, ownLine: top || !!header };
        tables.push({ names: outerNames, keys: outer, entries: [entry], broken });
      }
    }
  };
  const problems = document.problems.filter(({ kind }) => kind === 'syntax').map(({ span }) => span.start);
  let next = 0;
  for (const { header, entries, span } of document.tables) {
    const before = next;
    while ((problems[next] ?? Infinity) < span.end) next++;
    // a header that could not be read: nobody knows whose entries these are
    if (header?.keys.length === 0 || (header?.keys.length ?? 0) > deepest) continue;
    const names = header?.keys.map(({ name }) => name) ?? [];
    open(names, header?.keys ?? [], entries, next > before, header, !header);
  }
  return tables;
}

/** The text of a string value; undefined for anything else. */
export const text = (entry: Entry | undefined): string | undefined =>
  entry?.value.kind === 'string' ? entry.value.value : undefined;

/** A boolean value. */
export const flag = (entry: Entry | undefined): boolean | undefined =>
  entry?.value.kind === 'boolean' ? entry.value.value : undefined;

/** The strings of a list with their places. */
export const texts = (
  entry: Entry | undefined,
): readonly { readonly value: string; readonly span: Span }[] =>
  entry?.value.kind === 'array'
    ? entry.value.items.flatMap((item) =>
        item.kind === 'string' ? [{ value: item.value, span: item.span }] : [],
      )
    : [];

/** Puts another text in the place of a stretch. */
export const change = (span: Span, newText: string, preferred = false): Fix => ({
  title: t('Change to {0}', newText),
  edits: [{ span, newText }],
  ...(preferred && { preferred }),
});

/** Removes an entry with its line, or only the entry where something else stands on that line. */
export function remove(source: string, { key, span, ownLine }: Entry): Fix {
  let { start, end } = span;
  if (ownLine) {
    while (start > 0 && (source[start - 1] === ' ' || source[start - 1] === '\t')) start--;
    const line = source.indexOf('\n', end);
    end = line < 0 ? source.length : line + 1;
    if (start > 0 && source[start - 1] !== '\n') ({ start, end } = span);
  }
  return { title: t('Remove {0}', key.name), edits: [{ span: { start, end }, newText: '' }] };
}

/** Writes a line below the header of a table, as far in as the header; undefined where the table has no header. */
export function below(source: string, { header }: Table, line: string): Fix | undefined {
  if (!header) return undefined;
  const eol = source.indexOf('\n', header.span.end);
  const end = eol < 0 ? source.length : eol;
  const at = end > 0 && source[end - 1] === '\r' ? end - 1 : end;
  const start = source.lastIndexOf('\n', header.span.start - 1) + 1;
  const indent = /^[ \t]*/.exec(source.slice(start, header.span.start))?.[0] ?? '';
  const newText = `${source.includes('\r\n') ? '\r\n' : '\n'}${indent}${line}`;
  return { title: t('Add {0}', line), edits: [{ span: { start: at, end: at }, newText }] };
}
