/**
 * A Kata configuration as a loader sees it: sections with their keys over a main file and its drop-ins, each key with
 * the fact that the knowledge has about it.
 */
import type { Span, TomlDocument, TomlEntry, TomlKey, TomlTable, TomlValue } from '../../documents';
import { configKey, sectionPattern, type ConfigKey, type KataTarget, type Runtime } from '../../knowledge';

/** One file of the set. */
export interface ConfigFile {
  readonly path: string;
  /** The last part of the path. */
  readonly name: string;
  readonly role: 'main' | 'drop-in';
  readonly entry: 'file' | 'symlink' | 'directory';
  readonly document: TomlDocument;
}

/** A table as it is written once: by a header, by dotted keys or inline. */
export interface Section {
  readonly file: ConfigFile;
  /** Names from the top, as the loader matches them, such as `['hypervisor', 'qemu']`. */
  readonly path: readonly string[];
  /** The knowledge's name of the section, such as `hypervisor.*`; undefined: Kata knows no such section. */
  readonly pattern: string | undefined;
  /** The names in the header or the dotted key; the top of a file has an empty span at its start. */
  readonly span: Span;
  readonly array: boolean;
  /** Written as `[header]`: entries stand on lines of their own. */
  readonly table?: TomlTable;
  readonly entries: Entry[];
}

/** `key = value` in a section. */
export interface Entry {
  readonly file: ConfigFile;
  readonly section: Section;
  readonly key: TomlKey;
  /** The key as the loader matches it: Go's main file does not look at case. */
  readonly name: string;
  readonly value: TomlValue;
  /** Key and value. */
  readonly span: Span;
  /** What is known about the key for this runtime, whatever the version; undefined: nothing. */
  readonly fact: ConfigKey | undefined;
  /** Stands for a `[[header]]` of a list of tables: there is no `key = value` to take away. */
  readonly header?: true;
}

/** Kata's own names have at most four parts; longer ones are taken as they are. */
const deepest = 8;

/** Sections that hold only named tables. */
export const containers: readonly string[] = ['hypervisor', 'agent'];

/** The known key in whose place a table stands, such as `[hypervisor.qemu.kernel]`. */
export function keyAt(path: readonly string[], runtime: Runtime): ConfigKey | undefined {
  const parent = sectionPattern(path.slice(0, -1), runtime);
  return parent === undefined ? undefined : configKey(runtime, parent, path.at(-1) ?? '');
}

const joined = (keys: readonly TomlKey[]): Span => ({
  start: keys[0]?.span.start ?? 0,
  end: keys.at(-1)?.span.end ?? 0,
});

export class KataConfig {
  readonly sections: Section[] = [];
  readonly entries: Entry[] = [];
  /** Path and key -> the entry that wins: drop-ins over the main file, in order. */
  private readonly winners = new Map<string, Entry>();
  /** Path -> the first section written there. */
  private readonly firsts = new Map<string, Section>();
  /** Container -> names of the tables below it -> the first section of that name. */
  private readonly tables = new Map<string, Map<string, Section>>();

  /** `files`: the main file first (where there is one), then the drop-ins in the order they are applied. */
  constructor(
    readonly files: readonly ConfigFile[],
    readonly target: KataTarget,
    readonly options: { readonly syntax?: boolean; readonly fileExists?: (path: string) => boolean } = {},
  ) {
    for (const file of files) this.read(file);
    for (const entry of this.entries) this.winners.set([...entry.section.path, entry.name].join('\0'), entry);
  }

  get main(): ConfigFile | undefined {
    return this.files.find((file) => file.role === 'main');
  }

  /** Nothing is missing but what is not there: the main file is known and every line of every file could be read. */
  get complete(): boolean {
    return (
      this.main !== undefined &&
      this.files.every((file) => file.document.problems.every(({ kind }) => kind !== 'syntax'))
    );
  }

  /** Names of the `[hypervisor.NAME]` tables, in order of appearance. */
  get hypervisors(): string[] {
    return this.named('hypervisor');
  }

  /** Names of the tables below a container. */
  named(container: string): string[] {
    return [...(this.tables.get(container)?.keys() ?? [])];
  }

  /** The first section of a named table or below it: `[hypervisor.qemu]` or `[hypervisor.qemu.factory]`. */
  table(container: string, name: string): Section | undefined {
    return this.tables.get(container)?.get(name);
  }

  /** The entry that counts for a key of a section, such as `get(['runtime'], 'name')`. */
  get(path: readonly string[], name: string): Entry | undefined {
    return this.winners.get([...path, name].join('\0'));
  }

  /** The first place where a section is written. */
  section(path: readonly string[]): Section | undefined {
    return this.firsts.get(path.join('\0'));
  }

  private read(file: ConfigFile): void {
    for (const table of file.document.tables) {
      const header = table.header;
      if (header?.keys.length === 0) continue;
      const path = this.matched(file, header?.keys.map(({ name }) => name) ?? []);
      const span = header ? joined(header.keys) : { start: 0, end: 0 };
      const section = this.open(file, path, span, header?.array ?? false, table);
      if (header?.array && section.pattern?.endsWith('[]')) this.addList(section, header.keys);
      for (const entry of table.entries) this.add(section, entry);
    }
  }

  /** A `[[list]]` is a key of the section around it, too. */
  private addList(list: Section, keys: readonly TomlKey[]): void {
    const key = keys.at(-1);
    if (!key) return;
    const path = list.path.slice(0, -1);
    const pattern = sectionPattern(path, this.target.runtime);
    const around: Section = { file: list.file, path, pattern, span: list.span, array: false, entries: [] };
    const value: TomlValue = { kind: 'array', items: [], span: key.span };
    this.entries.push({ ...this.entryOf(around, key, path.concat(key.name), value, key.span), header: true });
  }

  private entryOf(
    section: Section,
    key: TomlKey,
    path: readonly string[],
    value: TomlValue,
    span: Span,
  ): Entry {
    const name = path.at(-1) ?? key.name;
    const fact =
      section.pattern === undefined ? undefined : configKey(this.target.runtime, section.pattern, name);
    return { file: section.file, section, key, name, value, span, fact };
  }

  private open(
    file: ConfigFile,
    path: readonly string[],
    span: Span,
    array: boolean,
    table?: TomlTable,
  ): Section {
    const plain = sectionPattern(path, this.target.runtime);
    const listed = sectionPattern([...path.slice(0, -1), `${path.at(-1) ?? ''}[]`], this.target.runtime);
    const pattern = path.length === 0 ? undefined : (plain ?? listed);
    const section: Section = { file, path, pattern, span, array, ...(table && { table }), entries: [] };
    this.sections.push(section);
    const id = path.join('\0');
    if (!this.firsts.has(id)) this.firsts.set(id, section);
    const [container, name] = path;
    if (container !== undefined && name !== undefined && containers.includes(container)) {
      const named = this.tables.get(container) ?? new Map<string, Section>();
      this.tables.set(container, named);
      if (!named.has(name)) named.set(name, section);
    }
    return section;
  }

  private add(parent: Section, { keys, value, span }: TomlEntry): void {
    const { file } = parent;
    const key = keys.at(-1);
    if (!key) return;
    let section = parent;
    if (keys.length > 1) {
      const outer = keys.slice(0, -1);
      section = this.open(
        file,
        this.matched(file, [...parent.path, ...outer.map(({ name }) => name)]),
        joined(outer),
        false,
      );
    }
    const path = this.matched(file, [...section.path, key.name]);
    if (value.kind === 'table' && this.isTable(path)) {
      const inner = this.open(file, path, key.span, false);
      for (const entry of value.entries) this.add(inner, entry);
      return;
    }
    const entry = this.entryOf(section, key, path, value, span);
    section.entries.push(entry);
    this.entries.push(entry);
    if (value.kind !== 'array' || !this.isList(path)) return;
    for (const item of value.items) {
      if (item.kind !== 'table') continue;
      const inner = this.open(file, path, key.span, true);
      for (const each of item.entries) this.add(inner, each);
    }
  }

  private isTable(path: readonly string[]): boolean {
    return (
      (path.length === 1 && containers.includes(path[0] ?? '')) ||
      sectionPattern(path, this.target.runtime) !== undefined
    );
  }

  private isList(path: readonly string[]): boolean {
    return (
      sectionPattern([...path.slice(0, -1), `${path.at(-1) ?? ''}[]`], this.target.runtime) !== undefined
    );
  }

  /**
   * The names as the loader matches them. Go compares the names of struct fields without case, but not the names of
   * hypervisors and agents (keys of a map), and not in the hypervisor and agent tables of a drop-in
   * (src/runtime/pkg/katautils/config.go@4.1.0, updateFromDropIn).
   */
  private matched(file: ConfigFile, path: readonly string[]): string[] {
    if (this.target.runtime !== 'go') return [...path];
    const [top = '', ...rest] = path;
    if (path.length === 0 || path.length > deepest) return [...path];
    const lower = top.toLowerCase();
    const container = containers.includes(lower);
    const first = container || sectionPattern([lower], 'go') !== undefined ? lower : top;
    if (container && file.role === 'drop-in') return [first, ...rest];
    const named = container ? 1 : 0;
    return [
      first,
      ...rest.map((name, index) =>
        index < named ? name : this.field([first, ...rest.slice(0, index)], name),
      ),
    ];
  }

  /** A Go field's name where `name` differs from it only in case. */
  private field(parent: readonly string[], name: string): string {
    const lower = name.toLowerCase();
    if (lower === name) return name;
    const pattern = sectionPattern(parent, 'go');
    return pattern !== undefined && configKey('go', pattern, lower) ? lower : name;
  }
}

/** The text of a string value; undefined for anything else and where a template leaves it open. */
export const text = (entry: Entry | undefined): string | undefined =>
  entry?.value.kind === 'string' ? entry.value.value : undefined;

/** A boolean value. */
export const flag = (entry: Entry | undefined): boolean | undefined =>
  entry?.value.kind === 'boolean' ? entry.value.value : undefined;

/** An integer or float value as a number. */
export const number = (entry: Entry | undefined): number | undefined =>
  entry?.value.kind === 'integer'
    ? Number(entry.value.value)
    : entry?.value.kind === 'float'
      ? entry.value.value
      : undefined;

/** The strings of an array value with their places. */
export const texts = (entry: Entry | undefined): { value: string; span: Span }[] =>
  entry?.value.kind === 'array'
    ? entry.value.items.flatMap((item) =>
        item.kind === 'string' ? [{ value: item.value, span: item.span }] : [],
      )
    : [];
