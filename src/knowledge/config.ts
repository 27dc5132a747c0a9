/**
 * The keys of Kata's configuration TOML, per runtime: what Kata's loaders read (data/config-keys.json, extracted
 * from the sources) joined with what people wrote down about it (data/config-curated.json).
 * Sources: src/runtime/pkg/katautils/config.go and src/libs/kata-types/src/config of kata-containers.
 */
import extracted from './data/config-keys.json';
import curated from './data/config-curated.json';
import tables from './data/config-sections.json';
import sectionDocs from './data/config-section-docs.json';
import type {
  AllowedValues,
  ConfigKey,
  CuratedKey,
  ExtractedKey,
  Hypervisor,
  IntegerRange,
  SectionInfo,
} from './config-types';
import { own } from './own';
import { compareVersions, knownIn, type Lifetime } from './releases';
import type { KataTarget, Runtime } from './types';

type PerSection<T> = Readonly<Record<Runtime, Readonly<Record<string, Readonly<Record<string, T>>>>>>;

// The JSON files' own inferred types are unions of all entries; test/unit/knowledge checks the shapes instead.
const extractedKeys = extracted as unknown as PerSection<ExtractedKey>;
const curatedKeys = curated as unknown as PerSection<CuratedKey>;
const sectionTables = tables as unknown as {
  readonly hypervisors: Readonly<Record<Runtime, Readonly<Record<string, Lifetime>>>>;
  readonly strict: Readonly<Record<Runtime, Readonly<Record<string, Lifetime>>>>;
  readonly templates: Readonly<
    Record<Runtime, Readonly<Record<string, Lifetime & { readonly hypervisor: string }>>>
  >;
};
const docs = sectionDocs as unknown as {
  readonly hypervisors: Readonly<Record<string, { readonly title: string; readonly description: string }>>;
  readonly sections: Readonly<Record<Runtime, Readonly<Record<string, string>>>>;
};

const built = new Map<string, ReadonlyMap<string, ConfigKey>>();
const none: ReadonlyMap<string, ConfigKey> = new Map();

/** The sections of a runtime, as patterns: `hypervisor.*`, `agent.*`, `runtime` ... Historical ones included. */
export function sections(runtime: Runtime): readonly string[] {
  return Object.keys(extractedKeys[runtime]);
}

/** All keys that a section ever had, historical ones and other spellings (`aliasOf`) included, in order of name. */
export function keysOf(section: string, runtime: Runtime): ReadonlyMap<string, ConfigKey> {
  const id = `${runtime} ${section}`;
  let keys = built.get(id);
  if (!keys) {
    const entries = own(extractedKeys[runtime], section);
    if (!entries) return none;
    built.set(id, (keys = build(section, runtime, entries)));
  }
  return keys;
}

function build(
  section: string,
  runtime: Runtime,
  entries: Readonly<Record<string, ExtractedKey>>,
): ReadonlyMap<string, ConfigKey> {
  const keys = new Map<string, ConfigKey>();
  for (const [name, entry] of Object.entries(entries)) {
    keys.set(name, { ...entry, ...curatedKeys[runtime][section]?.[name], runtime, section, name });
  }
  for (const key of [...keys.values()]) {
    for (const alias of key.aliases ?? []) {
      // A renamed key lives on as an alias: its own history starts where the old key's did.
      const before = keys.get(alias);
      const { since, ...rest } = key;
      const first = before ? before.since : since;
      keys.set(alias, {
        ...rest,
        ...(first !== undefined && { since: first }),
        name: alias,
        aliasOf: key.name,
      });
    }
  }
  return keys;
}

/** The key of that exact name, known in some release or other. */
export function configKey(runtime: Runtime, section: string, name: string): ConfigKey | undefined {
  return keysOf(section, runtime).get(name);
}

/** The patterns taken apart: they are asked for with every key of a file, on every keystroke. */
const namesOf = (runtime: Runtime) =>
  sections(runtime).map((section) => ({ section, names: section.split('.') }));
const sectionNames = { go: namesOf('go'), rs: namesOf('rs') };

/**
 * The pattern of the section that a table path names: `['hypervisor', 'qemu']` is `hypervisor.*`, and
 * `['runtime', 'shared_mounts[]']`, the name written with brackets, is an array of tables. Undefined where the
 * runtime never had such a section. Names are compared as written; Go's main file is read case-insensitively.
 */
export function sectionPattern(path: readonly string[], runtime: Runtime): string | undefined {
  const found = sectionNames[runtime].find(
    ({ names }) =>
      names.length === path.length && names.every((name, at) => name === '*' || name === path[at]),
  );
  return found?.section;
}

/** What is known of a section (a pattern); undefined for a section that the runtime never had. */
export function sectionInfo(section: string, runtime: Runtime): SectionInfo | undefined {
  const keys = [...keysOf(section, runtime).values()];
  if (keys.length === 0) return undefined;
  const since = keys
    .map((key) => key.since)
    .reduce((a, b) => (a === undefined || b === undefined ? undefined : compareVersions(a, b) < 0 ? a : b));
  const until = keys
    .map((key) => key.until)
    .reduce((a, b) => (a === undefined || b === undefined ? undefined : compareVersions(a, b) > 0 ? a : b));
  return {
    section,
    runtime,
    description: docs.sections[runtime][section] ?? '',
    ...(since !== undefined && { since }),
    ...(until !== undefined && { until }),
  };
}

/** The names that the loader takes below `[hypervisor]`, historical ones included. */
export function hypervisors(runtime: Runtime): readonly Hypervisor[] {
  return Object.entries(sectionTables.hypervisors[runtime]).map(([name, lifetime]) => ({
    ...lifetime,
    name,
    title: docs.hypervisors[name]?.title ?? name,
    description: docs.hypervisors[name]?.description ?? '',
  }));
}

/** The shipped configurations: `configuration-NAME.toml`, with the hypervisor that each is for. */
export function templates(runtime: Runtime): ReadonlyMap<string, Lifetime & { readonly hypervisor: string }> {
  return new Map(Object.entries(sectionTables.templates[runtime]));
}

/** Whether a key that the section (a pattern) does not know is an error. Elsewhere it is ignored. */
export function isStrictSection(section: string, target: KataTarget): boolean {
  const strict = own(sectionTables.strict[target.runtime], section);
  return strict !== undefined && knownIn(strict, target.version) === 'yes';
}

/** The field's type in the runtime's source at a release. */
export function nativeTypeAt(key: ConfigKey, version: string): string {
  const change = key.types?.findLast(({ since }) => compareVersions(since, version) <= 0);
  return change?.native ?? key.native;
}

const bits: Readonly<Record<string, number>> = {
  ...{
    i8: 8,
    u8: 8,
    int8: 8,
    uint8: 8,
    i16: 16,
    u16: 16,
    int16: 16,
    uint16: 16,
    i32: 32,
    u32: 32,
    int32: 32,
    uint32: 32,
  },
  ...{ i64: 64, u64: 64, int64: 64, uint64: 64, int: 64, uint: 64, isize: 64, usize: 64 },
};

/**
 * The integers that a key takes; undefined where it is not an integer. TOML's own integers are signed 64-bit,
 * so an unsigned 64-bit field ends at 2^63 - 1. For an array: the range of its items.
 */
export function integerRange(key: ConfigKey, version: string): IntegerRange | undefined {
  const native = nativeTypeAt(key, version).replace(/^(?:\[\]|Vec<)(.*?)>?$/, '$1');
  const size = bits[native];
  if (size === undefined) return undefined;
  const unsigned = native.startsWith('u');
  const signBits = BigInt(Math.min(unsigned ? size : size - 1, 63));
  const max = 2n ** signBits - 1n;
  const min = unsigned ? 0n : -(2n ** signBits);
  return {
    min: key.min !== undefined && BigInt(key.min) > min ? BigInt(key.min) : min,
    max: key.max !== undefined && BigInt(key.max) < max ? BigInt(key.max) : max,
    wraps: key.runtime === 'go' && unsigned && size === 64,
  };
}

/**
 * The values that a key takes for this Kata; with `hypervisor`, what that hypervisor's table takes (`check` is `none`
 * where Go does not look at the value there). Undefined where any text is right.
 */
export function enumAt(key: ConfigKey, target: KataTarget, hypervisor?: string): AllowedValues | undefined {
  if (key.enumOf === 'hypervisors') {
    const names = hypervisors(key.runtime).filter((entry) => knownIn(entry, target.version) === 'yes');
    return { values: names.map(({ name }) => name), tolerated: [], check: key.enumCheck ?? 'load' };
  }
  if (!key.enum) return undefined;
  const special = hypervisor === undefined ? undefined : own(key.enumBy, hypervisor);
  const changes = (key.enumHistory ?? []).filter(
    (change) => change.hypervisor === undefined || change.hypervisor === hypervisor,
  );
  const values = (special ?? key.enum).filter((value) =>
    changes.every((change) => change.value !== value || knownIn(change, target.version) === 'yes'),
  );
  const former = changes
    .filter(({ value }) => !special && !values.includes(value))
    .filter((change) => !key.enum?.includes(change.value) && knownIn(change, target.version) === 'yes');
  const checked = hypervisor === undefined || !key.enumCheckedBy || key.enumCheckedBy.includes(hypervisor);
  return {
    values: [...values, ...former.map(({ value }) => value)],
    tolerated: key.enumTolerated ?? [],
    check: checked ? (key.enumCheck ?? 'none') : 'none',
  };
}

/**
 * Whether that hypervisor makes use of the key (Go, as of the newest release); undefined where that is not known:
 * runtime-rs, and hypervisors that the newest release does not have.
 */
export function readBy(key: ConfigKey, hypervisor: string): boolean | undefined {
  const lifetime = own(sectionTables.hypervisors[key.runtime], hypervisor);
  return lifetime && lifetime.until === undefined ? key.readBy?.includes(hypervisor) : undefined;
}
