/** Settles findings: which of their fixes go together, and the text after them. */
import type { Finding, TextEdit } from './finding';

/** Whether two edits touch; the order of two insertions at one place would be arbitrary. */
const touch = (a: TextEdit, b: TextEdit): boolean => a.span.start <= b.span.end && b.span.start <= a.span.end;

/**
 * The edits of every finding's preferred fix that don't touch those of an earlier finding, in order of place. A fix
 * is taken as a whole or not at all; what is left out comes up again when the changed text is linted.
 */
export function preferredEdits(findings: readonly Finding[]): readonly TextEdit[] {
  const taken: TextEdit[] = [];
  for (const { fixes } of findings) {
    const fix = fixes?.find(({ preferred }) => preferred);
    if (fix && !fix.edits.some((edit) => taken.some((other) => touch(edit, other)))) taken.push(...fix.edits);
  }
  return taken.sort((a, b) => a.span.start - b.span.start);
}

/** The text after edits that don't overlap, in order of place. */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  let result = '';
  let at = 0;
  for (const { span, newText } of edits) {
    result += text.slice(at, span.start) + newText;
    at = span.end;
  }
  return result + text.slice(at);
}
