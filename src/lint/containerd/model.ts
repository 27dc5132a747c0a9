/** A containerd configuration as far as Kata's runtimes go. */
import type { Span, TomlDocument, TomlKey } from '../../documents';
import { isKata, runtimeOfShim, shimOf, type KataTarget, type Runtime as Flavour } from '../../knowledge';
import { baseName } from '../classify';
import { tablesOf, text, type Entry, type Table } from '../runtimes/tables';

/** The plugin that has the runtimes: until containerd 1.7 (file version 2), and since 2.0 (version 3). */
export const plugins = {
  v1: 'cri',
  v2: 'io.containerd.grpc.v1.cri',
  v3: 'io.containerd.cri.v1.runtime',
} as const;

/** The plugin for images, which took over the snapshotter in file version 3. */
export const imagesPlugin = 'io.containerd.cri.v1.images';

export const knownPlugins: readonly string[] = Object.values(plugins);

/** A runtime: `[plugins.PLUGIN.containerd.runtimes.HANDLER]`, over all the places that it is written in. */
export class Runtime {
  /** Its own table, wherever parts of it stand, and the tables of its options. */
  readonly tables: Table[] = [];
  readonly optionTables: Table[] = [];
  private readonly entries = new Map<string, Entry>();
  private readonly optionEntries = new Map<string, Entry>();

  constructor(
    readonly handler: string,
    readonly plugin: string,
    /** The handler's name where it stands first. */
    readonly span: Span,
    /** The plugin's name there; undefined where the header begins below it. */
    readonly pluginKey: TomlKey | undefined,
  ) {}

  add(table: Table, options: boolean): void {
    (options ? this.optionTables : this.tables).push(table);
    const entries = options ? this.optionEntries : this.entries;
    for (const entry of table.entries) if (!entries.has(entry.key.name)) entries.set(entry.key.name, entry);
  }

  get(name: string): Entry | undefined {
    return this.entries.get(name);
  }

  /** Whether a key is missing for sure. */
  lacks(name: string): boolean {
    return !this.entries.has(name) && this.tables.every(({ broken }) => !broken);
  }

  /** containerd's TOML parsers take a field in any case: `configPath` is ConfigPath. */
  option(name: string): Entry | undefined {
    const wanted = name.toLowerCase();
    return [...this.optionEntries.values()].find(({ key }) => key.name.toLowerCase() === wanted);
  }

  /** The table that a missing key belongs in. */
  get table(): Table | undefined {
    return this.tables.find(({ header }) => header) ?? this.tables[0];
  }

  /** Whose shim it starts, where the file tells. */
  get flavour(): Flavour | undefined {
    const path = text(this.get('runtime_path'));
    if (path !== undefined && path !== '') return runtimeOfShim(path);
    const shim = shimOf(text(this.get('runtime_type')) ?? '');
    return shim.kind === 'path' ? runtimeOfShim(shim.path) : undefined;
  }
}

/** `conf.d` and the like: files that a main one imports. */
const dropInFolder = /(?:^|[\\/])[\w.-]*\.d[\\/][^\\/]+$/;

export class ContainerdConfig {
  readonly tables: readonly Table[];
  /** Kata's runtimes in order of appearance. */
  readonly runtimes: readonly Runtime[];
  /** `version = N` at the top of the file. */
  readonly version: Entry | undefined;
  /** The whole configuration is in this file: it has a version, imports nothing and is not imported itself. */
  readonly complete: boolean;
  /** The file that containerd starts with, as far as its name tells. */
  readonly main: boolean;
  /** A file that a main one imports, as far as its folder tells. */
  readonly dropIn: boolean;

  constructor(
    readonly document: TomlDocument,
    path: string,
    readonly target: KataTarget,
    readonly syntax: boolean,
  ) {
    this.tables = tablesOf(document);
    const top = this.tables.filter(({ names }) => names.length === 0).flatMap(({ entries }) => entries);
    this.version = top.find(({ key }) => key.name === 'version');
    this.dropIn = dropInFolder.test(path);
    this.main = /^config\.toml$/i.test(baseName(path)) && !this.dropIn;
    this.complete =
      this.main &&
      this.version !== undefined &&
      !top.some(({ key }) => key.name === 'imports') &&
      document.problems.every(({ kind }) => kind !== 'syntax');
    this.runtimes = readRuntimes(this.tables).filter(ofKata);
  }

  /** The file's version; 1 where a main file has none; undefined where only another file says it. */
  get fileVersion(): number | undefined {
    if (this.version?.value.kind === 'integer') return Number(this.version.value.value);
    return this.main && !this.version ? 1 : undefined;
  }

  /** The entry of a table, such as `get(['plugins', 'x'], 'snapshotter')`. */
  get(path: readonly string[], name: string): Entry | undefined {
    this.index ??= indexOf(this.tables);
    return this.index.get([...path, name].join('\0'));
  }

  private index: ReadonlyMap<string, Entry> | undefined;
}

/** Path and key -> the first entry. */
function indexOf(tables: readonly Table[]): ReadonlyMap<string, Entry> {
  const index = new Map<string, Entry>();
  for (const { names, entries } of tables) {
    for (const entry of entries) {
      const id = [...names, entry.key.name].join('\0');
      if (!index.has(id)) index.set(id, entry);
    }
  }
  return index;
}

/** The runtimes of a document, those below a wrong version's plugin name included. */
export function readRuntimes(tables: readonly Table[]): Runtime[] {
  const found = new Map<string, Runtime>();
  for (const table of tables) {
    const [top, plugin = '', containerd, runtimes, handler, options, ...rest] = table.names;
    if (top !== 'plugins' || containerd !== 'containerd' || runtimes !== 'runtimes') continue;
    if (handler === undefined || !knownPlugins.includes(plugin) || rest.length > 0) continue;
    if (options !== undefined && options !== 'options') continue;
    const id = `${plugin}\0${handler}`;
    let runtime = found.get(id);
    if (!runtime) {
      // a dotted key or an inline table has only the last of the names
      const key = table.keys.at(4 - table.names.length) ?? table.keys[0];
      const pluginKey = table.keys.length === table.names.length ? table.keys[1] : undefined;
      runtime = new Runtime(handler, plugin, key?.span ?? { start: 0, end: 0 }, pluginKey);
      found.set(id, runtime);
    }
    runtime.add(table, options !== undefined);
  }
  return [...found.values()];
}

/** Whether its name, its type or one of its paths is Kata's. */
function ofKata(runtime: Runtime): boolean {
  const said = [runtime.get('runtime_type'), runtime.get('runtime_path'), runtime.option('ConfigPath')];
  return isKata(runtime.handler) || said.some((entry) => isKata(text(entry) ?? ''));
}

/** The first runtime below a plugin whose name stands in a header. */
export const firstBelow = ({ runtimes }: ContainerdConfig, plugin: string): Runtime | undefined =>
  runtimes.find((runtime) => runtime.plugin === plugin && runtime.pluginKey);
