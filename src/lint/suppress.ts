/**
 * Suppression by comment:
 * `# kata-lint-disable-next-line RULE[, RULE] -- reason` for the next line that is not a comment,
 * `# kata-lint-disable-file RULE[, RULE] -- reason` for the whole file.
 */
import type { LineIndex, Span } from '../documents';
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
  lines: LineIndex,
): readonly Finding[] {
  const everywhere = new Set<string>();
  const onLine = new Map<number, Set<string>>();
  const commentLines = new Set(comments.map(({ span }) => lines.position(span.start).line));
  for (const { text, span } of comments) {
    const [, form, list = ''] = directive.exec(text.trim()) ?? [];
    if (!form) continue;
    const rules = list.split(',').map((rule) => rule.trim());
    if (form === 'file') for (const rule of rules) everywhere.add(rule);
    else {
      let line = lines.position(span.start).line + 1;
      // several directives may stand above one line
      while (commentLines.has(line) && !lines.hasText(line)) line++;
      onLine.set(line, new Set([...(onLine.get(line) ?? []), ...rules]));
    }
  }
  if (everywhere.size === 0 && onLine.size === 0) return findings;
  return findings.filter(
    ({ rule, span }) =>
      !everywhere.has(rule) && onLine.get(lines.position(span.start).line)?.has(rule) !== true,
  );
}
