/** How a TOML text is laid out in lines: shared by the outline and the folding. */
import { LineIndex, type Span, type TomlDocument, type TomlTable } from '../documents';

/** Lines of a document and the comments that stand on lines of their own. */
export class Layout {
  readonly index: LineIndex;
  /** First and last line of each block of comment lines, in order. */
  readonly commentBlocks: { readonly first: number; readonly last: number }[] = [];

  constructor(readonly document: TomlDocument) {
    this.index = new LineIndex(document.text);
    let block: { first: number; last: number } | undefined;
    for (const { span } of document.comments) {
      const { line, character } = this.index.position(span.start);
      const before = document.text.slice(span.start - character, span.start);
      if (before.replace('\ufeff', '').trim() !== '') continue;
      if (block?.last === line - 1) block.last = line;
      else this.commentBlocks.push((block = { first: line, last: line }));
    }
  }

  /** Line of an offset. */
  line(offset: number): number {
    return this.index.position(offset).line;
  }

  /** Where a table's own text ends: the comments right above the next header belong to that one. */
  tableEnd(table: TomlTable): number {
    const { text } = this.document;
    const own = text.slice(table.span.start, table.span.end);
    const last = this.line(table.span.start + own.trimEnd().length);
    const block = this.commentBlocks.find((each) => each.last === last);
    const next = this.line(table.span.end);
    const above = block !== undefined && next === last + 1 && table.span.end < text.length;
    const end = above ? (this.index.starts[block.first] ?? table.span.end) : table.span.end;
    const start = table.header?.span.end ?? table.span.start;
    return Math.max(start, table.span.start + text.slice(table.span.start, end).trimEnd().length);
  }

  /** What a span shows, on one line and not too long. */
  excerpt({ start, end }: Span): string {
    const line = this.document.text.slice(start, end).replace(/\s+/g, ' ');
    return line.length > 80 ? `${line.slice(0, 79)}…` : line;
  }
}
