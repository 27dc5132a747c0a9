/** Comments of a YAML text. */
import type { Span } from '../text';

export interface YamlComment {
  /** With the leading `#`. */
  readonly text: string;
  readonly span: Span;
}

/**
 * Everything that looks like a comment: `#` at the start of a line or after white space, to the end of the line. Text
 * in a block scalar that looks like one is there too: in a document inside a document it is one.
 */
export const yamlComments = (text: string): YamlComment[] =>
  [...text.matchAll(/(?<![^ \t\r\n])#[^\r\n]*/g)].map(({ 0: comment, index }) => ({
    text: comment,
    span: { start: index, end: index + comment.length },
  }));
