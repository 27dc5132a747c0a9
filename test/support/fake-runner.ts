/** A runner that starts nothing: it answers with what programs printed. */
import { CommandFailure, type Command, type Output, type Runner } from '../../src/engines';
import { causeOf, kindOf, said } from '../../src/engines/failure';

/** What a program does: stdout of a success, its whole output, a failure, or something to wait for. */
export type FakeAnswer =
  string | Partial<Output> | CommandFailure | ((signal?: AbortSignal) => Promise<string | Partial<Output>>);

/** A fake runner, and what it was asked, as command lines in order. */
export interface FakeRunner extends Runner {
  readonly calls: readonly string[];
}

/**
 * Keys are command lines, words joined by a blank (`docker version --format {{json .}}`), or the beginning of one
 * with a star (`docker info *`); the exact and then the longest one counts. Any other program is missing. Exit codes
 * and parsers are treated as the real runner does.
 */
export function fakeRunner(answers: Readonly<Record<string, FakeAnswer>>): FakeRunner {
  const calls: string[] = [];
  const prefixes = Object.keys(answers)
    .filter((key) => key.endsWith('*'))
    .sort((a, b) => b.length - a.length);

  async function output(call: Omit<Command<unknown>, 'parse'>, signal?: AbortSignal): Promise<Output> {
    const line = [call.command, ...call.args].join(' ');
    calls.push(line);
    const key = line in answers ? line : prefixes.find((prefix) => line.startsWith(prefix.slice(0, -1)));
    let answer = key === undefined ? undefined : answers[key];
    if (answer === undefined)
      throw new CommandFailure(
        'missing',
        call.command,
        `There is no program \`${call.command}\` on the PATH.`,
      );
    if (answer instanceof CommandFailure) throw answer;
    if (typeof answer === 'function') answer = await answer(signal);
    const full = {
      stdout: '',
      stderr: '',
      exitCode: 0,
      ...(typeof answer === 'string' ? { stdout: answer } : answer),
    };
    if ((call.exitCodes ?? [0]).includes(full.exitCode)) return full;
    const words = said(full);
    throw new CommandFailure(
      kindOf(words),
      call.command,
      `\`${line}\` failed: ${causeOf(words)}.`,
      words,
      full.exitCode,
    );
  }

  return {
    calls,
    async run<T>(command: Command<T>, signal?: AbortSignal): Promise<T> {
      const result = await output(command, signal);
      try {
        return command.parse(result);
      } catch (error) {
        if (error instanceof CommandFailure) throw error;
        const cause = error instanceof Error ? error.message : String(error);
        const message = `\`${command.command}\` printed something unexpected: ${cause}.`;
        throw new CommandFailure('unreadable', command.command, message, said(result));
      }
    },
    async lines(command, onLine, signal): Promise<void> {
      const { stdout } = await output(command, signal);
      for (const line of stdout.split('\n')) if (line !== '') onLine(line);
    },
  };
}
