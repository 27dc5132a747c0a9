/** A component's configuration, flat: every key with its path and its place. */
import { parseToml, type Span, type TomlDocument, type TomlEntry, type TomlValue } from '../documents';

/** A key or a table as written. */
export interface Setting {
  /** `token_configs.kbs.url`; the members of a list of tables share one path. */
  readonly path: string;
  /** The last name with its place. */
  readonly name: string;
  readonly key: Span;
  /** The table that it is in: a table's header or key; members of a list of tables differ here. */
  readonly table?: Span;
  readonly value: TomlValue;
}

export interface ComponentConfig {
  readonly text: string;
  readonly toml: TomlDocument;
  readonly settings: readonly Setting[];
}

/** Nothing that a component reads is deeper; a hostile text could go on for a million names. */
const deepest = 16;

export function readComponentConfig(text: string): ComponentConfig {
  const toml = parseToml(text);
  const settings: Setting[] = [];
  const add = (names: readonly string[], key: Span, value: TomlValue, table: Span | undefined): void => {
    const path = names.join('.');
    settings.push({ path, name: names.at(-1) ?? '', key, value, ...(table && { table }) });
    if (names.length > deepest) return;
    if (value.kind === 'table') for (const entry of value.entries) addEntry(names, entry, key);
    if (value.kind === 'array') {
      for (const item of value.items) {
        if (item.kind === 'table') for (const entry of item.entries) addEntry(names, entry, item.span);
      }
    }
  };
  const addEntry = (base: readonly string[], { keys, value }: TomlEntry, table: Span | undefined): void => {
    let names = base;
    let inside = table;
    for (const [depth, { name, span }] of keys.entries()) {
      if (names.length > deepest) return;
      names = [...names, name];
      if (depth === keys.length - 1) add(names, span, value, inside);
      else {
        settings.push(implied(names, span, inside));
        inside = span;
      }
    }
  };
  for (const { header, entries } of toml.tables) {
    const keys = header?.keys ?? [];
    if (header && keys.length === 0) continue; // a header that can't be read is a problem already
    let names: readonly string[] = [];
    for (const [depth, { name, span }] of keys.entries()) {
      if (depth > deepest) break;
      names = [...names, name];
      if (depth < keys.length - 1) settings.push(implied(names, span, undefined));
      else {
        const value: TomlValue = header?.array
          ? { kind: 'array', items: [{ kind: 'table', entries: [], span }], span }
          : { kind: 'table', entries: [], span };
        settings.push({ path: names.join('.'), name, key: span, value });
      }
    }
    const inside = keys.at(-1)?.span;
    for (const entry of entries) addEntry(names, entry, inside);
  }
  return { text, toml, settings };
}

/** A table that is there because a longer name goes through it. */
const implied = (names: readonly string[], key: Span, table: Span | undefined): Setting => ({
  path: names.join('.'),
  name: names.at(-1) ?? '',
  key,
  value: { kind: 'table', entries: [], span: key },
  ...(table && { table }),
});

/** The text of the first setting at a path; undefined where it is missing or no string. */
export function textAt({ settings }: ComponentConfig, path: string): string | undefined {
  const value = settings.find((setting) => setting.path === path)?.value;
  return value?.kind === 'string' ? value.value : undefined;
}
