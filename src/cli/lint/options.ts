/** What `kata-workbench lint` was asked for, checked. */
import { nearestRelease, newest, oldest, type KataTarget } from '../../knowledge';
import { kinds, type Kind } from '../../lint/core';
import { UsageError } from '../usage';
import type { Words } from './command';

export const formats = ['text', 'json', 'sarif'] as const;
export type Format = (typeof formats)[number];

export interface Options {
  /** Files, directories and `-`, as they were given. */
  readonly inputs: readonly string[];
  readonly format: Format;
  readonly kind?: Kind;
  /** The Kata that the flags name. */
  readonly explicit: Partial<KataTarget>;
  readonly stdinName?: string;
  readonly fix: boolean;
  readonly quiet: boolean;
  readonly maxWarnings?: number;
}

function oneOf<Choice extends string>(option: string, choices: readonly Choice[], word: string): Choice {
  const choice = choices.find((one) => one === word);
  if (choice === undefined) throw new UsageError(`${option} is one of ${choices.join(', ')}, not "${word}".`);
  return choice;
}

/** The known release for `--kata-version`; `note` says where it is not the one that was named. */
function release(word: string): { version: string; note?: string } {
  const found = nearestRelease(word);
  if (!found)
    throw new UsageError(
      `--kata-version is a Kata release from ${oldest} on, such as ${newest}, not "${word}".`,
    );
  const { version, exact } = found;
  return exact
    ? { version }
    : {
        version,
        note: `Kata ${word} is not known; the files are checked for ${version}, the nearest known release below.`,
      };
}

/** Checks the words of a command line; throws a UsageError. `notes` are worth saying once, on standard error. */
export function readOptions({ values, positionals }: Words): { options: Options; notes: readonly string[] } {
  const inputs = [...new Set(positionals)];
  if (inputs.length === 0)
    throw new UsageError('Name at least one file or directory to check, or "-" for standard input.');
  if (inputs.includes('')) throw new UsageError('One of the file names is empty.');
  const stdin = inputs.includes('-');
  const stdinName = values['stdin-filename'];
  if (stdinName === '') throw new UsageError('--stdin-filename is empty.');
  if (stdinName !== undefined && !stdin)
    throw new UsageError('--stdin-filename goes with "-" for standard input.');
  if (values.fix && stdin)
    throw new UsageError('--fix changes files; it cannot be used with "-" for standard input.');
  const maxWarnings = values['max-warnings'];
  if (maxWarnings !== undefined && !/^\d{1,9}$/.test(maxWarnings)) {
    throw new UsageError(`--max-warnings is a number of warnings, not "${maxWarnings}".`);
  }
  const known = values['kata-version'] === undefined ? undefined : release(values['kata-version']);
  const options: Options = {
    inputs,
    format: values.format === undefined ? 'text' : oneOf('--format', formats, values.format),
    ...(values.kind !== undefined && { kind: oneOf('--kind', kinds, values.kind) }),
    explicit: {
      ...(known && { version: known.version }),
      ...(values.runtime !== undefined && { runtime: oneOf('--runtime', ['go', 'rs'], values.runtime) }),
    },
    ...(stdinName !== undefined && { stdinName }),
    fix: values.fix ?? false,
    quiet: values.quiet ?? false,
    ...(maxWarnings !== undefined && { maxWarnings: Number(maxWarnings) }),
  };
  return { options, notes: known?.note === undefined ? [] : [known.note] };
}
