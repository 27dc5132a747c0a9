/** `kata-workbench lint`: reads the command line; the work is loaded only where there is some. */
import { parseArgs } from 'node:util';
import { complain, exitCodes, type Program } from '../usage';
import { help } from './help';

const options = {
  format: { type: 'string' },
  'kata-version': { type: 'string' },
  runtime: { type: 'string' },
  kind: { type: 'string' },
  'stdin-filename': { type: 'string' },
  fix: { type: 'boolean' },
  quiet: { type: 'boolean' },
  'max-warnings': { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const;

/** The options as they were written. */
export type Words = ReturnType<typeof parseArgs<{ options: typeof options; allowPositionals: true }>>;

/** Throws the TypeError of `parseArgs` where an option is not known or lacks its value. */
export const parseWords = (args: readonly string[]): Words =>
  parseArgs({ args: [...args], options, allowPositionals: true });

export async function run(args: readonly string[], program: Program): Promise<number> {
  const words = parseWords(args);
  if (words.values.help) {
    process.stdout.write(help);
    return exitCodes.clean;
  }
  const { lint } = await import('./lint');
  const { output, code } = await lint(words, program, complain);
  process.stdout.write(output);
  return code;
}
