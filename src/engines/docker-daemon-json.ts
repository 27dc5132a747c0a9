/** Docker's daemon.json, read for values: what the daemon would make of it. The lint has rules over the same file. */
import { parse, printParseErrorCode, type ParseError } from 'jsonc-parser';
import { jsonProblemWords } from '../json-words';
import { t } from '../text';
import { record, strings, text } from './json';

/** An entry of `runtimes`. */
export interface DaemonRuntime {
  /** An OCI program. */
  readonly path?: string;
  readonly args?: readonly string[];
  /** A shim by name or absolute path. */
  readonly type?: string;
  /** The Kata configuration that the shim shall read. */
  readonly configPath?: string;
  /** The OCI program behind runc's shim. */
  readonly binaryName?: string;
}

/** What the workbench needs of a daemon.json. */
export interface DaemonJson {
  readonly runtimes: ReadonlyMap<string, DaemonRuntime>;
  readonly defaultRuntime?: string;
  /** `features.time-namespaces` is false. */
  readonly timeNamespacesOff: boolean;
  /** Why Docker would not start with the file. A daemon that runs goes on with what it read before. */
  readonly problem?: { readonly message: string; readonly line: number; readonly column: number };
}

/** Reads a daemon.json. Never throws for a text; what is readable of a broken one is there, too. */
export function parseDaemonJson(source: string): DaemonJson {
  const { value, problem } = read(source);
  const root = record(value);
  const defaultRuntime = text(root['default-runtime']);
  return {
    runtimes: new Map(
      Object.entries(record(root.runtimes)).map(([name, entry]) => [name, runtime(record(entry))]),
    ),
    ...(defaultRuntime !== undefined && defaultRuntime !== '' && { defaultRuntime }),
    timeNamespacesOff: record(root.features)['time-namespaces'] === false,
    ...(problem && { problem }),
  };
}

function read(source: string): { value: unknown; problem?: DaemonJson['problem'] } {
  const errors: ParseError[] = [];
  let value: unknown;
  try {
    // A byte order mark becomes a blank, so that places stay
    value = parse(source.replace(/^\ufeff/, ' '), errors, {
      disallowComments: true,
      allowTrailingComma: false,
    });
  } catch (error) {
    if (!(error instanceof RangeError)) throw error; // The parser goes down with every bracket
    return { value: undefined, problem: { message: t('nested too deeply'), line: 1, column: 1 } };
  }
  const [first] = errors;
  if (!first) {
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    return isObject
      ? { value }
      : { value, problem: { message: t('it is not a JSON object'), line: 1, column: 1 } };
  }
  const before = source.slice(0, first.offset).split('\n');
  const column = (before.at(-1)?.length ?? 0) + 1;
  const message = jsonProblemWords(printParseErrorCode(first.error));
  return { value, problem: { message, line: before.length, column } };
}

function runtime(entry: ReturnType<typeof record>): DaemonRuntime {
  const filled = (value: unknown): string | undefined => {
    const found = text(value);
    return found === '' ? undefined : found;
  };
  // Docker's detour over TOML takes an option in any case
  const option = (name: string): string | undefined =>
    filled(Object.entries(record(entry.options)).findLast(([key]) => key.toLowerCase() === name)?.[1]);
  const path = filled(entry.path);
  const type = filled(entry.runtimeType);
  const args = strings(entry.runtimeArgs);
  const configPath = option('configpath');
  const binaryName = option('binaryname');
  return {
    ...(path !== undefined && { path }),
    ...(args.length > 0 && { args }),
    ...(type !== undefined && { type }),
    ...(configPath !== undefined && { configPath }),
    ...(binaryName !== undefined && { binaryName }),
  };
}
