/** `kata-workbench mcp`: reads the command line; the server and the SDK are loaded only where they are asked for. */
import { parseArgs } from 'node:util';
import { exitCodes, UsageError, type Program } from '../usage';
import { help } from './help';

export async function run(args: readonly string[], program: Program): Promise<number> {
  const options = { help: { type: 'boolean', short: 'h' } } as const;
  const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
  if (values.help) {
    process.stdout.write(help);
    return exitCodes.clean;
  }
  const [extra] = positionals;
  if (extra !== undefined)
    throw new UsageError(`mcp takes no "${extra}": what a client asks for comes on standard input.`);
  const { serve } = await import('./server');
  return serve(program);
}
