/** Taking something out of a JSONC text. */
import type { Node } from 'jsonc-parser';
import type { Span } from '../text';

/**
 * What to delete so that `count` children of an array or object are gone from `index` on, with one comma and the white
 * space that they leave; undefined where a comment stands in it, which nobody has asked to delete.
 */
export function removalIn(text: string, list: Node, index: number, count = 1): Span | undefined {
  const children = list.children ?? [];
  const [first, last] = [children[index], children[index + count - 1]];
  if (!first || !last) return undefined;
  const before = children[index - 1];
  const after = children[index + count];
  const end = (node: Node): number => node.offset + node.length;
  const alone = { start: list.offset + 1, end: end(list) - 1 };
  const spans = [
    ...(before ? [{ start: end(before), end: end(last) }] : []),
    ...(after ? [{ start: first.offset, end: after.offset }] : []),
    ...(!before && !after ? [alone] : []),
  ];
  return spans.find(
    (span) => !(text.slice(span.start, first.offset) + text.slice(end(last), span.end)).includes('/'),
  );
}
