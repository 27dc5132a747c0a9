/** Where each character of a scalar's value stands in the text that the scalar was read from. */
import type { YamlScalar } from './types';

const isBreak = (character: string | undefined): boolean => character === '\n' || character === '\r';
const isSpace = (character: string | undefined): boolean =>
  isBreak(character) || character === ' ' || character === '\t';

/** Length of an escape in double quotes, from its backslash on. */
function escapeLength(text: string, at: number): number {
  const form = text[at + 1];
  return form === 'x' ? 4 : form === 'u' ? 6 : form === 'U' ? 10 : 2;
}

/**
 * Offsets in `text` of every character of the value, and one more for its end. Exact for literal block scalars and
 * for what stands on one line; inside a fold (a line break that is read as a space) it is the fold's place.
 */
export function scalarOffsets(text: string, scalar: YamlScalar): Uint32Array {
  const offsets = new Uint32Array(scalar.value.length + 1).fill(scalar.span.end);
  if (scalar.style === 'literal') alignLines(text, scalar, offsets);
  else alignCharacters(text, scalar, offsets);
  return offsets;
}

/** Every line of a literal is the end of a line of the text. */
function alignLines(text: string, { value, span }: YamlScalar, offsets: Uint32Array): void {
  let line = text.indexOf('\n', span.start) + 1;
  let index = 0;
  for (const content of value.split('\n')) {
    if (line === 0 || line > span.end) return;
    const lineFeed = text.indexOf('\n', line);
    let end = lineFeed < 0 ? text.length : lineFeed;
    if (text[end - 1] === '\r') end--;
    const start = Math.max(line, end - content.length);
    for (let i = 0; i <= content.length; i++) offsets[index + i] = Math.min(start + i, end);
    index += content.length + 1;
    line = lineFeed + 1;
  }
}

function alignCharacters(text: string, { value, style, span }: YamlScalar, offsets: Uint32Array): void {
  const quoted = style === 'single' || style === 'double';
  let at = span.start + (quoted ? 1 : 0);
  const end = span.end - (quoted ? 1 : 0);
  if (style === 'folded') {
    while (at < end && text[at] !== '\n') at++;
    while (at < end && isSpace(text[at])) at++;
  }
  let index = 0;
  while (index < value.length && at < end) {
    const character = text[at];
    if (isBreak(character)) {
      const fold = at;
      while (at < end && isSpace(text[at])) at++;
      while (isSpace(value[index])) offsets[index++] = fold;
    } else if (style === 'double' && character === '\\') {
      const length = escapeLength(text, at);
      // An escaped line break stands for nothing; an escape beyond U+FFFF for two code units
      if (isBreak(text[at + 1])) at += 1;
      else {
        offsets[index] = at;
        index += (value.codePointAt(index) ?? 0) > 0xffff ? 2 : 1;
        if (offsets[index - 1] === span.end) offsets[index - 1] = at;
        at += length;
      }
    } else if (character === value[index]) {
      offsets[index++] = at;
      at += style === 'single' && character === "'" ? 2 : 1;
    } else at++;
  }
  offsets[value.length] = Math.min(at, end);
}
