/** Reads runtime-rs: the serde structs of its configuration, its hypervisor plugins, its annotations. */
import { CheckoutError, type Checkout } from './checkout';
import { scalarType, type KeyFact, type RuntimeFacts, type SectionFacts } from './facts';

const folder = 'src/libs/kata-types/src/config';
const plugins = 'src/runtime-rs/crates/runtimes/virt_container/src/lib.rs';
const annotationsFolder = 'src/libs/kata-types/src/annotations';

interface Field {
  readonly name: string;
  readonly type: string;
  readonly aliases: readonly string[];
  readonly flatten: boolean;
}

interface Struct {
  readonly strict: boolean;
  readonly fields: readonly Field[];
}

/** The sections that `struct TomlConfig` opens; flattened structs add their keys to the one that holds them. */
function readSections(checkout: Checkout): SectionFacts {
  const text = checkout
    .files(folder, /\.rs$/, /vendor\.rs$/)
    .map((path) => checkout.read(path))
    .join('\n');
  const structs = parseStructs(text);
  const enums = new Set([...text.matchAll(/^pub enum (\w+)/gm)].map(([, name]) => name));
  const keys = new Map<string, Map<string, KeyFact>>();
  const strict = new Set<string>();

  const open = (section: string, name: string, entries = new Map<string, KeyFact>()): void => {
    keys.set(section, entries);
    const struct = structs.get(name);
    if (struct?.strict) strict.add(section);
    for (const field of struct?.fields ?? []) {
      const type = field.type.replace(/^Option<(.*)>$/, '$1');
      const items = type.replace(/^Vec<(.*)>$/, '$1');
      if (field.flatten) open(section, type, entries);
      else if (structs.has(type)) open(`${section}.${field.name}`, type);
      else if (structs.has(items)) {
        entries.set(field.name, { type: 'tables', native: type });
        open(`${section}.${field.name}[]`, items);
      } else {
        const native = enums.has(type) ? 'String' : type;
        const scalar = scalarType(native);
        const item = scalarType(items);
        const aliases = field.aliases.length > 0 ? { aliases: field.aliases } : {};
        if (scalar) entries.set(field.name, { type: scalar, native, ...aliases });
        else if (item === 'string' || item === 'integer')
          entries.set(field.name, { type: 'array', items: item, native, ...aliases });
        else
          throw new CheckoutError(
            `${folder} of Kata ${checkout.version}: the type ${field.type} of ${field.name} is unknown to scripts/knowledge/rust.ts.`,
          );
      }
    }
  };

  const top = structs.get('TomlConfig');
  if (!top)
    throw new CheckoutError(
      `${folder} of Kata ${checkout.version} has no struct TomlConfig: scripts/knowledge/rust.ts has to learn the new loader.`,
    );
  for (const { name, type } of top.fields) {
    const table = /^HashMap<String, (\w+)>$/.exec(type)?.[1];
    open(table === undefined ? name : `${name}.*`, table ?? type);
  }
  return { keys, strict };
}

/** The structs of the module itself (those of its tests are indented), with what serde's attributes say. */
function parseStructs(text: string): Map<string, Struct> {
  const structs = new Map<string, Struct>();
  const pattern = /^((?:#\[[^\n]*\]\n|\/\/[^\n]*\n)*)pub struct (\w+) \{(?:\}|\n([\s\S]*?)^\})/gm;
  for (const [, attributes = '', name = '', body = ''] of text.matchAll(pattern)) {
    if (structs.has(name) && body === '') continue;
    structs.set(name, { strict: attributes.includes('deny_unknown_fields'), fields: parseFields(body) });
  }
  return structs;
}

function parseFields(body: string): Field[] {
  const fields: Field[] = [];
  const source = body.replace(/^\s*\/\/.*$/gm, '');
  for (const [, attributes = '', name = '', type = ''] of source.matchAll(
    /((?:\s*#\[[^\]]*\])*)\s*pub (\w+): ([^\n]+?),\n/g,
  )) {
    if (/\bskip(_deserializing)?\b/.test(attributes)) continue;
    fields.push({
      name: /\brename = "([^"]+)"/.exec(attributes)?.[1] ?? name,
      type,
      aliases: [...attributes.matchAll(/\balias = "([^"]+)"/g)].map(([, alias = '']) => alias),
      flatten: /\bflatten\b/.test(attributes),
    });
  }
  return fields;
}

/** The names under which hypervisor plugins are registered. */
function readHypervisors(checkout: Checkout): Set<string> {
  const constants = new Map<string, string>();
  for (const path of checkout.files(`${folder}/hypervisor`, /\.rs$/)) {
    for (const [, name = '', value = ''] of checkout
      .read(path)
      .matchAll(/pub const (\w+): &str = "([^"]+)";/g))
      constants.set(name, value);
  }
  const names = new Set<string>();
  for (const [, argument = ''] of checkout
    .read(plugins)
    .matchAll(/register_hypervisor_plugin\(([^,\s]+),/g)) {
    const name = argument.startsWith('"') ? argument.slice(1, -1) : constants.get(argument);
    if (name === undefined)
      throw new CheckoutError(
        `${plugins} of Kata ${checkout.version} registers ${argument}, whose text was not found.`,
      );
    names.add(name);
  }
  return names;
}

/** The annotations' names and whether anything beside their definition uses them for more than a warning. */
function readAnnotations(checkout: Checkout): Map<string, boolean> {
  const sources = ['src/libs/kata-types/src', 'src/runtime-rs']
    .flatMap((path) => checkout.files(path, /\.rs$/))
    .map((path) => checkout.read(path))
    .map((text) =>
      text.replace(/^#\[cfg\(test\)\]\nmod [\s\S]*/m, '').replace(/\w+ => \{\s*(\/\/.*\s*)*warn!/g, 'warn!'),
    );
  const uses = new Map<string, number>();
  for (const text of sources) {
    for (const [name] of text.matchAll(/\b[A-Z][A-Z0-9_]{3,}\b/g)) uses.set(name, (uses.get(name) ?? 0) + 1);
  }
  const found = new Map<string, boolean>();
  for (const path of checkout.files(annotationsFolder, /(mod|thirdparty)\.rs$/)) {
    for (const [, name = '', value = ''] of checkout
      .read(path)
      .matchAll(/^pub const (\w+): &str =\s*"([^"]+)";/gm)) {
      const isName =
        /^(io\.katacontainers\.|[\w-]+(\.[\w-]+)+\/)/.test(value) &&
        !value.endsWith('.') &&
        !name.endsWith('_PREFIX');
      if (isName) found.set(value, (uses.get(name) ?? 0) > 1);
    }
  }
  return found;
}

/** Everything but the shipped configurations. */
export function readRust(checkout: Checkout): Omit<RuntimeFacts, 'templates' | 'shipped'> {
  return {
    ...readSections(checkout),
    hypervisors: readHypervisors(checkout),
    annotations: readAnnotations(checkout),
  };
}
