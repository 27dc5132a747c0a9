/** A program's call as data, and what can go wrong with it. */

/** What a program printed. */
export interface Output {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number;
}

/** One call of a program. Arguments are an array and never pass a shell. */
export interface Command<T> {
  /** The program's name, such as `docker`; a setting may say where it is. */
  readonly command: string;
  readonly args: readonly string[];
  /** What the output means. It may throw: any error but a CommandFailure becomes one of the kind `unreadable`. */
  readonly parse: (output: Output) => T;
  /** Exit codes whose output is parsed. Default: 0 only. */
  readonly exitCodes?: readonly number[];
  /** Milliseconds after which the program is ended. Default: `defaultTimeLimit`. */
  readonly timeLimit?: number;
  /** Text for the program's standard input; without it the program has none. */
  readonly input?: string;
  /** Variables that stand above the environment. */
  readonly environment?: Readonly<Record<string, string>>;
  /** The folder to run it in. */
  readonly folder?: string;
}

/** How long a program may take that is only asked something, in ms. */
export const defaultTimeLimit = 5_000;

/**
 * Why a call brought nothing. `missing`: no such program. `not-permitted`: the program or what it talks to may not be
 * used by this user. `unreachable`: the daemon or server behind it does not answer. `timed-out`, `cancelled`: ended by
 * us. `failed`: any other exit code. `unreadable`: it printed something else than expected.
 */
export type FailureKind =
  'missing' | 'not-permitted' | 'unreachable' | 'timed-out' | 'cancelled' | 'failed' | 'unreadable';

/** A call that brought nothing. The message names the program, what was asked and the cause. */
export class CommandFailure extends Error {
  override readonly name = 'CommandFailure';

  constructor(
    readonly kind: FailureKind,
    /** The program's name as in `Command`. */
    readonly program: string,
    message: string,
    /** What the program said about it on stderr (or stdout where stderr is empty), cut to 4,000 characters. */
    readonly said = '',
    readonly exitCode?: number,
  ) {
    super(message);
  }
}

/** Runs commands. Features are given one; tests give them recorded output instead. */
export interface Runner {
  /** Runs a program to its end. Rejects with a `CommandFailure` only. */
  run<T>(command: Command<T>, signal?: AbortSignal): Promise<T>;
  /**
   * Runs a program that goes on printing, and hands over each line of its stdout. Resolves when the program ends with
   * one of the command's exit codes; rejects with a `CommandFailure` otherwise, also when `signal` ends it. A time
   * limit counts only where the command names one. `command.parse` is not used. `onErrorLine` is handed the lines of
   * its stderr.
   */
  lines(
    command: Omit<Command<unknown>, 'parse'>,
    onLine: (line: string) => void,
    signal: AbortSignal,
    onErrorLine?: (line: string) => void,
  ): Promise<void>;
}
