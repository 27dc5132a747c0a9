/** The runtime in `runArgs`: what stands there for `docker run`, and where. */
import type { Span } from '../documents';
import { readRunOptions } from '../knowledge';
import { endOf, stringOf, type Node } from './jsonc';

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
  /** Where another option can be added, see `readRunOptions`. */
  readonly end: number;
}

/** Reads the elements of runArgs; all of them must be strings. Docker takes the last runtime of several. */
export function readRunArguments(text: string, elements: readonly Node[]): RunArguments {
  const args = elements.map((node) => stringOf(node) ?? '');
  const { options, end } = readRunOptions(args);
  const runtimes = options.flatMap(({ name, value, index, count }): RuntimeArgument[] => {
    const node = elements[index + count - 1];
    if (name !== 'runtime' || !node) return [];
    if (count === 2) return [{ index, count, node, runtime: value, ...valueIn(text, node, '', '') }];
    // Without `=` docker finds no name: it takes "--runtime x" in one text for an option of that name, and a last
    // "--runtime" swallows the option that the Dev Container CLI puts behind runArgs
    const separator = value === undefined ? '' : '=';
    return [{ index, count, node, runtime: value, ...valueIn(text, node, '--runtime', separator) }];
  });
  return { runtimes, end };
}

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
