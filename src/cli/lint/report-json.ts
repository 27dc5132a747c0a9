/** `--format json`; the shape is a promise to other programs (docs/command-line.md). */
import type { Program } from '../usage';
import type { Entry } from './judge';
import { docsOf, locator } from './report';

export function jsonReport(entries: readonly Entry[], program: Program): string {
  const files = entries.map((entry) => {
    const range = locator(entry);
    return {
      file: entry.path,
      kind: entry.kind ?? null,
      diagnostics: entry.findings.map(({ rule, severity, message, span, fixes = [] }) => ({
        rule,
        severity,
        message,
        range: range(span),
        docs: docsOf(rule, program),
        ...(fixes.length > 0 && {
          fixes: fixes.map(({ title, edits }) => ({
            title,
            edits: edits.map((edit) => ({ range: range(edit.span), newText: edit.newText })),
          })),
        }),
      })),
    };
  });
  return `${JSON.stringify(files, undefined, 2)}\n`;
}
