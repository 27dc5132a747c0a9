/** `--format text`: for people, and for tools that read `path:line:column`. */
import type { Kind, ResolvedTarget, Severity, TargetOrigin } from '../../lint/core';
import { projectFileName } from '../../lint/core';
import { printable } from '../../documents/printable';
import type { Entry } from './judge';
import { locator, tally } from './report';

type Style = Severity | 'bold';

const codes: Readonly<Record<Style, string>> = {
  error: '31',
  warning: '33',
  information: '34',
  hint: '2',
  bold: '1',
};

const origins: Readonly<Record<TargetOrigin, string>> = {
  setting: 'from the command line',
  comment: "from the file's comment",
  project: `from ${projectFileName}`,
  file: 'from the file',
  host: 'from this host',
  default: '',
};

/** The Kata that files were judged for, and why, such as `Kata 4.1.0 (the newest known), runtime-rs (from the file)`. */
function targetLine({ target, versionFrom, runtimeFrom }: ResolvedTarget, kind: Kind | undefined): string {
  const version = `Kata ${target.version}`;
  const runtime = target.runtime === 'rs' ? 'runtime-rs' : 'Go runtime';
  const why = origins[versionFrom] || 'the newest known';
  // Only Kata's own configuration is always for one runtime
  if (kind !== 'kata-config' && runtimeFrom === 'default') return `${version} (${why})`;
  const whyRuntime = origins[runtimeFrom] || 'no sign of runtime-rs in the file';
  return versionFrom === runtimeFrom && versionFrom !== 'default'
    ? `${version}, ${runtime} (${why})`
    : `${version} (${why}), ${runtime} (${whyRuntime})`;
}

const plural = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;

/** The last line: how many of what, in how many files. */
function summary(entries: readonly Entry[], changed: number): string {
  const { error, warning, information, hint } = tally(entries);
  const parts = [
    ...(error > 0 ? [plural(error, 'error')] : []),
    ...(warning > 0 ? [plural(warning, 'warning')] : []),
    ...(information + hint > 0 ? [plural(information + hint, 'note')] : []),
  ];
  const found = `${parts.length > 0 ? parts.join(', ') : 'No findings'} in ${plural(entries.length, 'file')}.`;
  return changed > 0 ? `${found} Fixes were applied to ${plural(changed, 'file')}.` : found;
}

/** `changed`: how many files were fixed. `colour`: the reader is a terminal that shows colours. */
export function textReport(entries: readonly Entry[], changed: number, colour: boolean): string {
  const paint = (style: Style, text: string): string =>
    colour ? `\x1b[${codes[style]}m${text}\x1b[0m` : text;
  const linesOf = (entry: Entry): string[] => {
    const range = locator(entry);
    return entry.findings.map(({ rule, severity, message, span }) => {
      const { line, character } = range(span).start;
      const place = `${printable(entry.file)}:${line + 1}:${character + 1}`;
      return `${paint('bold', place)} ${paint(severity, severity)} ${printable(message)}  [${rule}]`;
    });
  };
  const targetsOf = ({ targets, kind }: Entry): string[] => [
    ...new Set(targets.map((target) => targetLine(target, kind))),
  ];
  const all = [...new Set(entries.flatMap(targetsOf))];
  // One line is enough where files differ only in that some are for no certain runtime
  const targets = all.filter((target) => !all.some((other) => other.startsWith(`${target}, `)));
  const blocks: string[] = [];
  if (targets.length === 1) blocks.push(targets.join(''));
  for (const entry of entries) {
    if (entry.findings.length === 0) continue;
    const heading =
      targets.length > 1 ? targetsOf(entry).map((target) => `${printable(entry.file)}: ${target}`) : [];
    blocks.push([...heading, ...linesOf(entry)].join('\n'));
  }
  blocks.push(summary(entries, changed));
  return `${blocks.join('\n\n')}\n`;
}
