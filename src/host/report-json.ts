/** `--format json`: the report for tools. Fields are added in time, never taken away. */
import { printableJson } from '../documents/printable';
import type { Check } from './check';
import type { Report } from './report';
import { comparison } from './workloads';

/** The text to read, and below it what can be copied. */
const fixOf = ({ fix }: Check): string | undefined =>
  fix && (fix.command === undefined ? fix.text : `${fix.text}\n${fix.command}`);

/** Linux itself cuts its command line: at 2,048 characters on x86, at 65,536 at most. */
const maxParameters = 4_096;

/** JSON with an end of line. What a field means is said in docs/command-line.md. */
export function renderJson({ verdict, machine, checks }: Report): string {
  // Flags are hundreds of words, and the checks name those that matter
  const known = Object.fromEntries(
    Object.entries(machine).filter(([name]) => !['flags', 'facilities', 'parameters'].includes(name)),
  );
  const { parameters } = machine;
  const { status, text, ...rest } = verdict;
  return printableJson({
    verdict: { status, text, ...rest, comparison: comparison(verdict.workloads) },
    machine: { ...known, ...(parameters && { parameters: parameters.join(' ').slice(0, maxParameters) }) },
    checks: checks.map((check) => {
      const { id, title, status: result, detail, source, topic, evidence } = check;
      const fix = fixOf(check);
      return {
        id,
        title,
        status: result,
        detail,
        ...(fix !== undefined && { fix }),
        source,
        topic,
        ...(check.fix?.command !== undefined && { command: check.fix.command }),
        ...(check.fix?.elsewhere && { elsewhere: true }),
        ...(evidence && { evidence }),
      };
    }),
  });
}
