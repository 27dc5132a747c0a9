/** Patterns as Go's `path.Match` takes them, in linear time for texts without a class. */

/** Whether a pattern matches all of a text; undefined for one with a class or an escape, which is not looked at. */
export function globMatches(pattern: string, text: string): boolean | undefined {
  if (/[[\\]/.test(pattern)) return undefined;
  let at = 0;
  let from = 0;
  /** The last `*` and how far it reaches. */
  let star = -1;
  let reach = 0;
  while (from < text.length) {
    if (pattern[at] === '*') {
      star = at++;
      reach = from;
    } else if (at < pattern.length && text[from] !== '/' && pattern[at] === '?') {
      at++;
      from++;
    } else if (at < pattern.length && pattern[at] === text[from]) {
      at++;
      from++;
    } else if (star >= 0 && text[reach] !== '/') {
      at = star + 1;
      from = ++reach;
    } else return false;
  }
  while (pattern[at] === '*') at++;
  return at === pattern.length;
}
