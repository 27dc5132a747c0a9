/** `kata-workbench devcontainer`: reads the command line; the work is loaded only where there is some. */
import { parseArgs } from 'node:util';
import { exitCodes, isParseArgsError, UsageError } from '../usage';
import { help } from './help';

const options = {
  config: { type: 'string' },
  'dry-run': { type: 'boolean' },
  format: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const;

/** What is to be done. */
export type Action =
  { readonly name: 'status' | 'default' } | { readonly name: 'use'; readonly runtime: string };

/** What the command was asked for. */
export interface Request {
  readonly action: Action;
  readonly config?: string;
  readonly dryRun: boolean;
  readonly json: boolean;
}

const unusable = (message: string): never => {
  throw new UsageError(message);
};

function actionOf([name, ...words]: readonly string[]): Action {
  if (name === undefined) return unusable('Say what to do: status, use RUNTIME or default.');
  if (name !== 'status' && name !== 'default' && name !== 'use')
    return unusable(`There is no "devcontainer ${name}"; there is status, use RUNTIME and default.`);
  const [runtime, ...more] = name === 'use' ? words : [undefined, ...words];
  if (more.length > 0) return unusable(`"${more.join(' ')}" is one word too many for devcontainer ${name}.`);
  if (name !== 'use') return { name };
  return runtime === undefined ? unusable('Name the runtime: devcontainer use RUNTIME.') : { name, runtime };
}

/** Reads the words after `devcontainer`; undefined where help is asked for. Throws what a wrong usage throws. */
export function readRequest(args: readonly string[]): Request | undefined {
  const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
  if (values.help) return undefined;
  const { config, format = 'text' } = values;
  if (format !== 'text' && format !== 'json')
    return unusable(`--format is one of text, json, not "${format}".`);
  if (config === '') return unusable('--config is empty.');
  return {
    action: actionOf(positionals),
    ...(config !== undefined && { config }),
    dryRun: values['dry-run'] ?? false,
    json: format === 'json',
  };
}

/** Whether JSON was asked for, in words that may make no sense otherwise. */
const wantsJson = (args: readonly string[]): boolean =>
  args.some((word, index) => word === '--format=json' || (word === '--format' && args[index + 1] === 'json'));

/** Runs the command; returns the exit code. */
export async function run(args: readonly string[]): Promise<number> {
  try {
    const request = readRequest(args);
    if (!request) {
      process.stdout.write(help);
      return exitCodes.clean;
    }
    const { devContainer } = await import('./devcontainer');
    const { output, errors, code } = await devContainer(request, process.cwd(), process.env);
    process.stdout.write(output);
    process.stderr.write(errors);
    return code;
  } catch (error) {
    if (!wantsJson(args) || !(error instanceof UsageError || isParseArgsError(error))) throw error;
    const { jsonError } = await import('./report');
    process.stdout.write(jsonError(error.message));
    return exitCodes.trouble;
  }
}
