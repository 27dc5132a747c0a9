/**
 * Suppression by comment:
 * `# kata-lint-disable-next-line RULE[, RULE] -- reason` for the next line that is not a comment,
 * `# kata-lint-disable-file RULE[, RULE] -- reason` for the whole file.
 */
import { LineIndex, type Span } from '../documents/text';
import type { Finding } from './finding';

/** A comment of any language that begins one with `#`. */
export interface Comment {
  /** With the leading `#`. */
  readonly text: string;
  readonly span: Span;
}

const directive = /^#\s*kata-lint-disable-(next-line|file)\s+([a-z0-9-]+(?:\s*,\s*[a-z0-9-]+)*)\s*(?:--.*)?$/;

/** Those of the findings that no comment silences. */
export function withoutSuppressed(
  findings: readonly Finding[],
  comments: readonly Comment[],
  source: string,
): readonly Finding[] {
  // the usual file has no directive, and need not be cut into lines for each keystroke
  if (findings.length === 0 || !comments.some(({ text }) => text.includes('kata-lint-disable')))
    return findings;
  const lines = new LineIndex(source);
  const everywhere = new Set<string>();
  const onLine = new Map<number, Set<string>>();
  const commentLines = new Set(comments.map(({ span }) => lines.position(span.start).line));
  /** The line that a comment on this line speaks of: several directives may stand above one line. */
  const below = new Map<number, number>();
  for (const { text, span } of comments.toReversed()) {
    const own = lines.position(span.start).line;
    const next = own + 1;
    const line = commentLines.has(next) && !lines.hasText(next) ? (below.get(next) ?? next) : next;
    below.set(own, line);
    const [, form, list = ''] = directive.exec(text.trim()) ?? [];
    if (!form) continue;
    let rules = everywhere;
    if (form === 'next-line') {
      rules = onLine.get(line) ?? new Set();
      onLine.set(line, rules);
    }
    for (const rule of list.split(',')) rules.add(rule.trim());
  }
  if (everywhere.size === 0 && onLine.size === 0) return findings;
  return findings.filter(
    ({ rule, span }) =>
      !everywhere.has(rule) && onLine.get(lines.position(span.start).line)?.has(rule) !== true,
  );
}
