/** Files that exist only in memory, and a configuration in them that can be switched. */
import { basename, dirname, join } from 'node:path';
import {
  carryOut,
  planDefault,
  planStatus,
  planUse,
  Refusal,
  type FileChange,
  type Files,
  type FileText,
  type Place,
  type Plan,
  type Wanted,
} from '../../../src/devcontainer';

const mark = '\ufeff';

/** Contents by path, as they would be on disk: with their byte order mark. */
export class MemoryFiles implements Files {
  readonly contents = new Map<string, string>();
  /** Paths that can't be written. */
  readonly locked = new Set<string>();

  read(path: string): Promise<FileText | undefined> {
    const content = this.contents.get(path);
    if (content === undefined) return Promise.resolve(undefined);
    const bom = content.startsWith(mark);
    return Promise.resolve({ text: bom ? content.slice(1) : content, bom });
  }

  list(folder: string): Promise<readonly string[]> {
    return Promise.resolve(
      [...this.contents.keys()].filter((path) => dirname(path) === folder).map((path) => basename(path)),
    );
  }

  exists(path: string): Promise<boolean> {
    return Promise.resolve(this.contents.has(path));
  }

  realpath(path: string): Promise<string> {
    return Promise.resolve(path);
  }

  write({ path, before, after }: FileChange): Promise<void> {
    return this.writePrivate(path, after === undefined ? undefined : (before?.bom ? mark : '') + after);
  }

  writePrivate(path: string, text: string | undefined): Promise<void> {
    if (this.locked.has(path) || this.locked.has(dirname(path)))
      return Promise.reject(new Refusal('locked', path));
    if (text === undefined) this.contents.delete(path);
    else this.contents.set(path, text);
    return Promise.resolve();
  }
}

/** A workspace with one configuration, in memory. */
export class Bench {
  readonly files = new MemoryFiles();
  readonly place: Place;
  readonly path = '/w/.devcontainer/devcontainer.json';

  constructor(
    content: string,
    others: Readonly<Record<string, string>> = {},
    environment: Readonly<Record<string, string>> = {},
    hasHome = true,
  ) {
    this.place = {
      files: this.files,
      stateFolder: hasHome ? '/state' : undefined,
      environment,
      workspaceFolder: '/w',
    };
    this.files.contents.set(this.path, content);
    for (const [name, text] of Object.entries(others))
      this.files.contents.set(join(dirname(this.path), name), text);
  }

  get content(): string {
    return this.files.contents.get(this.path) ?? '';
  }

  set content(content: string) {
    this.files.contents.set(this.path, content);
  }

  /** Content of a file beside the configuration. */
  beside(name: string): string | undefined {
    return this.files.contents.get(join(dirname(this.path), name));
  }

  /** What is remembered. */
  get remembered(): readonly string[] {
    return [...this.files.contents.keys()].filter((path) => path.startsWith('/state/'));
  }

  async status(): Promise<Plan> {
    return planStatus(this.path, this.place);
  }

  async use(runtime: string, more: Omit<Wanted, 'runtime'> = {}): Promise<Plan> {
    const plan = await planUse(this.path, { runtime, ...more }, this.place);
    await carryOut(plan, this.files);
    return plan;
  }

  async default(): Promise<Plan> {
    const plan = await planDefault(this.path, this.place);
    await carryOut(plan, this.files);
    return plan;
  }
}
