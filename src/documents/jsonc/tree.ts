/** JSON, with or without comments, as a tree with places. The grammar is jsonc-parser's. */
import { parseTree, printParseErrorCode, type Node, type ParseError } from 'jsonc-parser';
import type { Span } from '../text';

export type { Node as JsonNode };

/** `"key": value`. */
export interface Property {
  readonly key: string;
  /** The key with its quotes. */
  readonly keySpan: Span;
  readonly value: Node;
  readonly span: Span;
  /** The property itself, a child of the object. */
  readonly node: Node;
}

/** What a strict reader stumbles over. */
export interface JsonProblem {
  /** jsonc-parser's name of it, such as `CommaExpected`. */
  readonly message: string;
  readonly span: Span;
}

/** Where a node stands. */
export const jsonSpan = ({ offset, length }: Node): Span => ({ start: offset, end: offset + length });

/** Where a value stands. */
export const valueSpan = ({ value }: Property): Span => jsonSpan(value);

/** The properties of an object; none of anything else. */
export const properties = (node: Node | undefined): readonly Property[] =>
  node?.type !== 'object'
    ? []
    : (node.children ?? []).flatMap((child) => {
        const [key, value] = child.children ?? [];
        if (!key || !value || typeof key.value !== 'string') return [];
        return [{ key: key.value, keySpan: jsonSpan(key), value, span: jsonSpan(child), node: child }];
      });

/** The last property of a name: of two, readers take the later one. */
export const property = (node: Node | undefined, key: string): Property | undefined =>
  properties(node).findLast((candidate) => candidate.key === key);

/** The items of an array; none of anything else. */
export const itemsOfJson = (node: Node | undefined): readonly Node[] =>
  node?.type === 'array' ? (node.children ?? []) : [];

/** The text of a string; undefined for anything else. */
export const jsonText = (node: Node | undefined): string | undefined => {
  const value: unknown = node?.value;
  return node?.type === 'string' && typeof value === 'string' ? value : undefined;
};

/** Reads a text; never throws. What can't be read is a problem, everything else stays alive. */
export function parseJson(
  text: string,
  { comments }: { readonly comments: boolean },
): { readonly root: Node | undefined; readonly problems: readonly JsonProblem[] } {
  const errors: ParseError[] = [];
  try {
    // A byte order mark becomes a blank, so that places stay
    const root = parseTree(text.replace(/^\ufeff/, ' '), errors, {
      disallowComments: !comments,
      allowTrailingComma: comments,
    });
    const problems = errors.map(({ error, offset, length }) => ({
      message: printParseErrorCode(error),
      span: { start: offset, end: offset + length },
    }));
    return { root, problems };
  } catch (error) {
    // The parser goes down with every bracket
    if (!(error instanceof RangeError)) throw error;
    return { root: undefined, problems: [{ message: 'NestedTooDeeply', span: { start: 0, end: 1 } }] };
  }
}
