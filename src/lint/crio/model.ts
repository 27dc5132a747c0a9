/** A CRI-O configuration as far as Kata's runtimes go. */
import type { Span, TomlDocument } from '../../documents';
import { isKata, type KataTarget } from '../../knowledge';
import { tablesOf, text, type Entry, type Table } from '../runtimes/tables';

/** A runtime: `[crio.runtime.runtimes.HANDLER]`, over all the places that it is written in. */
export class CrioRuntime {
  readonly tables: Table[] = [];
  private readonly entries = new Map<string, Entry>();

  constructor(
    readonly handler: string,
    /** The handler's name where it stands first. */
    readonly span: Span,
  ) {}

  add(table: Table): void {
    this.tables.push(table);
    for (const entry of table.entries)
      if (!this.entries.has(entry.key.name)) this.entries.set(entry.key.name, entry);
  }

  get(name: string): Entry | undefined {
    return this.entries.get(name);
  }

  /** Whether a key is missing for sure. */
  lacks(name: string): boolean {
    return !this.entries.has(name) && this.tables.every(({ broken }) => !broken);
  }

  /** The table that a missing key belongs in. */
  get table(): Table | undefined {
    return this.tables.find(({ header }) => header) ?? this.tables[0];
  }
}

export class CrioConfig {
  readonly tables: readonly Table[];
  /** Kata's runtimes in order of appearance. */
  readonly runtimes: readonly CrioRuntime[];
  /** The key of `[crio.runtime]` for pods without a RuntimeClass. */
  readonly defaultRuntime: Entry | undefined;

  constructor(
    readonly document: TomlDocument,
    readonly target: KataTarget,
    readonly syntax: boolean,
  ) {
    this.tables = tablesOf(document);
    this.runtimes = readRuntimes(this.tables).filter(
      (runtime) =>
        isKata(runtime.handler) ||
        ['runtime_path', 'runtime_config_path'].some((name) => isKata(text(runtime.get(name)) ?? '')),
    );
    this.defaultRuntime = this.tables
      .filter(({ names }) => names.join('.') === 'crio.runtime')
      .flatMap(({ entries }) => entries)
      .find(({ key }) => key.name === 'default_runtime');
  }
}

/** The runtimes of a document, Kata's or not. */
export function readRuntimes(tables: readonly Table[]): CrioRuntime[] {
  const found = new Map<string, CrioRuntime>();
  for (const table of tables) {
    const [crio, runtime, runtimes, handler, ...rest] = table.names;
    if (crio !== 'crio' || runtime !== 'runtime' || runtimes !== 'runtimes') continue;
    if (handler === undefined || rest.length > 0) continue;
    const key = table.keys.at(3 - table.names.length) ?? table.keys[0];
    const one = found.get(handler) ?? new CrioRuntime(handler, key?.span ?? { start: 0, end: 0 });
    found.set(handler, one);
    one.add(table);
  }
  return [...found.values()];
}
