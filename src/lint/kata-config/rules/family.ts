/** What every family of rules over a Kata configuration starts from. */
import type { Span } from '../../../documents';
import { t } from '../../../text';
import type { Family, Report as ReportTo } from '../../rule';
import type { ConfigFile, Entry, KataConfig, Section } from '../model';

export type ConfigFamily = Family<KataConfig, ConfigFile>;
export type Report = ReportTo<ConfigFile>;

/** How people call the runtimes. */
export const runtimeNames = {
  get go() {
    return t('the Go runtime');
  },
  rs: 'runtime-rs',
} as const;

/** `Kata 4.1.0 (runtime-rs)`, for messages. */
export const kata = ({ target }: KataConfig): string =>
  t('Kata {0} ({1})', target.version, runtimeNames[target.runtime]);

/** A section as it is written in a header. */
export const header = (path: readonly string[]): string => `[${path.join('.')}]`;

/** The place that stands for a section: its names; for the top of the file its first character. */
export const placeOf = (section: Section): Span => section.span;

/** Removes an entry with its line, or only the entry where something else stands on that line. */
export function removal({ file, span, section }: Entry): Span {
  const text = file.document.text;
  if (!section.table) return span;
  let start = span.start;
  while (start > 0 && (text[start - 1] === ' ' || text[start - 1] === '\t')) start--;
  let end = span.end;
  while (end < text.length && text[end] !== '\n') end++;
  if (start > 0 && text[start - 1] !== '\n') return span;
  return { start, end: Math.min(end + 1, text.length) };
}
