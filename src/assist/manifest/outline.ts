/**
 * The keys of a YAML text by indentation alone. A text in which somebody is typing is seldom sound YAML, but where its
 * lines begin tells where they belong.
 */

/** A key, or the `-` of a list's item. */
export interface Outlined {
  /** `-` for an item. */
  readonly key: string;
  /** What stands behind the colon on the same line, without a comment; quotes are taken off. */
  readonly value: string;
  /** Column of its first character. */
  readonly indent: number;
  /** Offset of its first character. */
  readonly start: number;
  readonly parent: Outlined | undefined;
  readonly children: Outlined[];
  /** It begins a block of text (`|` or `>`): what is deeper is no YAML of this text. */
  readonly block: boolean;
}

/** The root of an outline; its children are the keys at the margin. */
export interface Outline {
  readonly root: Outlined;
  /** Every key in order of place. */
  readonly nodes: readonly Outlined[];
}

/** A key has at most 317 characters; what is longer is no key, and is not searched for one. */
const maxKey = 400;

const dash = /^-(?=[ \t]|$)[ \t]*/;
const keyed = /^("[^"]*"|'[^']*'|[^\s"'#{}[\],&*!|>%@`][^#{}]*?)[ \t]*:(?=[ \t]|$)[ \t]*/;

/** A scalar without its quotes, comment and white space. */
export function plainValue(text: string): string {
  const quoted = /^(?:"([^"]*)"|'([^']*)')/.exec(text);
  return quoted ? (quoted[1] ?? quoted[2] ?? '') : text.replace(/(?:^|[ \t])#.*$/, '').trim();
}

/** Reads the stretch of a text from one offset to another; offsets of nodes are in the whole text. */
export function outlineKeys(text: string, from = 0, to = text.length): Outline {
  const root: Outlined = node('', '', -1, from, undefined);
  const nodes: Outlined[] = [];
  const open: Outlined[] = [root];
  let block = Infinity;
  let line = from;
  while (line < to) {
    const feed = text.indexOf('\n', line);
    const end = feed < 0 || feed > to ? to : feed;
    const content = text.slice(line, end).replace(/\r$/, '');
    let indent = content.search(/[^ ]/);
    let rest = indent < 0 ? '' : content.slice(indent);
    if (rest !== '' && indent <= block) {
      block = Infinity;
      if (!rest.startsWith('#') && !rest.startsWith('---')) {
        for (;;) {
          const item = dash.exec(rest)?.[0];
          const [whole, name] = item === undefined ? (keyed.exec(rest.slice(0, maxKey)) ?? []) : [item, '-'];
          if (whole === undefined || name === undefined) break;
          while (belongsAbove(open.at(-1) ?? root, indent, name === '-')) open.pop();
          const after = rest.slice(whole.length);
          const value = item === undefined ? plainValue(after) : '';
          const found = node(plainValue(name), value, indent, line + indent, open.at(-1));
          open.at(-1)?.children.push(found);
          nodes.push(found);
          open.push(found);
          if (found.block) block = indent;
          if (item === undefined || after === '') break;
          indent += whole.length;
          rest = after;
        }
      }
    }
    line = end + 1;
  }
  return { root, nodes };
}

/** Whether what is at `indent` is not below a node that is still open. A list may stand as deep as its key. */
const belongsAbove = (top: Outlined, indent: number, item: boolean): boolean =>
  top.parent !== undefined && (item && top.key !== '-' ? top.indent > indent : top.indent >= indent);

const node = (
  key: string,
  value: string,
  indent: number,
  start: number,
  parent: Outlined | undefined,
): Outlined => ({ key, value, indent, start, parent, children: [], block: /^[|>][-+\d]*$/.test(value) });

/** The node at a path of keys below another. */
export function below(from: Outlined | undefined, ...path: readonly string[]): Outlined | undefined {
  let at = from;
  for (const key of path) at = at?.children.find((child) => child.key === key);
  return at;
}
