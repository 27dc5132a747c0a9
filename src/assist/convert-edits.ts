/** Collects the edits of a conversion; keeps the file's own line ends, its byte order mark and every comment. */
import type { Span, TomlDocument, TomlKey, TomlTable } from '../documents';
import type { TextEdit } from '../lint';
import { t } from '../text';
import { Layout } from './layout';

const targetLine = /^\s*#\s*kata:/;

export class Rewriter {
  private readonly changes: TextEdit[] = [];
  private readonly added = new Map<string, string[]>();
  private readonly newline: string;
  private readonly layout: Layout;

  constructor(private readonly document: TomlDocument) {
    this.newline = document.text.includes('\r\n') ? '\r\n' : '\n';
    this.layout = new Layout(document);
  }

  replace(span: Span, newText: string): void {
    if (this.document.text.slice(span.start, span.end) !== newText) this.changes.push({ span, newText });
  }

  /** Gives a header other names. */
  rename(keys: readonly TomlKey[], names: readonly string[]): void {
    const start = keys[0]?.span.start;
    const end = keys.at(-1)?.span.end;
    const same = keys.length === names.length && keys.every(({ name }, at) => name === names[at]);
    if (start !== undefined && end !== undefined && !same) this.replace({ start, end }, names.join('.'));
  }

  /** Turns what stands in a span into a comment; `why` goes before the text. */
  commentOut(span: Span, why = t('not read by runtime-rs')): void {
    const { starts } = this.layout.index;
    this.insert(span.start, `# ${why}: `);
    for (let line = this.layout.line(span.start) + 1; line <= this.layout.line(span.end); line++) {
      this.insert(starts[line] ?? span.end, '# ');
    }
  }

  /** Takes an entry out, together with the comments right above it and the one behind it, and gives those back. */
  take(span: Span): { comments: string[]; tail: string } {
    const { starts } = this.layout.index;
    const { text } = this.document;
    const line = this.layout.line(span.start);
    let first = this.layout.commentBlocks.find(({ last }) => last === line - 1)?.first ?? line;
    const lineAt = (at: number): string => text.slice(starts[at], this.lineEnd(starts[at] ?? 0));
    // the comment that names the file's Kata is the file's, not the key's
    for (let at = first; at < line; at++) if (targetLine.test(lineAt(at))) first = at + 1;
    const start = starts[first] ?? 0;
    const end = starts[this.layout.line(span.end) + 1] ?? text.length;
    const gapBefore = first === 0 || lineAt(first - 1).trim() === '';
    const gapAfter = gapBefore ? (/^[ \t]*(?:\r\n|\n|\r)/.exec(text.slice(end))?.[0].length ?? 0) : 0;
    this.replace({ start, end: end + gapAfter }, '');
    const comments = Array.from({ length: line - first }, (_, at) => lineAt(first + at));
    return { comments, tail: text.slice(span.end, this.lineEnd(span.end)) };
  }

  /** Lines right below a table's header. */
  prepend({ header }: TomlTable, lines: readonly string[]): void {
    if (header && lines.length > 0)
      this.insert(this.lineEnd(header.span.end), this.newline + lines.join(this.newline));
  }

  /** Lines below everything else in a table. */
  append(table: TomlTable, ...lines: readonly string[]): void {
    this.insert(this.lineEnd(this.layout.tableEnd(table)), this.newline + lines.join(this.newline));
  }

  /** A table at the end of the file, or more lines for one that was added before. */
  addTable(name: string, lines: readonly string[]): void {
    this.added.set(name, [...(this.added.get(name) ?? []), ...lines]);
  }

  /** Replaces a line, or puts a new one at the top. */
  setLine(line: number | undefined, text: string): void {
    const top = this.document.text.startsWith('\ufeff') ? 1 : 0;
    const start = Math.max(top, this.layout.index.starts[line ?? 0] ?? 0);
    if (line === undefined) this.insert(start, text + this.newline);
    else this.replace({ start, end: this.lineEnd(start) }, text);
  }

  /** All edits in order of place; none overlaps another. */
  edits(): TextEdit[] {
    const { text } = this.document;
    const tables = [...this.added].map(
      ([name, lines]) => [`[${name}]`, ...lines].join(this.newline) + this.newline,
    );
    if (tables.length > 0) {
      const gap = text === '' || /(?:\r\n|\n)$/.test(text) ? this.newline : this.newline + this.newline;
      this.insert(text.length, gap + tables.join(this.newline));
    }
    return this.changes.toSorted((a, b) => a.span.start - b.span.start || a.span.end - b.span.end);
  }

  private insert(at: number, newText: string): void {
    this.changes.push({ span: { start: at, end: at }, newText });
  }

  private lineEnd(offset: number): number {
    const rest = this.document.text.slice(offset).search(/[\r\n]/);
    return rest < 0 ? this.document.text.length : offset + rest;
  }
}
