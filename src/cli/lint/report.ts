/** What a run has to report, in the shape that all formats are made of. */
import { LineIndex, type Range, type Span } from '../../documents';
import type { Finding, Severity } from '../../lint/core';
import type { Program } from '../usage';
import type { Entry } from './judge';
import { notes } from './notes';

/** How often each severity occurs. */
export type Tally = Readonly<Record<Severity, number>>;

export function tally(entries: readonly Entry[]): Tally {
  const counts = { error: 0, warning: 0, information: 0, hint: 0 };
  for (const { findings } of entries) for (const { severity } of findings) counts[severity]++;
  return counts;
}

/** Gives the places of an entry's findings as lines and characters. */
export function locator({ source }: Entry): (span: Span) => Range {
  const lines = new LineIndex(source?.text ?? '');
  return (span) => lines.range(span);
}

/** A second place that belongs to a finding, and the entry of its file. */
interface RelatedPlace {
  readonly entry: Entry;
  readonly range: Range;
  readonly message: string;
}

/** The related places of a finding of `entry`; those in files that were not judged are left out. */
export const relatedPlaces = (
  { related = [] }: Finding,
  entry: Entry,
  entries: readonly Entry[],
): readonly RelatedPlace[] =>
  related.flatMap(({ path = entry.file, span, message }) => {
    const other = path === entry.file ? entry : entries.find(({ file }) => file === path);
    return other ? [{ entry: other, range: locator(other)(span), message }] : [];
  });

/** The page that explains a finding's rule. */
export const docsOf = (rule: string, { docs }: Program): string =>
  notes.some(({ id }) => id === rule)
    ? new URL(`command-line.md#${rule}`, docs).href
    : new URL(`rules/${rule}.md`, docs).href;

/** Entries with only what `--quiet` leaves. */
export const errorsOnly = (entries: readonly Entry[]): Entry[] =>
  entries.map((entry) => ({
    ...entry,
    findings: entry.findings.filter(({ severity }: Finding) => severity === 'error'),
  }));
