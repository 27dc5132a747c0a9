/** `--format json`; the shape is a promise to other programs (docs/command-line.md). */
import { printableJson } from '../../documents/printable';
import type { Program } from '../usage';
import type { Entry } from './judge';
import { docsOf, locator, relatedPlaces } from './report';

export function jsonReport(entries: readonly Entry[], program: Program): string {
  const files = entries.map((entry) => {
    const range = locator(entry);
    return {
      file: entry.path,
      kind: entry.kind ?? null,
      diagnostics: entry.findings.map((finding) => {
        const { rule, severity, message, span, fixes = [] } = finding;
        const related = relatedPlaces(finding, entry, entries);
        return {
          rule,
          severity,
          message,
          range: range(span),
          docs: docsOf(rule, program),
          ...(related.length > 0 && {
            related: related.map((place) => ({
              file: place.entry.path,
              range: place.range,
              message: place.message,
            })),
          }),
          ...(fixes.length > 0 && {
            fixes: fixes.map(({ title, edits }) => ({
              title,
              edits: edits.map((edit) => ({ range: range(edit.span), newText: edit.newText })),
            })),
          }),
        };
      }),
    };
  });
  return printableJson(files);
}
