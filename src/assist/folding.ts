/** What can be folded in a configuration: tables, values over several lines, blocks of comments. */
import type { TomlDocument, TomlEntry, TomlValue } from '../documents';
import { Layout } from './layout';

/** Zero-based lines, both inclusive; the first one stays visible. */
export interface Fold {
  readonly first: number;
  readonly last: number;
  readonly comment?: boolean;
}

/** Every stretch of two or more lines that belongs together, in order of the first line. */
export function foldsOf(document: TomlDocument): Fold[] {
  const layout = new Layout(document);
  const folds: Fold[] = layout.commentBlocks.map((block) => ({ ...block, comment: true }));
  const add = (start: number, end: number): void => {
    folds.push({ first: layout.line(start), last: layout.line(end) });
  };
  const addValue = (value: TomlValue): void => {
    add(value.span.start, value.span.end);
    if (value.kind === 'array') value.items.forEach(addValue);
    if (value.kind === 'table') value.entries.forEach(addEntry);
  };
  const addEntry = (entry: TomlEntry): void => {
    addValue(entry.value);
  };
  for (const table of document.tables) {
    if (table.header) add(table.header.span.start, layout.tableEnd(table));
    table.entries.forEach(addEntry);
  }
  return folds.filter(({ first, last }) => last > first).sort((a, b) => a.first - b.first || b.last - a.last);
}
