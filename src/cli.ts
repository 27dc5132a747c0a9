#!/usr/bin/env node
/** The shell's way in: finds the command; each one is loaded when it is asked for. */
import { version } from '../package.json';
import { complain, exitCodes, isParseArgsError, UsageError, type Program } from './cli/usage';

interface Command {
  readonly summary: string;
  /** Takes the words after its name and returns the exit code. */
  readonly run: (words: readonly string[], program: Program) => Promise<number>;
}

const commands: Readonly<Record<string, Command>> = {
  lint: {
    summary: 'Check Kata configurations, manifests and container engines',
    run: async (words, program) => (await import('./cli/lint/command')).run(words, program),
  },
  host: {
    summary: 'Check whether this machine can run Kata, and which TEE it can offer',
    run: async (words) => (await import('./cli/host/command')).run(words),
  },
  devcontainer: {
    summary: 'Switch the dev container of this folder to Kata, and back',
    run: async (words) => (await import('./cli/devcontainer/command')).run(words),
  },
  mcp: {
    summary: 'Serve tools for language models (Model Context Protocol)',
    run: async (words, program) => (await import('./cli/mcp/command')).run(words, program),
  },
};

const help = `Usage: kata-workbench COMMAND [OPTION...] [ARGUMENT...]

Checks what you write for Kata Containers, and the machine that shall run it.

Commands:
${Object.entries(commands)
  .map(([name, { summary }]) => `  ${name.padEnd(12)} ${summary}`)
  .join('\n')}

Options:
  --version    Print the version
  --help       Print this help; after a command, that command's

Exit code: 0 nothing of error level or ready, 1 errors found or not ready, 2 wrong usage or unreadable input.
`;

const program: Program = { version, docs: new URL('../docs/', import.meta.url) };

async function main([first, ...words]: readonly string[]): Promise<number> {
  switch (first) {
    case '--version':
    case '-v':
      process.stdout.write(`${version}\n`);
      return exitCodes.clean;
    case '--help':
    case '-h':
      process.stdout.write(help);
      return exitCodes.clean;
    case undefined:
      process.stderr.write(help);
      return exitCodes.trouble;
  }
  const command = Object.hasOwn(commands, first) ? commands[first] : undefined;
  if (!command) {
    const what = first.startsWith('-') ? 'option' : 'command';
    throw new UsageError(`There is no ${what} "${first}"; commands are ${Object.keys(commands).join(', ')}.`);
  }
  return command.run(words, program);
}

// The reader of our output may have seen enough (`| head`); that is no failure of ours. A disk that is full is none either.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit();
  complain(`The output could not be written: ${error.message}.`);
  process.exit(exitCodes.trouble);
});

try {
  // Not process.exit(): it would cut output that a pipe has not taken yet.
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  process.exitCode = exitCodes.trouble;
  if (error instanceof UsageError || isParseArgsError(error)) {
    // What node:util adds to the first sentence is about its own API
    complain(error instanceof UsageError ? error.message : error.message.replace(/(?:\n|(?<=')\. ).*/s, ''));
    const [name = ''] = process.argv.slice(2);
    process.stderr.write(`See kata-workbench ${Object.hasOwn(commands, name) ? `${name} ` : ''}--help.\n`);
  } else if (error instanceof Error && 'syscall' in error && error.syscall === 'uv_cwd') {
    complain('The current folder is not there any more. Go to one that is.');
  } else throw error;
}
