/** The runtime in `runArgs`: what stands there for `docker run`, and where. */
import { endOf, stringOf, type Node } from './jsonc';
import type { Span } from '../documents/text';

/** A `--runtime` among the arguments. */
export interface RuntimeArgument {
  /** What it names, variables as they stand; undefined where docker refuses the argument. */
  readonly runtime: string | undefined;
  /** Index of the element, and how many of them it takes: `--runtime=x` one, `"--runtime", "x"` two. */
  readonly index: number;
  readonly count: 1 | 2;
  /** What to replace by `lead` and a name to have another runtime. */
  readonly value: Span;
  readonly lead: string;
  /** The element that holds the value. */
  readonly node: Node;
}

/** What `docker run` finds in the arguments. */
export interface RunArguments {
  readonly runtimes: readonly RuntimeArgument[];
  /** Where another option may be added; behind it stands something that ends the options, or swallows the next one. */
  readonly end: number;
}

/** Options of `docker run` (29.0) and `podman run` (5.4) that take no value; all others do. */
const switches = new Set(
  `detach disable-content-trust help init interactive no-healthcheck oom-kill-disable privileged publish-all quiet
  read-only rm sig-proxy tty use-api-socket env-host http-proxy no-hostname no-hosts passwd read-only-tmpfs replace
  rmi rootfs tls-verify unsetenv-all`.split(/\s+/),
);
const shortSwitches = 'diPqt';

/** Whether an option takes the next argument as its value. */
function takesNext(argument: string): boolean {
  if (argument.startsWith('--')) return !/[=\s$]/.test(argument) && !switches.has(argument.slice(2));
  // Short ones share a dash: in -itv the last one takes a value, in -vit the rest is the value of the first
  return new RegExp(`^-[${shortSwitches}]*[^${shortSwitches}]$`).test(argument);
}

/** Reads the elements of runArgs; all of them must be strings. Docker takes the last runtime of several. */
export function readRunArguments(text: string, elements: readonly Node[]): RunArguments {
  const runtimes: RuntimeArgument[] = [];
  let index = 0;
  while (index < elements.length) {
    const node = elements[index];
    const argument = stringOf(node) ?? '';
    if (!node || isEndOfOptions(argument)) break;
    const [, separator, name] = /^--runtime(?:([=\s]\s*)(.*))?$/s.exec(argument) ?? [];
    if (name !== undefined && separator !== undefined) {
      const joined = separator.startsWith('=');
      const value = {
        index,
        count: 1,
        node,
        ...valueIn(text, node, '--runtime', joined ? '=' : ''),
      } as const;
      // Docker takes "--runtime x" in one text for the name of an option
      runtimes.push({ ...value, runtime: joined ? argument.slice('--runtime='.length) : undefined });
    } else if (argument === '--runtime') {
      const next = elements[index + 1];
      if (next) {
        runtimes.push({
          index,
          count: 2,
          node: next,
          runtime: stringOf(next) ?? '',
          ...valueIn(text, next, '', ''),
        });
        index++;
      } else {
        // It swallows the option that the Dev Container CLI puts behind runArgs
        runtimes.push({
          index,
          count: 1,
          node,
          runtime: undefined,
          ...valueIn(text, node, '--runtime', ''),
        });
      }
    } else if (takesNext(argument)) {
      if (index + 1 === elements.length) break;
      index++;
    }
    index++;
  }
  return { runtimes, end: index };
}

/** `--`, or what would be taken for the image. A text that is all variable may be anything. */
const isEndOfOptions = (argument: string): boolean =>
  argument === '--' || argument === '-' || !/^(?:-|\$\{)/.test(argument);

/**
 * The place of a value behind `option` in an element. `separator`: what is kept between the two; a written-out value
 * brings `=` where there is none. An element with escapes is replaced as a whole.
 */
function valueIn(
  text: string,
  node: Node,
  option: string,
  separator: string,
): Pick<RuntimeArgument, 'value' | 'lead'> {
  const start = node.offset + 1;
  const end = endOf(node) - 1;
  if (text.slice(start, end) === stringOf(node)) {
    const value = { start: start + option.length + separator.length, end };
    return { value, lead: option !== '' && separator === '' ? '=' : '' };
  }
  return { value: { start, end }, lead: option === '' ? '' : `${option}=` };
}
