/** Positions in text: offsets are UTF-16 code units, lines and characters are zero-based, as in LSP. */

/** A half-open stretch of a text, in UTF-16 code units from its start. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Replaces a stretch of a text. */
export interface TextEdit {
  readonly span: Span;
  readonly newText: string;
}

/** The text after edits that don't overlap, in order of place. */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  let result = '';
  let at = 0;
  for (const { span, newText } of edits) {
    result += text.slice(at, span.start) + newText;
    at = span.end;
  }
  return result + text.slice(at);
}

/** A place in a text as editors and the command line's JSON name it. */
export interface Position {
  readonly line: number;
  readonly character: number;
}

/** Two places in a text; the end is exclusive. */
export interface Range {
  readonly start: Position;
  readonly end: Position;
}

/** Finds lines in a text. Line ends are LF, CR LF and a lone CR, as in LSP and in VS Code. */
export class LineIndex {
  /** Offset of the first character of each line. */
  readonly starts: number[] = [0];

  constructor(readonly text: string) {
    if (!text.includes('\r')) {
      for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) this.starts.push(at + 1);
      return;
    }
    for (let at = 0; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (code === 10) this.starts.push(at + 1);
      else if (code === 13 && text.charCodeAt(at + 1) !== 10) this.starts.push(at + 1);
    }
  }

  /** Line and character of an offset; offsets outside the text count as its nearest end. */
  position(offset: number): Position {
    const at = Math.max(0, Math.min(offset, this.text.length));
    let low = 0;
    let high = this.starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.starts[middle] ?? 0) <= at) low = middle;
      else high = middle - 1;
    }
    return { line: low, character: at - (this.starts[low] ?? 0) };
  }

  /** Whether anything but white space and a comment (`#`, `//`) stands on a line. */
  hasText(line: number): boolean {
    const text = this.text.slice(
      this.starts[line] ?? this.text.length,
      this.starts[line + 1] ?? this.text.length,
    );
    return !/^\s*(?:(?:#|\/\/).*)?\s*$/.test(text);
  }

  range(span: Span): Range {
    return { start: this.position(span.start), end: this.position(span.end) };
  }
}
