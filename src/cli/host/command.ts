/** `kata-workbench host`: reads the command line; the check is loaded only where it is asked for. */
import { parseArgs } from 'node:util';
import { exitCodes, UsageError } from '../usage';
import { help } from './help';

const options = {
  format: { type: 'string' },
  root: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const;

export const formats = ['text', 'json', 'markdown'] as const;
export type Format = (typeof formats)[number];

/** What was asked for. */
export interface Request {
  readonly format: Format;
  /** The folder of a saved machine; undefined for this one. */
  readonly root: string | undefined;
}

/** Throws a UsageError, or the TypeError of `parseArgs`, where the words make no sense. */
export function parseRequest(args: readonly string[]): Request | 'help' {
  const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
  if (values.help) return 'help';
  const [extra] = positionals;
  if (extra !== undefined)
    throw new UsageError(`host takes no "${extra}". For the files of another machine, use --root DIR.`);
  const { format: word = 'text', root } = values;
  const format = formats.find((one) => one === word);
  if (format === undefined)
    throw new UsageError(`There is no format "${word}"; there is ${formats.join(', ')}.`);
  if (root === '') throw new UsageError('--root needs the folder of a saved machine.');
  return { format, root };
}

export async function run(args: readonly string[]): Promise<number> {
  const request = parseRequest(args);
  if (request === 'help') {
    process.stdout.write(help);
    return exitCodes.clean;
  }
  const { host } = await import('./host');
  return host(request);
}
