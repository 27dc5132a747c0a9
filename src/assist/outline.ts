/** The outline of a configuration: its tables with their keys. */
import type { Span, TomlDocument, TomlEntry, TomlKey } from '../documents';
import { Layout } from './layout';

/** One line of the outline. */
export interface OutlineItem {
  readonly kind: 'table' | 'list' | 'key';
  readonly name: string;
  /** The value, shortened; for a list of tables the name of the member. */
  readonly detail: string;
  readonly span: Span;
  /** The name's place, inside `span`. */
  readonly nameSpan: Span;
  readonly children: readonly OutlineItem[];
}

const joined = (keys: readonly TomlKey[]): string => keys.map(({ name }) => name).join('.');

const nameSpan = (keys: readonly TomlKey[], otherwise: Span): Span => ({
  start: keys[0]?.span.start ?? otherwise.start,
  end: keys.at(-1)?.span.end ?? otherwise.end,
});

function entryItem(entry: TomlEntry, layout: Layout): OutlineItem {
  const { value, span } = entry;
  const table = value.kind === 'table';
  return {
    kind: table ? 'table' : 'key',
    name: joined(entry.keys),
    detail: table ? '' : layout.excerpt(value.span),
    span,
    nameSpan: nameSpan(entry.keys, span),
    children: table ? value.entries.map((inner) => entryItem(inner, layout)) : [],
  };
}

/** Tables and keys in order of the text; keys above the first header stand at the top. */
export function outlineOf(document: TomlDocument): OutlineItem[] {
  const layout = new Layout(document);
  return document.tables.flatMap((table): OutlineItem[] => {
    const children = table.entries.map((entry) => entryItem(entry, layout));
    const { header } = table;
    if (!header) return children;
    if (header.keys.length === 0) return children;
    const member = table.entries.find(({ keys }) => keys.length === 1 && keys[0]?.name === 'name')?.value;
    return [
      {
        kind: header.array ? 'list' : 'table',
        name: joined(header.keys),
        detail: header.array && member?.kind === 'string' ? member.value : '',
        span: { start: header.span.start, end: layout.tableEnd(table) },
        nameSpan: nameSpan(header.keys, header.span),
        children,
      },
    ];
  });
}
