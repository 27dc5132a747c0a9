/** Folders on disk that hold main files of Kata configurations, with the `config.d` beside them. */
import { readdirSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { classify, dropInFolderName, mainFileNames, type DropIn } from '../../lint/core';
import { attempt, realOrSame, reasonOf, Unreadable, type Source, type Sources } from './sources';

/** A main file. */
export interface Main {
  /** As it is shown. */
  readonly path: string;
  readonly absolute: string;
  readonly source: Source;
  /** It is to be reported on, and not only there because of a drop-in. */
  readonly wanted: boolean;
}

/** A member of `config.d`. */
export interface Member extends DropIn {
  readonly absolute: string;
  /** A directory has none. */
  readonly source?: Source;
}

/** One folder of main files; they share its drop-ins. */
export class ConfigFolder {
  /** Main files by real path. */
  readonly mains = new Map<string, Main>();
  /** Names of drop-ins that are to be reported on by themselves. */
  readonly wantedDropIns = new Set<string>();
  /** Drop-ins that can't be read, by path. */
  readonly unreadable = new Map<string, Unreadable>();
  private members: Map<string, Member> | undefined;

  /** `shown`: how the folder is named in paths that are shown, such as `etc/kata`. */
  constructor(
    private readonly real: string,
    private readonly shown: string,
    private readonly sources: Sources,
  ) {}

  addMain(main: Main): Main {
    const known = this.mains.get(main.source.real);
    if (known && (known.wanted || !main.wanted)) return known;
    this.mains.set(main.source.real, main);
    return main;
  }

  /** Adds the folder's other main files, told by name and text. */
  findMains(): void {
    for (const name of mainFileNames(attempt(() => readdirSync(this.real)) ?? [])) {
      const absolute = join(this.real, name);
      const source = this.sources.read(absolute);
      // What nobody asked for and can't be read, no Kata loads. A link to elsewhere is a main file of that folder:
      // Kata looks for config.d beside the real file.
      if (source instanceof Unreadable || dirname(source.real) !== this.real) continue;
      if (classify(absolute, source.text) === 'kata-config') {
        this.addMain({ path: join(this.shown, basename(source.real)), absolute, source, wanted: false });
      }
    }
  }

  /** What stands in `config.d`, by name; empty where there is no such folder. */
  get dropIns(): ReadonlyMap<string, Member> {
    return (this.members ??= this.list());
  }

  /** Has a drop-in reported on by itself. It may be one that is not on disk, or stands for what is. */
  wantDropIn(name: string, source: Source): void {
    this.wantedDropIns.add(name);
    const members = (this.members ??= this.list());
    const path = join(this.shown, dropInFolderName, name);
    const entry = members.get(name)?.entry ?? 'file';
    members.set(name, { path, absolute: resolve(path), entry, text: source.text, source });
  }

  private list(): Map<string, Member> {
    const members = new Map<string, Member>();
    const directory = join(this.shown, dropInFolderName);
    try {
      for (const entry of readdirSync(directory, { withFileTypes: true })) {
        const path = join(directory, entry.name);
        const absolute = resolve(path);
        const link = entry.isSymbolicLink();
        if (link ? attempt(() => statSync(path).isDirectory()) : entry.isDirectory()) {
          members.set(entry.name, { path, absolute, entry: 'directory', text: '' });
          continue;
        }
        const source = this.sources.read(absolute);
        if (source instanceof Unreadable) this.unreadable.set(path, source);
        else
          members.set(entry.name, {
            path,
            absolute,
            entry: link ? 'symlink' : 'file',
            text: source.text,
            source,
          });
      }
    } catch (error) {
      const reason = reasonOf(error, directory);
      if (attempt(() => statSync(directory).isDirectory()))
        this.unreadable.set(directory, new Unreadable(reason));
    }
    return members;
  }
}

/** The config folders of one run. */
export class ConfigFolders {
  private readonly byRealPath = new Map<string, ConfigFolder>();

  constructor(private readonly sources: Sources) {}

  /** The folder that really is at `real`; shown as `shown` where that leads there, else by its real path. */
  at(real: string, shown: string): ConfigFolder {
    const known = this.byRealPath.get(real);
    if (known) return known;
    const folder = new ConfigFolder(real, realOrSame(resolve(shown)) === real ? shown : real, this.sources);
    this.byRealPath.set(real, folder);
    return folder;
  }

  all(): Iterable<ConfigFolder> {
    return this.byRealPath.values();
  }
}
