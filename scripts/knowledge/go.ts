/** Reads the Go runtime: the structs of its configuration loader, its hypervisor names, its annotations. */
import { CheckoutError, type Checkout } from './checkout';
import { scalarType, type KeyFact, type RuntimeFacts, type SectionFacts } from './facts';

const loader = 'src/runtime/pkg/katautils/config.go';
const annotationsFile = 'src/runtime/virtcontainers/pkg/annotations/annotations.go';

interface Field {
  readonly name: string;
  readonly type: string;
}

/** The sections that `type tomlConfig struct` of the loader opens. Go ignores unknown keys, so none is strict. */
function readSections(checkout: Checkout, sources: readonly string[]): SectionFacts {
  const structs = parseStructs(checkout.read(loader));
  const keys = new Map<string, Map<string, KeyFact>>();
  const open = (section: string, struct: string): void => {
    const entries = new Map<string, KeyFact>();
    keys.set(section, entries);
    for (const { name, type } of structs.get(struct) ?? []) {
      const items = type.replace(/^\[\]/, '');
      if (type.startsWith('[]') && structs.has(items)) {
        entries.set(name, { type: 'tables', native: type });
        open(`${section}.${name}[]`, items);
      } else {
        entries.set(name, fact(checkout, sources, name, type));
      }
    }
  };
  const top = structs.get('tomlConfig');
  if (!top)
    throw new CheckoutError(
      `${loader} of Kata ${checkout.version} has no struct tomlConfig: scripts/knowledge/go.ts has to learn the new loader.`,
    );
  for (const { name, type } of top) {
    const table = type.replace(/^map\[string\]/, '');
    if (structs.has(table)) open(table === type ? name : `${name}.*`, table);
  }
  return { keys, strict: new Set() };
}

/** Every struct of a Go file: fields by their TOML name, which without a tag is the field's name in lower case. */
function parseStructs(text: string): Map<string, Field[]> {
  const structs = new Map<string, Field[]>();
  for (const [, name = '', body = ''] of text.matchAll(/^type (\w+) struct \{\n([\s\S]*?)^\}/gm)) {
    const fields: Field[] = [];
    for (const [, field = '', type = '', tag] of body.matchAll(
      /^\s+(\w+)\s+([^\s`/]+)[ \t]*(?:`toml:"([^",]+)[^`]*`)?/gm,
    )) {
      fields.push({ name: tag ?? field.toLowerCase(), type });
    }
    structs.set(name, fields);
  }
  return structs;
}

function fact(checkout: Checkout, sources: readonly string[], name: string, declared: string): KeyFact {
  const type = declared.replace(/^\*/, '');
  const items = scalarType(type.replace(/^\[\]/, ''));
  if (type.startsWith('[]') && (items === 'string' || items === 'integer'))
    return { type: 'array', items, native: type };
  const native = scalarType(type) ? type : underlying(sources, type);
  const scalar = native === undefined ? undefined : scalarType(native);
  if (native === undefined || scalar === undefined) {
    throw new CheckoutError(
      `${loader} of Kata ${checkout.version}: the type ${declared} of ${name} is unknown to scripts/knowledge/go.ts.`,
    );
  }
  return { type: scalar, native };
}

/** The scalar behind a named type such as `config.PCIePort`. */
function underlying(sources: readonly string[], type: string): string | undefined {
  const pattern = new RegExp(`^type ${type.replace(/^.*\./, '')} (\\w+)$`, 'm');
  for (const text of sources) {
    const found = pattern.exec(text)?.[1];
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The names in `case xHypervisorTableType:`, which are all that the loader takes below `[hypervisor]`. */
function readHypervisors(checkout: Checkout): Set<string> {
  const text = checkout.read(loader);
  const names = new Set<string>();
  for (const [, constant = ''] of text.matchAll(/^\s*case (\w+HypervisorTableType):/gm)) {
    names.add(
      checkout.find(loader, new RegExp(`^\\s*${constant}\\s*=\\s*"([^"]+)"`, 'm'), `constant ${constant}`),
    );
  }
  return names;
}

/** The annotations' names and whether another file than their own uses them. */
function readAnnotations(checkout: Checkout, sources: readonly string[]): Map<string, boolean> {
  const expressions = new Map(
    [...checkout.read(annotationsFile).matchAll(/^\t(\w+)(?: string)?\s*=\s*(.+)$/gm)].map(
      ([, name = '', expression = '']) => [name, expression],
    ),
  );
  const text = (expression: string): string =>
    expression
      .split('+')
      .map((part) => part.trim())
      .map((part) => (part.startsWith('"') ? part.slice(1, -1) : text(expressions.get(part) ?? '""')))
      .join('');
  const used = new Set(
    sources.flatMap((text) =>
      [...text.matchAll(/\b(?:vc)?[aA]nnotations\.(\w+)/g)].map(([, name = '']) => name),
    ),
  );
  const found = new Map<string, boolean>();
  for (const [name, expression] of expressions) {
    const value = text(expression);
    const isName = /^(io\.katacontainers\.|[\w-]+(\.[\w-]+)+\/)/.test(value) && !/[.=?]$|=/.test(value);
    if (isName) found.set(value, (found.get(value) ?? false) || used.has(name));
  }
  return found;
}

/** Everything but the shipped configurations. */
export function readGo(checkout: Checkout): Omit<RuntimeFacts, 'templates' | 'shipped'> {
  const sources = checkout
    .files('src/runtime', /\.go$/, /(^|\/)vendor\/|_test\.go$/)
    .filter((path) => path !== annotationsFile)
    .map((path) => checkout.read(path));
  return {
    ...readSections(checkout, sources),
    hypervisors: readHypervisors(checkout),
    annotations: readAnnotations(checkout, sources),
  };
}
