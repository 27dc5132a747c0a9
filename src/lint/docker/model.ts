/** Docker's daemon.json as far as Kata's runtimes go. */
import { parseTree, printParseErrorCode, type Node, type ParseError } from 'jsonc-parser';
import type { Span } from '../../documents';
import { isKata, runtimeOfShim, type KataTarget, type Runtime as Flavour } from '../../knowledge';

/** `"key": value`. */
export interface Property {
  readonly key: string;
  /** The key with its quotes. */
  readonly keySpan: Span;
  readonly value: Node;
  readonly span: Span;
}

const spanOf = ({ offset, length }: Node): Span => ({ start: offset, end: offset + length });

/** Where a value stands. */
export const valueSpan = ({ value }: Property): Span => spanOf(value);

/** The properties of an object; none of anything else. */
export const properties = (node: Node | undefined): readonly Property[] =>
  node?.type !== 'object'
    ? []
    : (node.children ?? []).flatMap((child) => {
        const [key, value] = child.children ?? [];
        if (!key || !value || typeof key.value !== 'string') return [];
        return [{ key: key.value, keySpan: spanOf(key), value, span: spanOf(child) }];
      });

/** The last property of a name: of two Docker takes the later one. */
export const property = (node: Node | undefined, key: string): Property | undefined =>
  properties(node).findLast((candidate) => candidate.key === key);

/** The text of a string value. */
export const string = (found: Property | undefined): string | undefined => {
  const value: unknown = found?.value.value;
  return found?.value.type === 'string' && typeof value === 'string' ? value : undefined;
};

/** An entry of `runtimes`. */
export interface DockerRuntime {
  readonly name: string;
  readonly entry: Property;
  readonly path: Property | undefined;
  readonly type: Property | undefined;
  readonly args: Property | undefined;
  readonly options: Property | undefined;
  readonly configPath: Property | undefined;
  /** Whose shim it starts, where the file tells. */
  readonly flavour: Flavour | undefined;
}

/** Docker's TOML detour takes an option in any case. */
const option = (options: Property | undefined, name: string): Property | undefined =>
  properties(options?.value).findLast(({ key }) => key.toLowerCase() === name.toLowerCase());

function runtimeOf(entry: Property): DockerRuntime {
  const type = property(entry.value, 'runtimeType');
  const options = property(entry.value, 'options');
  return {
    name: entry.key,
    entry,
    path: property(entry.value, 'path'),
    type,
    args: property(entry.value, 'runtimeArgs'),
    options,
    configPath: option(options, 'ConfigPath'),
    flavour: runtimeOfShim(string(type) ?? ''),
  };
}

/** What is no JSON, for Docker: comments and trailing commas included. */
export interface JsonProblem {
  readonly message: string;
  readonly span: Span;
}

function read(text: string): { root: Node | undefined; problems: JsonProblem[] } {
  const errors: ParseError[] = [];
  try {
    // a byte order mark becomes a blank, so that places stay
    const source = text.replace(/^\ufeff/, ' ');
    const root = parseTree(source, errors, { disallowComments: true, allowTrailingComma: false });
    const problems = errors.map(({ error, offset, length }) => ({
      message: printParseErrorCode(error),
      span: { start: offset, end: offset + length },
    }));
    return { root, problems };
  } catch (error) {
    // the parser goes down with every bracket
    if (!(error instanceof RangeError)) throw error;
    return { root: undefined, problems: [{ message: 'NestedTooDeeply', span: { start: 0, end: 1 } }] };
  }
}

export class DockerConfig {
  readonly root: Node | undefined;
  readonly problems: readonly JsonProblem[];
  readonly runtimes: readonly DockerRuntime[];
  /** Those that are Kata's by their name, type or paths. */
  readonly kata: readonly DockerRuntime[];

  constructor(
    readonly text: string,
    readonly target: KataTarget,
    readonly syntax: boolean,
  ) {
    ({ root: this.root, problems: this.problems } = read(text));
    this.runtimes = properties(property(this.root, 'runtimes')?.value).map(runtimeOf);
    this.kata = this.runtimes.filter(
      ({ name, path, type, configPath }) =>
        isKata(name) || [path, type, configPath].some((said) => isKata(string(said) ?? '')),
    );
  }
}
