/** JSON Schemas of Kata's configuration for TOML editors (Taplo, Tombi), from the knowledge of the newest release. */
import {
  enumAt,
  hypervisors,
  integerRange,
  isStrictSection,
  keysOf,
  knownIn,
  migrationsFor,
  newest,
  releaseAfter,
  sectionInfo,
  sections,
  type ConfigKey,
  type KataTarget,
  type Runtime,
} from '../../src/knowledge';

/** A JSON Schema, draft 7. */
export type Schema = Readonly<Record<string, unknown>>;

const titles: Readonly<Record<Runtime, string>> = {
  go: 'Kata Containers configuration, Go runtime',
  rs: 'Kata Containers configuration, runtime-rs',
};

/**
 * The schema of a configuration file. It accepts what the loader accepts: unknown keys are errors only where the
 * loader refuses them. Nothing is required at the top, so that it fits drop-ins too.
 */
export function configSchema(runtime: Runtime): Schema {
  const target: KataTarget = { runtime, version: newest };
  const names = hypervisors(runtime).filter((entry) => knownIn(entry, newest) === 'yes');
  const known = sections(runtime).filter(
    (section) => knownIn(sectionInfo(section, runtime) ?? {}, newest) === 'yes',
  );
  const definitions = Object.fromEntries(
    known
      .filter((section) => section !== 'hypervisor.*')
      .map((section) => [definitionOf(section), table(section, target)]),
  );
  const perHypervisor = names.map(
    ({ name, description }) => [name, { ...table('hypervisor.*', target, name), description }] as const,
  );
  const plain = known.filter((section) => !section.includes('.'));
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: `${titles[runtime]}, ${newest}`,
    description: `Written for Kata ${newest}. Keys that an earlier release knew are marked as deprecated.`,
    type: 'object',
    properties: {
      hypervisor: {
        description: sectionInfo('hypervisor.*', runtime)?.description,
        type: 'object',
        properties: Object.fromEntries(names.map(({ name }) => [name, reference(`hypervisor.${name}`)])),
        additionalProperties: false,
      },
      agent: {
        description: sectionInfo('agent.*', runtime)?.description,
        type: 'object',
        additionalProperties: reference('agent'),
      },
      ...Object.fromEntries(plain.map((section) => [section, reference(section)])),
    },
    additionalProperties: true,
    definitions: {
      ...sharedKeys(perHypervisor),
      ...definitions,
    },
  };
}

const definitionOf = (section: string): string => section.replaceAll('.*', '').replace('[]', '');
const reference = (definition: string): Schema => ({ $ref: `#/definitions/${definition}` });

/** Most keys are the same for each hypervisor: those stand once, in `hypervisor`, and are referred to. */
function sharedKeys(tables: readonly (readonly [string, Schema])[]): Record<string, Schema> {
  const shared: Record<string, unknown> = {};
  const lean = tables.map(([name, schema]) => {
    const properties = Object.entries(schema.properties as Record<string, Schema>).map(([key, value]) => {
      shared[key] ??= value;
      // Not a reference to a reference: Tombi does not follow those.
      const same = !('$ref' in value) && JSON.stringify(shared[key]) === JSON.stringify(value);
      return [key, same ? { $ref: `#/definitions/hypervisor/properties/${key}` } : value] as const;
    });
    return [`hypervisor.${name}`, { ...schema, properties: Object.fromEntries(properties) }] as const;
  });
  return {
    hypervisor: { type: 'object', properties: shared, additionalProperties: true },
    ...Object.fromEntries(lean),
  };
}

/** One section: its keys and the tables directly below it. */
function table(section: string, target: KataTarget, hypervisor?: string): Schema {
  const { runtime } = target;
  const strict = isStrictSection(section, target);
  const keys = [...keysOf(section, runtime).values()].filter((key) => {
    const state = knownIn(key, newest);
    return state === 'yes' || (state === 'gone' && !strict);
  });
  const inner = sections(runtime).filter((other) => other.startsWith(`${section}.`) && !other.endsWith('[]'));
  const required = section.endsWith('[]') ? keys.filter((key) => key.required).map(({ name }) => name) : [];
  return {
    description: sectionInfo(section, runtime)?.description,
    type: 'object',
    properties: Object.fromEntries([
      ...keys.map((key) => [key.name, keySchema(key, target, hypervisor)] as const),
      ...inner.map((other) => [other.slice(section.length + 1), reference(definitionOf(other))] as const),
    ]),
    ...(required.length > 0 && { required }),
    additionalProperties: !strict,
  };
}

function keySchema(key: ConfigKey, target: KataTarget, hypervisor?: string): Schema {
  const renamed = migrationsFor(key.runtime, key.section, key.name).some(
    ({ newKey }) => newKey === key.aliasOf,
  );
  const deprecated = knownIn(key, newest) === 'gone' || (key.aliasOf !== undefined && renamed);
  return {
    description: describe(key),
    ...valueSchema(key, target, hypervisor),
    ...(key.default !== undefined && { default: key.default }),
    ...(deprecated && { deprecated }),
  };
}

function valueSchema(key: ConfigKey, target: KataTarget, hypervisor?: string): Schema {
  if (key.type === 'tables')
    return { type: 'array', items: reference(`${definitionOf(key.section)}.${key.name}`) };
  const item = {
    type: key.type === 'array' ? key.items : key.type,
    ...values(key, target, hypervisor),
    ...range(key),
  };
  return key.type === 'array' ? { type: 'array', items: item } : item;
}

/** The list of a value that is checked; an unchecked one is a list of examples. */
function values(key: ConfigKey, target: KataTarget, hypervisor?: string): Schema {
  const allowed = enumAt(key, target, hypervisor);
  if (!allowed) return {};
  if (allowed.check === 'none') return { examples: allowed.values };
  const all = [...allowed.values, ...allowed.tolerated];
  return { enum: all, ...enumDocs(key, all) };
}

/** Bounds that a 64-bit float can hold; those of TOML's own integers need no words. */
function range(key: ConfigKey): Schema {
  const found = integerRange(key, newest);
  if (!found) return {};
  const limit = 2n ** 53n;
  return {
    ...(found.min > -limit && !found.wraps && { minimum: Number(found.min) }),
    ...(found.max < limit && { maximum: Number(found.max) }),
  };
}

/** Taplo shows a text beside each value. */
function enumDocs(key: ConfigKey, values: readonly string[]): Schema {
  const docs = values.map((value) => key.values?.[value] ?? null);
  return docs.some((text) => text !== null) ? { 'x-taplo': { docs: { enumValues: docs } } } : {};
}

/** The key's own text, then what is to know about releases, defaults and units. */
function describe(key: ConfigKey): string {
  const facts: string[] = [];
  if (key.aliasOf !== undefined) facts.push(`Another name of \`${key.aliasOf}\`.`);
  if (key.unit !== undefined) facts.push(`In ${key.unit}.`);
  if (key.defaultText !== undefined) facts.push(`Default: ${key.defaultText}.`);
  for (const [name, value] of Object.entries(key.defaultBy ?? {}))
    facts.push(`Default for \`${name}\`: \`${value}\`.`);
  if (key.since !== undefined) facts.push(`Since ${key.since}.`);
  if (key.until !== undefined) {
    const successor = migrationsFor(key.runtime, key.section, key.name).at(-1)?.newKey;
    facts.push(
      `Removed in ${releaseAfter(key.until) ?? ''}.${successor === undefined ? '' : ` Use \`${successor}\`.`}`,
    );
  }
  return [key.description ?? '', facts.join(' ')].filter((text) => text !== '').join('\n\n');
}
