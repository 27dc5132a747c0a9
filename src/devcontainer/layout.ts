/** Adds items to objects and arrays of JSONC and takes them out, as the file is laid out, and nothing else. */
import type { TextEdit } from '../documents';
import {
  blanksBefore,
  endOf,
  endOfLine,
  endsLine,
  skipBlanks,
  skipTrivia,
  startsLine,
  type Node,
} from './jsonc';

const edit = (start: number, end: number, newText: string): TextEdit => ({ span: { start, end }, newText });

/** How a file breaks and indents its lines. */
export interface Style {
  readonly eol: string;
  /** One step of indentation. */
  readonly unit: string;
  /** What stands after a comma on the same line: a blank, or nothing in a minified file. */
  readonly gap: string;
}

/** The style of a file, from its object. */
export function styleOf(text: string, root: Node): Style {
  const eol = /\r\n|\n|\r/.exec(text)?.[0] ?? '\n';
  const first = root.children?.[0];
  const own = first && indentationOf(text, first);
  const outer = lineIndentation(text, root.offset);
  const unit = own?.startsWith(outer) && own.length > outer.length ? own.slice(outer.length) : '  ';
  const [key, value] = first?.children ?? [];
  const spaced = !key || !value || /\s/.test(text.slice(endOf(key), value.offset)) || own !== undefined;
  return { eol, unit, gap: spaced ? ' ' : '' };
}

/** The blanks before a node that is the first thing on its line. */
function indentationOf(text: string, node: Node): string | undefined {
  const from = blanksBefore(text, node.offset);
  return startsLine(text, from) ? text.slice(from, node.offset) : undefined;
}

/** The blanks at the start of the line of an offset. */
function lineIndentation(text: string, at: number): string {
  while (!startsLine(text, at)) at--;
  return text.slice(at, skipBlanks(text, at));
}

/**
 * Where the line ends, when from `at` on it holds only blanks and comments; undefined when something else follows, or
 * a comment that goes on on the next line.
 */
function restOfLine(text: string, at: number): number | undefined {
  for (;;) {
    at = skipBlanks(text, at);
    if (endsLine(text, at)) return at;
    if (text.startsWith('//', at)) return endOfLine(text, at);
    if (!text.startsWith('/*', at)) return undefined;
    const end = text.indexOf('*/', at + 2) + 2;
    if (/[\r\n]/.test(text.slice(at, end))) return undefined;
    at = end;
  }
}

/** The offset behind the comma that follows a node, if one does. */
function commaAfter(text: string, node: Node): number | undefined {
  const next = skipTrivia(text, endOf(node));
  return text[next] === ',' ? next + 1 : undefined;
}

/** Adds an item to an object or array, in front of the item that has this index now. */
export function insertItem(
  text: string,
  list: Node,
  index: number,
  item: string,
  style: Style,
): readonly TextEdit[] {
  const children = list.children ?? [];
  const previous = children[index - 1];
  if (children.length === 0) return [insertFirst(text, list, item, style)];
  const gap = gapIn(text, children) ?? style.gap;
  const indentation =
    [...(previous ? [previous] : []), ...children]
      .map((child) => indentationOf(text, child))
      .find((found) => found !== undefined) ?? lineIndentation(text, list.offset) + style.unit;
  if (!previous) {
    const at = list.offset + 1;
    const end = restOfLine(text, at);
    if (end !== undefined) return [edit(end, end, `${style.eol}${indentation}${item},`)];
    const first = skipBlanks(text, at);
    return [edit(first, first, `${item},${gap}`)];
  }
  const comma = commaAfter(text, previous);
  if (comma === undefined) {
    const at = endOf(previous);
    const end = restOfLine(text, at);
    if (end === undefined) return [edit(at, at, `,${gap}${item}`)];
    const line = `${style.eol}${indentation}${item}`;
    return end === at ? [edit(at, at, `,${line}`)] : [edit(at, at, ','), edit(end, end, line)];
  }
  const end = restOfLine(text, comma);
  if (end !== undefined) return [edit(end, end, `${style.eol}${indentation}${item},`)];
  return [edit(comma, comma, `${gap}${item},`)];
}

/** What stands behind the commas of a list, where items share a line. */
function gapIn(text: string, children: readonly Node[]): string | undefined {
  return children
    .slice(1)
    .map((child) => text.slice(blanksBefore(text, child.offset) - 1, child.offset))
    .find((before) => before.startsWith(','))
    ?.slice(1);
}

/** The first item of an empty list; comments in it stay in front. */
function insertFirst(text: string, list: Node, item: string, { eol, unit, gap }: Style): TextEdit {
  const open = list.offset + 1;
  const close = endOf(list) - 1;
  const inner = text.slice(open, close);
  const comments = inner.trimEnd();
  const line = `${eol}${lineIndentation(text, list.offset)}${unit}${item}`;
  if (comments !== '') {
    const at = open + comments.length;
    // Blanks at its end are part of a line comment
    const end = skipBlanks(text, at);
    return endsLine(text, end) ? edit(end, end, line) : edit(at, at, gap + item);
  }
  return /[\r\n]/.test(inner) ? edit(open, open, line) : edit(open, close, item);
}

/** Takes items out of an object or array, with their commas and their lines. Comments stay. */
export function removeItems(text: string, list: Node, indexes: ReadonlySet<number>): readonly TextEdit[] {
  const children = list.children ?? [];
  const edits: TextEdit[] = [];
  // The last item that stays, where everything behind it goes: its comma goes, too, unless the list ends in one
  const lastKept = children.findLastIndex((_, index) => !indexes.has(index));
  const last = children.at(-1);
  const trailing = last && commaAfter(text, last) !== undefined;
  const kept = children[lastKept];
  if (kept && lastKept < children.length - 1 && !trailing) {
    const comma = commaAfter(text, kept);
    if (comma !== undefined) edits.push(edit(comma - 1, comma, ''));
  }
  for (const index of [...indexes].sort((a, b) => a - b)) {
    const child = children[index];
    if (child) edits.push(...removeItem(text, list, child));
  }
  return joined(edits);
}

function removeItem(text: string, list: Node, child: Node): TextEdit[] {
  const start = child.offset;
  const comma = commaAfter(text, child);
  // Comments between the item and its comma stay
  const apart = comma !== undefined && comma - 1 > blanksEnd(text, endOf(child));
  const end = comma !== undefined && !apart ? comma : endOf(child);
  const tail = apart ? [edit(comma - 1, comma, '')] : [];
  const from = blanksBefore(text, start);
  const to = skipBlanks(text, end);
  if (startsLine(text, from) && endsLine(text, to) && from > 0) {
    const before = text.slice(from - 2, from) === '\r\n' ? from - 2 : from - 1;
    return [edit(before, to, ''), ...tail];
  }
  if (from === list.offset + 1 || startsLine(text, from)) return [edit(start, to, ''), ...tail];
  return [edit(from, end, ''), ...tail];
}

/** Where the white space after an offset ends. */
function blanksEnd(text: string, at: number): number {
  while (/\s/.test(text[at] ?? '')) at++;
  return at;
}

/** Edits in order, those that touch made one. */
function joined(edits: readonly TextEdit[]): readonly TextEdit[] {
  const result: TextEdit[] = [];
  for (const next of [...edits].sort((a, b) => a.span.start - b.span.start)) {
    const last = result.at(-1);
    if (last && next.span.start <= last.span.end) {
      const end = Math.max(last.span.end, next.span.end);
      result[result.length - 1] = edit(last.span.start, end, last.newText + next.newText);
    } else result.push(next);
  }
  return result;
}
