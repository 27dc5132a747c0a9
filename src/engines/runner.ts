/** Runs programs: no shell, a clean environment, time limits, cancellation, and nothing left behind. */
import { execa } from 'execa';
import { StringDecoder } from 'node:string_decoder';
import { t } from '../text';
import {
  CommandFailure,
  defaultTimeLimit,
  type Command,
  type FailureKind,
  type Output,
  type Runner,
} from './command';
import { causeOf, kindOf, said } from './failure';

export interface RunnerOptions {
  /** Where a program is, by its name; others are found on the PATH. */
  readonly programs?: Readonly<Record<string, string>>;
  /** Default: that of this process. */
  readonly environment?: Readonly<NodeJS.ProcessEnv>;
}

/** The most that is kept of what a program prints, in characters. 10,000 pods are 60 million. */
const maxOutput = 150_000_000;
/** The longest line of a program that goes on printing; an object of Kubernetes has 1.5 MB at most. */
const maxLine = 8_000_000;
/** Between asking a program to end and ending it, in ms. */
const grace = 500;

type Call = Omit<Command<unknown>, 'parse'>;

/** Groups of processes that still run; none of them survives this process. */
const live = new Set<number>();
process.once('exit', () => {
  for (const pid of live) endGroup(pid, 'SIGKILL');
});

/** A program and what it started. Windows has no groups: there the program alone is ended. */
function endGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(process.platform === 'win32' ? pid : -pid, signal);
  } catch (error) {
    // ESRCH: it has ended by itself in the meantime. EPERM: it is no longer ours (sudo, a pid used again).
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ESRCH' && code !== 'EPERM') throw error;
  }
}

/**
 * The environment for programs. Without what VS Code and Node.js set for themselves (a `docker` credential helper
 * written in Node.js would start with our debugger), and with messages in English, which are looked into.
 */
function cleanEnvironment(environment: Readonly<NodeJS.ProcessEnv>): NodeJS.ProcessEnv {
  const kept = Object.entries(environment).filter(
    ([name]) => !/^(?:NODE_OPTIONS$|ELECTRON_|VSCODE_)/.test(name),
  );
  return { ...Object.fromEntries(kept), LC_ALL: 'C', LANGUAGE: 'C' };
}

/** A runner of real programs. */
export function createRunner({ programs = {}, environment = process.env }: RunnerOptions = {}): Runner {
  const env = cleanEnvironment(environment);

  const start = (call: Call, options: { maxBuffer?: number; buffer?: boolean }) => {
    if ([call.command, ...call.args].some((word) => word.includes('\0')))
      throw failure(call, 'failed', t('was not started: an argument has a NUL character'));
    return execa(programs[call.command] ?? call.command, call.args, {
      reject: false,
      extendEnv: false,
      env: { ...env, ...call.environment },
      ...(call.folder !== undefined && { cwd: call.folder }),
      // A group of its own, so that what it started ends with it
      detached: process.platform !== 'win32',
      windowsHide: true,
      stripFinalNewline: false,
      ...(call.input === undefined ? { stdin: 'ignore' } : { input: call.input }),
      ...options,
    });
  };

  /** Waits for a program; ends it when it is cancelled or late. The last word says whether and why. */
  async function supervise(
    process: ReturnType<typeof start>,
    timeLimit: number | undefined,
    signal: AbortSignal | undefined,
  ): Promise<'timed-out' | 'cancelled' | undefined> {
    const { pid } = process;
    if (pid === undefined) return undefined; // It could not be started: its result says why
    live.add(pid);
    let why: 'timed-out' | 'cancelled' | undefined;
    let last: NodeJS.Timeout | undefined;
    const end = (reason: 'timed-out' | 'cancelled') => () => {
      if (why !== undefined) return;
      why = reason;
      endGroup(pid, 'SIGTERM');
      last = setTimeout(() => {
        endGroup(pid, 'SIGKILL');
      }, grace);
    };
    const cancel = end('cancelled');
    const timer = timeLimit === undefined ? undefined : setTimeout(end('timed-out'), timeLimit);
    signal?.addEventListener('abort', cancel, { once: true });
    try {
      await process;
    } finally {
      clearTimeout(timer);
      clearTimeout(last);
      signal?.removeEventListener('abort', cancel);
      // What it left running in its group would hold on to us
      if (why !== undefined) endGroup(pid, 'SIGKILL');
      live.delete(pid);
    }
    return why;
  }

  return {
    async run<T>(command: Command<T>, signal?: AbortSignal): Promise<T> {
      if (signal?.aborted) throw failure(command, 'cancelled', t('was not started'));
      const timeLimit = command.timeLimit ?? defaultTimeLimit;
      const subprocess = start(command, { maxBuffer: maxOutput });
      const ended = await supervise(subprocess, timeLimit, signal);
      const result = await subprocess;
      const output = { stdout: text(result.stdout), stderr: text(result.stderr) };
      check(command, ended, timeLimit, result, output);
      try {
        return command.parse({ ...output, exitCode: result.exitCode ?? 0 });
      } catch (error) {
        if (error instanceof CommandFailure) throw error;
        const cause = error instanceof Error ? error.message : String(error);
        throw failure(command, 'unreadable', t('printed something unexpected: {0}', cause), said(output));
      }
    },

    async lines(
      command: Call,
      onLine: (line: string) => void,
      signal: AbortSignal,
      onErrorLine?: (line: string) => void,
    ): Promise<void> {
      if (signal.aborted) throw failure(command, 'cancelled', t('was not started'));
      const subprocess = start(command, { buffer: false });
      const tooLong = new AbortController();
      let stderr = '';
      subprocess.stderr.on('data', (chunk: Buffer) => {
        if (stderr.length < 100_000) stderr += chunk.toString();
      });
      const onTooLong = () => {
        tooLong.abort();
      };
      subprocess.stdout.on('data', splitter(onLine, onTooLong));
      if (onErrorLine) subprocess.stderr.on('data', splitter(onErrorLine, onTooLong));
      const ended = await supervise(subprocess, command.timeLimit, AbortSignal.any([signal, tooLong.signal]));
      if (tooLong.signal.aborted)
        throw failure(command, 'unreadable', t('printed a line of more than {0} MB', maxLine / 1e6));
      check(command, ended, command.timeLimit, await subprocess, { stdout: '', stderr });
    },
  };
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

/** Cuts a stream into lines; a last line without an end is not complete and not handed over. */
function splitter(onLine: (line: string) => void, onTooLong: () => void): (chunk: Buffer) => void {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  return (chunk) => {
    const lines = (rest + decoder.write(chunk)).split('\n');
    rest = lines.pop() ?? '';
    if (rest.length > maxLine) {
      rest = '';
      onTooLong();
      return;
    }
    for (const line of lines) if (line !== '') onLine(line.endsWith('\r') ? line.slice(0, -1) : line);
  };
}

/** How the command reads to a user: the program and the words that say what it does, without long values. */
function title({ command, args }: Call): string {
  const words = [command, ...args].map((word) => (word.length > 60 ? `${word.slice(0, 57)}...` : word));
  return words.length > 8 ? `${words.slice(0, 8).join(' ')} ...` : words.join(' ');
}

const failure = (
  command: Call,
  kind: FailureKind,
  what: string,
  saidText = '',
  exitCode?: number,
): CommandFailure =>
  new CommandFailure(kind, command.command, t('`{0}` {1}.', title(command), what), saidText, exitCode);

interface Ended {
  readonly exitCode?: number;
  readonly signal?: string;
  readonly isMaxBuffer?: boolean;
  readonly cause?: unknown;
}

/** Throws where a program did not end as it should. */
function check(
  command: Call,
  ended: 'timed-out' | 'cancelled' | undefined,
  timeLimit: number | undefined,
  result: Ended,
  output: Omit<Output, 'exitCode'>,
): void {
  if (ended === 'cancelled') throw failure(command, 'cancelled', t('was cancelled'));
  const words = said(output);
  if (ended === 'timed-out')
    throw failure(command, 'timed-out', t('did not answer within {0} s', (timeLimit ?? 0) / 1000), words);
  if (result.isMaxBuffer)
    throw failure(command, 'unreadable', t('printed more than {0} MB', maxOutput / 1e6), words);
  const { exitCode } = result;
  if (exitCode === undefined && result.signal === undefined) throw notStarted(command, result.cause);
  if (exitCode !== undefined && (command.exitCodes ?? [0]).includes(exitCode)) return;
  const how = exitCode === undefined ? t('was ended by {0}', result.signal ?? t('a signal')) : '';
  const cause = causeOf(words);
  const what =
    how !== ''
      ? how
      : cause === ''
        ? t('failed with exit code {0}', exitCode ?? '')
        : t('failed: {0}', cause.replace(/[.?!]$/, ''));
  throw failure(command, kindOf(words), what, words, exitCode);
}

function notStarted(command: Call, cause: unknown): CommandFailure {
  const code = (cause as NodeJS.ErrnoException | undefined)?.code;
  const { command: program } = command;
  if (code === 'ENOENT')
    return new CommandFailure('missing', program, t('There is no program `{0}` on the PATH.', program));
  if (code === 'EACCES')
    return new CommandFailure('not-permitted', program, t('`{0}` may not be run by this user.', program));
  const what = cause instanceof Error ? cause.message : String(cause);
  return new CommandFailure('failed', program, t('`{0}` could not be started: {1}', program, what));
}
