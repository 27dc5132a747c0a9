/** Docker's daemon.json as far as Kata's runtimes go. */
import {
  jsonText,
  parseJson,
  properties,
  property,
  valueSpan,
  type JsonNode,
  type JsonProblem,
  type Property,
} from '../../documents';
import { isKata, runtimeOfShim, type KataTarget, type Runtime as Flavour } from '../../knowledge';

export { properties, property, valueSpan };

/** The text of a string value. */
export const string = (found: Property | undefined): string | undefined => jsonText(found?.value);

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

export class DockerConfig {
  readonly root: JsonNode | undefined;
  /** What is no JSON, for Docker: comments and trailing commas included. */
  readonly problems: readonly JsonProblem[];
  readonly runtimes: readonly DockerRuntime[];
  /** Those that are Kata's by their name, type or paths. */
  readonly kata: readonly DockerRuntime[];

  constructor(
    readonly text: string,
    readonly target: KataTarget,
    readonly syntax: boolean,
  ) {
    ({ root: this.root, problems: this.problems } = parseJson(text, { comments: false }));
    this.runtimes = properties(property(this.root, 'runtimes')?.value).map(runtimeOf);
    this.kata = this.runtimes.filter(
      ({ name, path, type, configPath }) =>
        isKata(name) || [path, type, configPath].some((said) => isKata(string(said) ?? '')),
    );
  }
}
