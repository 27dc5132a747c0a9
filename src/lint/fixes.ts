/** Settles findings: which of their fixes go together. */
import type { Finding, TextEdit } from './finding';

export { applyEdits } from '../documents/text';

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
