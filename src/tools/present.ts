/** A tool's result as text for a language model: without what a person would not see, cut to a sane length. */
import { redact, type Person } from '../redact';

/** The longest text of somebody else's, in characters. */
const maxText = 2_000;
/** The longest result: some 15,000 tokens. */
const maxResult = 60_000;

/**
 * Control characters but tabs and ends of lines, and what a reader doesn't see: marks that reorder text, characters
 * without a width, tags and variation selectors. A name could say something with them to the model alone.
 */
const unseen = /[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Cs}\p{Zl}\p{Zp}\ufe00-\ufe0f\u{e0100}-\u{e01ef}]/gu;

/** A text with what can't be seen as escapes. */
const seen = (text: string): string =>
  text.replace(unseen, (char) =>
    char === '\n' || char === '\t' ? char : `\\u{${(char.codePointAt(0) ?? 0).toString(16)}}`,
  );

const cut = (text: string, most: number): string =>
  text.length > most ? `${text.slice(0, most)}... (${text.length - most} characters more)` : text;

/** One text. `person`: whose home folder and name are taken out. */
export const shown = (text: string, person?: Person, most = maxText): string =>
  cut(seen(person ? redact(text, person) : text), most);

/** The result as it is handed to the model: a page as it is, data as JSON whose strings are all `shown`. */
export function present(result: unknown, person?: Person): string {
  if (typeof result === 'string') return shown(result, person, maxResult);
  const text = JSON.stringify(
    result,
    (_, value: unknown) => (typeof value === 'string' ? shown(value, person) : value),
    1,
  );
  return cut(text, maxResult);
}

/** The first `most` of a list, and how many are left out, as fields of a result. */
export const atMost = (key: string, items: readonly unknown[], most: number): Record<string, unknown> => ({
  [key]: items.slice(0, most),
  ...(items.length > most && { [`${key}LeftOut`]: items.length - most }),
});
