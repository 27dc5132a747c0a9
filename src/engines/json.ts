/** What programs print as JSON, looked at without trusting its shape. */

/** An object whose fields may be anything. */
export type Json = Readonly<Record<string, unknown>>;

/** The value as an object; an empty one for anything else. */
export const record = (value: unknown): Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {};

/** The objects of an array. */
export const records = (value: unknown): readonly Json[] =>
  Array.isArray(value)
    ? value.filter((item): item is Json => typeof item === 'object' && item !== null && !Array.isArray(item))
    : [];

/** The value where it is a text. */
export const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

/** The texts of an array. */
export const strings = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : [];

/** Objects that are printed one a line; lines that are none are left out. */
export function jsonLines(text: string): readonly Json[] {
  return text.split('\n').flatMap((line) => {
    if (!line.trimStart().startsWith('{')) return [];
    try {
      return [record(JSON.parse(line))];
    } catch (error) {
      if (error instanceof SyntaxError) return []; // A line that was cut, or a warning with a brace
      throw error;
    }
  });
}
