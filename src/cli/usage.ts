/** How a command ends, and what it says when it was called wrongly. */
import { printable } from '../documents/printable';

/** Exit codes of every command. */
export const exitCodes = {
  /** Nothing of error level was found. */
  clean: 0,
  /** An error was found, or too many warnings. */
  findings: 1,
  /** The command was called wrongly, or something could not be read or written. */
  trouble: 2,
} as const;

/** What a command needs to know about the program that it is part of. */
export interface Program {
  readonly version: string;
  /** Folder of the documentation that comes with the program, as a `file:` URL that ends with a slash. */
  readonly docs: URL;
}

/** The command line makes no sense; the message says why and what would. Ends with exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** `parseArgs` of node:util throws a TypeError with a code of this family where the words make no sense. */
export const isParseArgsError = (error: unknown): error is Error =>
  error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS_');

/** Says something beside the output; control characters of file names don't reach the terminal. */
export function complain(message: string): void {
  process.stderr.write(`kata-workbench: ${printable(message)}\n`);
}
