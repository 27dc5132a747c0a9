/** The regular expressions of `enable_annotations`, read without risk. */

/**
 * Characters, `.` and classes, each with or without `*`, `+` or `?`, between anchors: what Go, Rust and JavaScript read
 * alike.
 */
const simple = /^\^?(?:(?:[\w-]|\\[dw.-]|\.|\[\^?[\w.-]+\])[*+?]?)*\$?$/;

/** Go and Rust match in linear time, JavaScript tries every way to repeat: of three repetitions there are too many. */
const fine = (part: string): boolean =>
  part.length <= 300 && simple.test(part) && part.replace(/\\./g, '').split(/[*+?]/).length <= 3;

/**
 * A test for names, which matches anywhere in them, as both runtimes do. undefined for an expression that is not made of
 * simple parts with alternatives: it may be none, or take for ever here.
 */
export function expressionTest(expression: string): ((name: string) => boolean) | undefined {
  const inner = /^\^\((?:\?:)?([^()]*)\)\$$/.exec(expression)?.[1];
  const parts = inner === undefined ? expression.split('|') : inner.split('|').map((part) => `^${part}$`);
  if (parts.length > 50 || !parts.every(fine)) return undefined;
  try {
    const expressions = parts.map((part) => new RegExp(part));
    return (name) => expressions.some((each) => each.test(name));
  } catch (error) {
    if (error instanceof SyntaxError) return undefined; // [z-a]
    throw error;
  }
}

/**
 * Whether an expression of `enable_annotations` matches the last part of an annotation's name. undefined: it can't be
 * tried here.
 */
export const expressionMatches = (expression: string, name: string): boolean | undefined =>
  expressionTest(expression)?.(name);
