/** The command line of `docker run`, as far as it takes to find an option among others. */

/** Options of `docker run` (29.0) and `podman run` (5.4) that take no value; all others do. */
const switches = new Set(
  `detach disable-content-trust help init interactive no-healthcheck oom-kill-disable privileged publish-all quiet
  read-only rm sig-proxy tty use-api-socket env-host http-proxy no-hostname no-hosts passwd read-only-tmpfs replace
  rmi rootfs tls-verify unsetenv-all`.split(/\s+/),
);
const shortSwitches = 'diPqt';

/** Options of one letter that have a longer name of interest. */
const longNames: Readonly<Record<string, string>> = { v: 'volume', m: 'memory' };

/** An option among the arguments. */
export interface RunOption {
  /** Without dashes; the long name where a short one has one of interest. */
  readonly name: string;
  /** Undefined for a switch without one, and where the value that it needs is missing. */
  readonly value: string | undefined;
  /** Index of the argument, and how many it takes. */
  readonly index: number;
  readonly count: 1 | 2;
}

/** What is found among the arguments of `docker run`. */
export interface RunOptions {
  readonly options: readonly RunOption[];
  /** Where another option can be added: behind it stands what ends the options, or one that would swallow it. */
  readonly end: number;
}

/** Reads the options up to what ends them: `--`, or what would be taken for the image. A lone variable may be any. */
export function readRunOptions(args: readonly string[]): RunOptions {
  const options: RunOption[] = [];
  let index = 0;
  for (; index < args.length; index++) {
    const argument = args[index] ?? '';
    if (argument === '--' || argument === '-' || !/^(?:-|\$\{)/.test(argument)) break;
    const read = argument.startsWith('--') ? long(argument) : short(argument);
    if (!read) continue;
    if (!read.takesNext) {
      options.push({ name: read.name, value: read.value, index, count: 1 });
      continue;
    }
    const value = args[index + 1];
    options.push({ name: read.name, value, index, count: value === undefined ? 1 : 2 });
    if (value === undefined) break;
    index++;
  }
  return { options, end: index };
}

/** The options alone. */
export const runOptions = (args: readonly string[]): readonly RunOption[] => readRunOptions(args).options;

interface Read {
  readonly name: string;
  readonly value: string | undefined;
  readonly takesNext: boolean;
}

function long(argument: string): Read {
  const [, name = '', value] = /^--([^=\s]*)(?:=(.*))?/s.exec(argument) ?? [];
  return { name, value, takesNext: !/[=\s$]/.test(argument) && !switches.has(name) };
}

/** Short ones share a dash: in `-itv` the last one takes a value, in `-vit` the rest is the value of the first. */
function short(argument: string): Read | undefined {
  if (!argument.startsWith('-')) return undefined;
  const letters = argument.slice(1);
  const [, letter, rest] =
    new RegExp(`^[${shortSwitches}]*([^${shortSwitches}])(.*)`, 's').exec(letters) ?? [];
  if (letter === undefined || rest === undefined) return undefined;
  const name = longNames[letter] ?? letter;
  return rest === ''
    ? { name, value: undefined, takesNext: true }
    : { name, value: rest.replace(/^=/, ''), takesNext: false };
}
