/** Snippets as the editor inserts them. */

/** One of a snippet file. */
export interface Snippet {
  readonly prefix: string | readonly string[];
  readonly description: string;
  readonly body: readonly string[];
}

/** What it is typed as. */
export const prefixes = ({ prefix }: Snippet): readonly string[] => [prefix].flat();

/**
 * The snippet syntax of VS Code, as far as it is used: an escaped character, or a place where the user types: `$1`,
 * `${1:default}`, `${1|one,two|}`.
 */
const token = /\\([\\$},|])|\$(?:(\d+)|\{(\d+)(?::((?:\\.|[^\\}])*)|\|((?:\\.|[^\\|])*)\|)?\})/g;
const unescaped = (text: string): string => text.replace(/\\([\\$},|])/g, '$1');

export interface TabStop {
  readonly number: number;
  /** What can stand there, first what is inserted; one value unless it is a choice. */
  readonly values: readonly string[];
}

/** Every tab stop, in order of appearance. One that comes again is a mirror: it repeats what the first one has. */
export function tabStops({ body }: Snippet): TabStop[] {
  const found = new Map<number, TabStop>();
  for (const [, escaped, plain, braced, initial = '', choices] of body.join('\n').matchAll(token)) {
    const number = Number(plain ?? braced);
    const values = choices === undefined ? [initial] : choices.split(/(?<!\\),/);
    if (escaped === undefined && !found.has(number))
      found.set(number, { number, values: values.map(unescaped) });
  }
  return [...found.values()];
}

/** What the editor inserts when the user takes every default, but for the choice made at `chosen`. */
export function expand(
  snippet: Snippet,
  chosen?: { readonly number: number; readonly value: string },
): string {
  const values = new Map(tabStops(snippet).map(({ number, values: [first = ''] }) => [number, first]));
  if (chosen) values.set(chosen.number, chosen.value);
  return snippet.body
    .join('\n')
    .replace(
      token,
      (_, escaped?: string, plain?: string, braced?: string) =>
        escaped ?? values.get(Number(plain ?? braced)) ?? '',
    );
}
