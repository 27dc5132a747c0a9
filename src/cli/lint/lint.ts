/** The work of `kata-workbench lint`: reads, judges, fixes, reports. */
import { exitCodes, type Program } from '../usage';
import type { Words } from './command';
import { fix } from './fix';
import { collectInputs, type Input } from './inputs';
import { judge, type Entry } from './judge';
import { unreadableFile } from './notes';
import { readOptions, type Options } from './options';
import { ProjectFiles } from './project-files';
import { errorsOnly, tally } from './report';
import { jsonReport } from './report-json';
import { textReport } from './report-text';
import { Sources } from './sources';

/** The report and the exit code; what goes to standard error is told to `complain`. Throws a UsageError. */
export async function lint(
  words: Words,
  program: Program,
  complain: (message: string) => void,
): Promise<{ readonly output: string; readonly code: number }> {
  const { options, notes } = readOptions(words);
  notes.forEach(complain);
  const sources = new Sources();
  const projects = new ProjectFiles(complain);
  const inputs = await collectInputs(options, sources, projects);
  const others = inputs.some(({ kind }) => kind !== undefined && kind !== 'kata-config')
    ? await import('./files')
    : undefined;
  const judgeInputs = (list: readonly Input[]): readonly Entry[] =>
    judge(list, options, sources, projects, others);
  const { entries, changed, failures } = options.fix
    ? fix(inputs, sources, judgeInputs)
    : { entries: judgeInputs(inputs), changed: 0, failures: [] };
  for (const { path, reason } of failures) complain(`${path} is not fixed: ${reason}.`);

  let trouble = failures.length > 0;
  for (const { path, findings } of entries) {
    const unread = findings.find(({ rule }) => rule === unreadableFile.id);
    if (!unread) continue;
    trouble = true;
    // The text report says it itself
    if (options.format !== 'text') complain(`${path}: ${unread.message}`);
  }
  const { error, warning } = tally(entries);
  const { maxWarnings = Infinity } = options;
  if (warning > maxWarnings)
    complain(`There are too many warnings: ${warning}; at most ${maxWarnings} are allowed.`);
  const found = error > 0 || warning > maxWarnings ? exitCodes.findings : exitCodes.clean;
  const code = trouble ? exitCodes.trouble : found;
  const shown = options.quiet ? errorsOnly(entries) : entries;
  return { output: await report(shown, changed, options, program, code), code };
}

async function report(
  entries: readonly Entry[],
  changed: number,
  { format, quiet }: Options,
  program: Program,
  code: number,
): Promise<string> {
  switch (format) {
    case 'json':
      return jsonReport(entries, program);
    case 'sarif': {
      const { sarifReport } = await import('./report-sarif');
      return sarifReport(entries, program, code);
    }
    case 'text':
      if (quiet && tally(entries).error === 0) return '';
      return textReport(entries, changed, process.stdout.isTTY && process.stdout.hasColors());
  }
}
