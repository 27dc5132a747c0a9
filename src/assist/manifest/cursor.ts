/** Where in a manifest somebody is typing. */
import { yamlDocuments, type Span } from '../../documents';
import { below, outlineKeys, type Outline, type Outlined } from './outline';

/** A place at which a key or a value is being written. */
export interface ManifestCursor {
  readonly kind: 'key' | 'value';
  /** The object that it is in: a document, an item of a List, or a text in the chart's values. */
  readonly object: Outlined;
  /** Kind of the object; empty where it is not said. */
  readonly objectKind: string;
  /** Keys from the object to the map that the key is for, or to the key that the value is for; `-` for an item. */
  readonly path: readonly string[];
  /** The map that a key is for; of a value the key itself. */
  readonly at: Outlined;
  /** What is being written, to its end, with its quotes; on one line, in the file. */
  readonly span: Span;
  /** The quote that was opened. */
  readonly quote: '"' | "'" | '';
  /** A blank that is missing between the colon and the value. */
  readonly gap: '' | ' ';
  /** A key: nothing stands behind it yet, so that its value can be written, too. */
  readonly open: boolean;
}

const keyStart = /^( *)(["']?)([\w./-]*)$/;
const valueStart = /^ *(?:- +)*(?:"[^"]*"|'[^']*'|[\w./-]+)[ \t]*:([ \t]*)((["']?)[^"'#]*)$/;

/** The cursor at an offset; undefined in comments, in flow style, in blocks of text and where nothing can be told. */
export function manifestCursorAt(text: string, offset: number): ManifestCursor | undefined {
  const document = yamlDocuments(text).findLast(({ base }) => base <= offset);
  if (!document) return undefined;
  const line = text.lastIndexOf('\n', offset - 1) + 1;
  const feed = text.indexOf('\n', offset);
  const before = text.slice(line, offset);
  const after = text.slice(offset, feed < 0 ? text.length : feed).replace(/\r$/, '');
  const whole = outlineKeys(text, document.base, document.base + document.text.length);
  const outline = embedded(whole, text, line, before) ?? whole;
  return keyCursor(outline, line, before, after) ?? valueCursor(outline, line, before, after);
}

/** The RuntimeClass that Kata's chart takes as text (`customRuntimes`), where the line is in one. */
function embedded({ nodes }: Outline, text: string, line: number, before: string): Outline | undefined {
  const block = nodes.findLast(({ start }) => start < line);
  if (block?.key !== 'runtimeClass' || !block.block || before.search(/[^ ]|$/) <= block.indent)
    return undefined;
  const next = nodes[nodes.indexOf(block) + 1];
  return outlineKeys(text, text.indexOf('\n', block.start) + 1, next?.start ?? text.length);
}

/** The innermost node that a line at that column belongs to, of those that stand before it. */
function parentOf({ root, nodes }: Outline, line: number, column: number): Outlined {
  let at = nodes.findLast(({ start }) => start < line) ?? root;
  while (at.parent && at.indent >= column) at = at.parent;
  return at;
}

function keyCursor(
  outline: Outline,
  line: number,
  before: string,
  after: string,
): ManifestCursor | undefined {
  const [whole, lead = '', quote = '', word = ''] = keyStart.exec(before) ?? [];
  if (whole === undefined) return undefined;
  const rest = /^[\w./-]*["']?/.exec(after)?.[0] ?? '';
  const follows = after.slice(rest.length);
  if (!/^[ \t]*(?::|$|#)/.test(follows)) return undefined;
  const start = line + lead.length;
  const parent = parentOf(outline, line, lead.length);
  // Below a key that has a value already there is no map
  if (parent.value !== '' || inBlock(parent)) return undefined;
  return locate(parent, {
    kind: 'key',
    span: { start, end: start + quote.length + word.length + rest.length },
    quote: quote === '"' || quote === "'" ? quote : '',
    gap: '',
    open: !/^[ \t]*:/.test(follows),
  });
}

function valueCursor(
  outline: Outline,
  line: number,
  before: string,
  after: string,
): ManifestCursor | undefined {
  const [whole, space = '', typed = '', quote = ''] = valueStart.exec(before) ?? [];
  if (whole === undefined || /^[[{&*!|>]/.test(typed)) return undefined;
  const start = line + before.length - typed.length;
  const at = outline.nodes.findLast((node) => node.start >= line && node.start < start && node.key !== '-');
  if (!at || at.children.length > 0 || inBlock(at)) return undefined;
  const rest =
    quote === ''
      ? /^[^\s#]*/.exec(after)
      : new RegExp(`^(?:[^${quote}#]*${quote}|[^${quote}\\s#]*)`).exec(after);
  return locate(at, {
    kind: 'value',
    span: { start, end: line + before.length + (rest?.[0] ?? '').length },
    quote: quote === '"' || quote === "'" ? quote : '',
    gap: space === '' ? ' ' : '',
    open: true,
  });
}

const inBlock = (node: Outlined): boolean =>
  node.block || (node.parent !== undefined && inBlock(node.parent));

/** Adds the object and the path in it. Lists of objects begin anew with each item. */
function locate(
  at: Outlined,
  rest: Pick<ManifestCursor, 'kind' | 'span' | 'quote' | 'gap' | 'open'>,
): ManifestCursor {
  const chain: Outlined[] = [];
  for (let node: Outlined | undefined = at; node; node = node.parent) chain.unshift(node);
  let from = 0;
  const listed = chain[1]?.key === 'items' && chain[2]?.key === '-';
  if (listed && below(chain[0], 'kind')?.value.endsWith('List') === true) from = 2;
  const object = chain[from] ?? at;
  return {
    ...rest,
    at,
    object,
    objectKind: below(object, 'kind')?.value ?? '',
    path: chain.slice(from + 1).map(({ key }) => key),
  };
}
