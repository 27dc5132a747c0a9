/** The work of `kata-workbench lint`: reads, judges, fixes, reports. */
import { complain, exitCodes, type Program } from '../usage';
import type { Words } from './command';
import { fix } from './fix';
import { collectInputs, type Input } from './inputs';
import { judge, type Entry } from './judge';
import { unreadableFile } from './notes';
import { readOptions, type Options } from './options';
import { ProjectFiles } from './project-files';
import { errorsOnly, tally } from './report';
import { jsonReport } from './report-json';
import { sarifReport } from './report-sarif';
import { textReport } from './report-text';
import { Sources } from './sources';

/** Returns the exit code; throws a UsageError. */
export async function lint(words: Words, program: Program): Promise<number> {
  const { options, notes } = readOptions(words);
  notes.forEach(complain);
  const sources = new Sources();
  const projects = new ProjectFiles(complain);
  const inputs = await collectInputs(options, sources, projects);
  const judgeInputs = (list: readonly Input[]): readonly Entry[] => judge(list, options, sources, projects);
  let trouble = false;
  let entries: readonly Entry[];
  if (options.fix) {
    const fixed = fix(inputs, sources, judgeInputs);
    entries = fixed.entries;
    for (const { path, reason } of fixed.failures) complain(`${path} is not fixed: ${reason}.`);
    trouble = fixed.failures.length > 0;
  } else entries = judgeInputs(inputs);

  for (const { path, findings } of entries) {
    const unread = findings.find(({ rule }) => rule === unreadableFile.id);
    if (!unread) continue;
    trouble = true;
    // The text report says it itself
    if (options.format !== 'text') complain(`${path}: ${unread.message}`);
  }
  const found = exitCodeOf(entries, options);
  const code = trouble ? exitCodes.trouble : found;
  process.stdout.write(report(options.quiet ? errorsOnly(entries) : entries, options, program, code));
  return code;
}

function exitCodeOf(entries: readonly Entry[], { maxWarnings = Infinity }: Options): number {
  const { error, warning } = tally(entries);
  if (warning > maxWarnings)
    complain(`There are too many warnings: ${warning}; at most ${maxWarnings} are allowed.`);
  return error > 0 || warning > maxWarnings ? exitCodes.findings : exitCodes.clean;
}

function report(
  entries: readonly Entry[],
  { format, quiet }: Options,
  program: Program,
  code: number,
): string {
  switch (format) {
    case 'json':
      return jsonReport(entries, program);
    case 'sarif':
      return sarifReport(entries, program, code);
    case 'text':
      if (quiet && tally(entries).error === 0) return '';
      return textReport(entries, process.stdout.isTTY && process.stdout.hasColors());
  }
}
