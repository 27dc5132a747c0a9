/** What one release's sources say, as the readers hand it to the merge. */
import type { Runtime } from '../../src/knowledge';
import type { TomlType } from '../../src/knowledge';

export interface KeyFact {
  readonly type: TomlType;
  readonly items?: 'string' | 'integer';
  readonly native: string;
  readonly aliases?: readonly string[];
}

type Value = string | number | boolean | readonly (string | number | boolean)[];

/** What the shipped configurations do with a key. */
export interface ShippedFact {
  readonly shipped?: Value;
  readonly shippedBy?: readonly string[];
}

/** The sections of one runtime: pattern -> key -> fact; `strict` are those that refuse unknown keys. */
export interface SectionFacts {
  readonly keys: ReadonlyMap<string, ReadonlyMap<string, KeyFact>>;
  readonly strict: ReadonlySet<string>;
}

export interface RuntimeFacts extends SectionFacts {
  readonly hypervisors: ReadonlySet<string>;
  /** Name of the shipped configuration -> its hypervisor. */
  readonly templates: ReadonlyMap<string, string>;
  /** `SECTION KEY` -> what is shipped. */
  readonly shipped: ReadonlyMap<string, ShippedFact>;
  /** Annotation -> whether something reads it. */
  readonly annotations: ReadonlyMap<string, boolean>;
}

/** What the installer's chart asks for a RuntimeClass. */
export interface ClassFact {
  readonly overhead: { readonly memory: string; readonly cpu: string };
  readonly nodeSelector: Readonly<Record<string, string>>;
  readonly arches: readonly string[];
  readonly off?: boolean;
  readonly snapshotter?: string;
}

export interface ReleaseFacts {
  readonly version: string;
  readonly runtimes: Readonly<Record<Runtime, RuntimeFacts>>;
  readonly runtimeClasses: ReadonlyMap<string, ClassFact>;
}

const scalars: readonly (readonly [RegExp, Exclude<TomlType, 'array' | 'tables'>])[] = [
  [/^(string|String)$/, 'string'],
  [/^bool$/, 'boolean'],
  [/^(float|f)(32|64)$/, 'number'],
  [/^(u?int|[iu])(8|16|32|64)?$|^[iu]size$/, 'integer'],
];

/** The TOML type of a scalar field's type; undefined for any other type. */
export function scalarType(native: string): 'string' | 'boolean' | 'number' | 'integer' | undefined {
  return scalars.find(([pattern]) => pattern.test(native))?.[1];
}
