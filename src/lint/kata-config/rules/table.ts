/** A table of the configuration with the values that count in it, for rules that look at several keys. */
import type { Span } from '../../../documents';
import { compareVersions, hypervisors, knownIn, readBy } from '../../../knowledge';
import type { Related } from '../../finding';
import {
  flag,
  number,
  text,
  texts,
  type ConfigFile,
  type Entry,
  type KataConfig,
  type Section,
} from '../model';

/** Whether the target is that release or a later one. */
export const since = ({ target }: KataConfig, release: string): boolean =>
  compareVersions(target.version, release) >= 0;

/**
 * A table with its effective values: drop-ins count, and a key that this Kata does not know or this hypervisor does not
 * read counts as absent. A value is undefined where the text does not tell: a placeholder, a wrong type, or an absent
 * key while not all of the configuration is known.
 */
export class Table {
  constructor(
    readonly config: KataConfig,
    readonly path: readonly string[],
  ) {}

  /** The hypervisor's name; runtime-rs called Cloud Hypervisor `cloud-hypervisor` before 3.30.0. */
  get hypervisor(): string {
    const name = this.path[1] ?? '';
    return name === 'cloud-hypervisor' ? 'clh' : name;
  }

  /** Where the table is written first. */
  get section(): Section | undefined {
    return this.config.section(this.path);
  }

  entry(name: string): Entry | undefined {
    const entry = this.config.get(this.path, name);
    if (!entry?.fact || knownIn(entry.fact, this.config.target.version) !== 'yes') return undefined;
    return this.path[0] === 'hypervisor' && readBy(entry.fact, this.path[1] ?? '') === false
      ? undefined
      : entry;
  }

  /** A string; empty where it is absent. */
  text(name: string): string | undefined {
    return this.value(name, text, '');
  }

  /** A boolean; false where it is absent. */
  flag(name: string): boolean | undefined {
    return this.value(name, flag, false);
  }

  /** A number; 0 where it is absent. */
  number(name: string): number | undefined {
    return this.value(name, number, 0);
  }

  /** The strings of a list with their places; none where it is absent. */
  texts(name: string): readonly { readonly value: string; readonly span: Span }[] {
    return texts(this.entry(name));
  }

  /** Where a finding about the key's value goes: the value, or the table's name where the key is absent. */
  place(name: string): { readonly file: ConfigFile; readonly span: Span } | undefined {
    const entry = this.entry(name);
    return entry ? { file: entry.file, span: entry.value.span } : this.section;
  }

  private value<T>(name: string, read: (entry: Entry) => T | undefined, absent: T): T | undefined {
    const entry = this.entry(name);
    if (entry) return read(entry);
    return this.config.complete ? absent : undefined;
  }
}

/** The `[hypervisor.NAME]` tables that this Kata has code for. */
export function hypervisorTables(config: KataConfig): Table[] {
  const known = hypervisors(config.target.runtime).filter(
    (hypervisor) => knownIn(hypervisor, config.target.version) === 'yes',
  );
  return config.hypervisors
    .filter((name) => known.some((hypervisor) => hypervisor.name === name))
    .map((name) => new Table(config, ['hypervisor', name]));
}

/** Of two entries the one that is read later. */
export function later(config: KataConfig, a: Entry, b: Entry): Entry {
  const files = config.files.indexOf(a.file) - config.files.indexOf(b.file);
  return files > 0 || (files === 0 && a.span.start > b.span.start) ? a : b;
}

/** The other entry of a pair, for a finding's related places. */
export const seeAlso = (entry: Entry, message: string): Related => ({
  path: entry.file.path,
  span: entry.key.span,
  message,
});

/** A stretch of a string's content in the file; the whole value where escapes or line breaks shift the places. */
export function within(entry: Entry, value: Span, content: string, start: number, length: number): Span {
  const source = entry.file.document.text.slice(value.start, value.end);
  if (source.length !== content.length + 2 || source.slice(1, -1) !== content) return value;
  return { start: value.start + 1 + start, end: value.start + 1 + start + length };
}
