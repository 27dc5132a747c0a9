/** The regular expressions of `enable_annotations`, read without risk. */

/** Go and Rust match in linear time, JavaScript does not: what could take long here is not tried. */
const tooInvolved = (expression: string): boolean =>
  expression.length > 300 || /\)[*+{]/.test(expression) || (expression.match(/[*+{]/g)?.length ?? 0) > 5;

/**
 * Whether an expression of `enable_annotations` matches the last part of an annotation's name (anywhere in it, as
 * both runtimes do). undefined: it is no expression, or too involved to be tried here.
 */
export function expressionMatches(expression: string, name: string): boolean | undefined {
  if (tooInvolved(expression)) return undefined;
  try {
    return new RegExp(expression).test(name);
  } catch {
    return undefined;
  }
}
