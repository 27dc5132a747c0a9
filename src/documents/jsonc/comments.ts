/** Comments of a JSONC text. */
import { createScanner } from 'jsonc-parser';
import type { Span } from '../text';

/** jsonc-parser's SyntaxKind, a const enum that can't be imported: `// …`, and the end of the text. */
const lineComment = 12;
const end = 17;

/** The comments from `//` to the end of a line, written as if they began with a `#`. */
export function jsonComments(text: string): readonly { readonly text: string; readonly span: Span }[] {
  const scanner = createScanner(text, false);
  const found: { text: string; span: Span }[] = [];
  for (let kind: number = scanner.scan(); kind !== end; kind = scanner.scan()) {
    if (kind !== lineComment) continue;
    const start = scanner.getTokenOffset();
    const content = text.slice(start, start + scanner.getTokenLength());
    found.push({ text: `#${content.slice(2)}`, span: { start, end: start + content.length } });
  }
  return found;
}
