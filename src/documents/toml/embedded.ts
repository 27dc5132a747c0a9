/** Where the text inside a TOML string stands in the TOML: findings in an inner document get their outer place. */
import type { Span } from '../text';

/** A stretch of inner text: as it stands in the outer one, or a single escape. */
interface Piece {
  readonly inner: number;
  readonly outer: number;
  readonly innerLength: number;
  readonly outerLength: number;
}

/** The value of a TOML string with a way back to its source. */
export class EmbeddedText {
  private constructor(
    readonly value: string,
    /** Literal strings (`'...'`, `'''...'''`) hold their text as it is. */
    readonly literal: boolean,
    private readonly pieces: readonly Piece[],
    private readonly outerEnd: number,
  ) {}

  /** Reads the TOML string that stands at `span` of a text; undefined where none does. */
  static read(text: string, span: Span): EmbeddedText | undefined {
    const raw = text.slice(span.start, span.end);
    const quote = raw.charAt(0);
    const marks = raw.startsWith(quote.repeat(3)) && raw.length >= 6 ? 3 : 1;
    const end = raw.length - marks;
    if ((quote !== '"' && quote !== "'") || end < marks || !raw.endsWith(quote.repeat(marks)))
      return undefined;
    let start = marks;
    if (marks === 3) start += /^\r?\n/.exec(raw.slice(3, 5))?.[0].length ?? 0;
    const outer = span.start + start;
    if (quote === "'") {
      const value = raw.slice(start, end);
      const { length } = value;
      return new EmbeddedText(
        value,
        true,
        [{ inner: 0, outer, innerLength: length, outerLength: length }],
        outer + length,
      );
    }
    return EmbeddedText.basic(raw, start, end, span.start);
  }

  private static basic(raw: string, start: number, end: number, shift: number): EmbeddedText {
    const pieces: Piece[] = [];
    let value = '';
    let at = start;
    const add = (text: string, length: number): void => {
      pieces.push({ inner: value.length, outer: shift + at, innerLength: text.length, outerLength: length });
      value += text;
      at += length;
    };
    while (at < end) {
      const escape = raw.indexOf('\\', at);
      const stop = escape < 0 || escape >= end ? end : escape;
      if (stop > at) add(raw.slice(at, stop), stop - at);
      if (at >= end) break;
      const { text, length } = unescape(raw, at);
      add(text, Math.min(length, end - at));
    }
    return new EmbeddedText(value, false, pieces, shift + end);
  }

  /** The outer place of an inner one; an escape is marked as a whole. */
  outer({ start, end }: Span): Span {
    const from = this.offset(start, false);
    return { start: from, end: end > start ? Math.max(from, this.offset(end - 1, true)) : from };
  }

  /** Outer offset of the character at `inner`, or of its end. */
  private offset(inner: number, after: boolean): number {
    let low = 0;
    let high = this.pieces.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.pieces[middle]?.inner ?? 0) <= inner) low = middle;
      else high = middle - 1;
    }
    const piece = this.pieces[low];
    if (!piece || inner >= piece.inner + piece.innerLength) return this.outerEnd;
    if (piece.innerLength === piece.outerLength) return piece.outer + inner - piece.inner + (after ? 1 : 0);
    return piece.outer + (after ? piece.outerLength : 0);
  }
}

const short: Readonly<Record<string, string>> = {
  b: '\b',
  t: '\t',
  n: '\n',
  f: '\f',
  r: '\r',
  e: '\u001b',
  '"': '"',
  '\\': '\\',
};

/** What the escape at `at` stands for, and its length. What is no escape stands for itself. */
function unescape(raw: string, at: number): { text: string; length: number } {
  const code = /^\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|x([0-9A-Fa-f]{2}))/.exec(raw.slice(at, at + 10));
  if (code) {
    const point = parseInt(code[1] ?? code[2] ?? code[3] ?? '', 16);
    return { text: point <= 0x10ffff ? String.fromCodePoint(point) : '\ufffd', length: code[0].length };
  }
  // a backslash at the end of a line joins it with the next text
  const trimmed = /\\[ \t]*\r?\n\s*/y;
  trimmed.lastIndex = at;
  const line = trimmed.exec(raw);
  if (line) return { text: '', length: line[0].length };
  const letter = raw.charAt(at + 1);
  return { text: short[letter] ?? letter, length: 2 };
}
