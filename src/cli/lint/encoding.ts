/** What only the bytes of a file show, and the engine, which sees text, does not: its encoding and its line ends. */
import type { Finding, Project } from '../../lint/core';
import type { Source } from './sources';

/** Adds a finding where the file is not UTF-8: TOML is, and both runtimes refuse anything else. */
export function withEncoding(
  findings: readonly Finding[],
  source: Source | undefined,
  rules: NonNullable<Project['rules']>,
): readonly Finding[] {
  const rule = 'toml-syntax';
  const severity = rules[rule] ?? 'error';
  if (!source?.invalid || severity === 'off') return findings;
  const message = 'This is not UTF-8, and Kata refuses to load the file. Save the file as UTF-8.';
  const all = [...findings, { rule, severity, message, span: source.invalid }];
  return all.sort((a, b) => a.span.start - b.span.start);
}

/** Has the fixes break lines as the file does. */
export function withLineEnds(findings: readonly Finding[], source: Source | undefined): readonly Finding[] {
  if (source?.text.includes('\r\n') !== true) return findings;
  return findings.map((finding) => {
    if (!finding.fixes) return finding;
    const fixes = finding.fixes.map((fix) => ({
      ...fix,
      edits: fix.edits.map(({ span, newText }) => ({ span, newText: newText.replace(/\r?\n/g, '\r\n') })),
    }));
    return { ...finding, fixes };
  });
}
