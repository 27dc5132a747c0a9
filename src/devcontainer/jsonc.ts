/** JSON with comments as the Dev Container CLI reads it (jsonc-parser, default options), with places. */
import { jsonSpan, parseJson, type JsonNode } from '../documents';
import { jsonProblemWords } from '../json-words';
import { t } from '../text';
import { refusalAt } from './refusal';

export { jsonSpan as spanOf, jsonText as stringOf, property, properties } from '../documents';
export type { JsonNode as Node, Property } from '../documents';

type Node = JsonNode;

/** The end of a node. */
export const endOf = ({ offset, length }: Node): number => offset + length;

/**
 * The object that a text holds. Comments and trailing commas are fine, as for the Dev Container CLI; it goes on after
 * other errors and guesses, which is no ground for an edit. Throws a Refusal at the first one.
 */
export function parseObject(text: string, path: string): Node {
  const { root, problems: found } = parseJson(text, { comments: true });
  const [first] = found;
  // Nothing at all is told below
  if (first && !(root === undefined && first.message === 'ValueExpected')) {
    const what = jsonProblemWords(first.message);
    throw refusalAt(t('This is not valid JSON with comments: {0}.', what), path, text, first.span);
  }
  if (root?.type !== 'object')
    throw refusalAt(
      t('The file must hold one JSON object, { ... }.'),
      path,
      text,
      root ? jsonSpan(root) : { start: 0, end: 0 },
    );
  return root;
}

/** The first character at or after `at` that is neither white space nor in a comment. */
export function skipTrivia(text: string, at: number): number {
  for (;;) {
    const char = text[at];
    if (char === ' ' || char === '\t' || char === '\n' || char === '\r') at++;
    else if (text.startsWith('//', at)) at = endOfLine(text, at);
    else if (text.startsWith('/*', at)) at = text.indexOf('*/', at + 2) + 2;
    else return at;
  }
}

/** Where the line of an offset ends, before its line break. */
export function endOfLine(text: string, at: number): number {
  while (at < text.length && text[at] !== '\n' && text[at] !== '\r') at++;
  return at;
}

/** The first character at or after `at` that is no blank. */
export function skipBlanks(text: string, at: number): number {
  while (text[at] === ' ' || text[at] === '\t') at++;
  return at;
}

/** Where the blanks begin that end at `at`. */
export function blanksBefore(text: string, at: number): number {
  while (text[at - 1] === ' ' || text[at - 1] === '\t') at--;
  return at;
}

/** Whether a line begins at an offset. */
export const startsLine = (text: string, at: number): boolean =>
  at === 0 || text[at - 1] === '\n' || text[at - 1] === '\r';

/** Whether a line, or the text, ends at an offset. */
export const endsLine = (text: string, at: number): boolean =>
  at >= text.length || text[at] === '\n' || text[at] === '\r';
