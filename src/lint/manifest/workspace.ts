/** What the other files of a workspace say, as far as a manifest's meaning depends on them. */
import { isParsed, parseToml, yamlDocuments, type Span } from '../../documents';
import { baseName, kataWords } from '../classify';
import { maxText } from '../engine';
import type { ClassFacts } from './classes';
import { isForKata, modelOf } from './model';

/** A RuntimeClass in another file. */
export interface IndexedClass extends ClassFacts {
  readonly path: string;
  /** The name in that file. */
  readonly span: Span;
}

/** A pod template in another file. */
export interface IndexedPod {
  readonly path: string;
  /** The class's name in that file. */
  readonly span: Span;
  readonly className: string;
  /** `Deployment`; undefined for a patch that doesn't say. */
  readonly kind: string | undefined;
  readonly name: string | undefined;
}

/** What a handler's configuration.toml says, where one is open. Memory in MiB. */
export interface IndexedConfiguration {
  readonly path: string;
  readonly overheadMemory?: { readonly value: number; readonly span: Span };
  readonly defaultMemory?: { readonly value: number; readonly span: Span };
}

/**
 * The other files of a workspace. As long as nothing changed, a question has to be answered with the same object (the
 * same array): findings are kept for as long as the answers stay the same.
 */
export interface WorkspaceIndex {
  /** RuntimeClasses of that name in other files than `except`, by path. */
  runtimeClasses(name: string, except: string): readonly IndexedClass[];
  /** Every RuntimeClass in other files than `except`, by path. */
  allRuntimeClasses(except: string): readonly IndexedClass[];
  /** Pods with that runtimeClassName in other files than `except`, by path. */
  pods(className: string, except: string): readonly IndexedPod[];
  /** The configuration that a handler starts with: `kata-qemu` has `configuration-qemu.toml`. */
  configuration(handler: string): IndexedConfiguration | undefined;
}

/** What a file adds to an index: plain data, without the text. */
export interface FileFacts {
  readonly classes: readonly IndexedClass[];
  readonly pods: readonly IndexedPod[];
}

/** What a manifest adds to an index: nothing where it is too large. Documents without a Kata word are not parsed. */
export function indexManifest(path: string, text: string): FileFacts {
  const steps = indexSteps(path, text);
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

/** As `indexManifest`; pauses (yields) after each document that had to be parsed. */
export function* indexSteps(path: string, text: string): Generator<undefined, FileFacts> {
  const classes: IndexedClass[] = [];
  const pods: IndexedPod[] = [];
  if (text.length > maxText || !kataWords.test(text)) return { classes, pods };
  for (const document of yamlDocuments(text)) {
    if (!isForKata(document)) continue;
    const fresh = !isParsed(document.text);
    const model = modelOf(document.yaml);
    if (fresh) yield;
    for (const { facts, name, object } of model.runtimeClasses) {
      const span = name && document.toFile(object.part.toDocument(name.value.span));
      if (facts && span) classes.push({ ...facts, path, span });
    }
    for (const { className, runtimeClassName, object } of model.pods) {
      if (className === undefined || !runtimeClassName) continue;
      const span = document.toFile(object.part.toDocument(runtimeClassName.value.span));
      pods.push({ path, span, className, kind: object.kind, name: object.name });
    }
  }
  return { classes, pods };
}

/**
 * The handler that starts with a configuration, by the file's name as kata-deploy has them: `kata-qemu-snp` for
 * `configuration-qemu-snp.toml` (tools/packaging/kata-deploy/scripts/kata-deploy.sh@3.2.0); undefined for any other name.
 */
export const handlerOf = (path: string): string | undefined => {
  const name = /^configuration(-[\w-]+)?\.toml$/.exec(baseName(path));
  return name ? `kata${name[1] ?? ''}` : undefined;
};

/** What the main file of a Kata configuration adds to an index; undefined where no class depends on it. */
export function indexConfiguration(path: string, text: string): IndexedConfiguration | undefined {
  if (handlerOf(path) === undefined || !/overhead_memory|default_memory/.test(text)) return undefined;
  const entries = parseToml(text).tables.flatMap((table) => table.entries);
  const memory = (key: string) => {
    const value = entries.find(({ keys }) => keys.at(-1)?.name === key)?.value;
    return value?.kind === 'integer' ? { value: Number(value.value), span: value.span } : undefined;
  };
  const overheadMemory = memory('overhead_memory');
  const defaultMemory = memory('default_memory');
  return { path, ...(overheadMemory && { overheadMemory }), ...(defaultMemory && { defaultMemory }) };
}

/** Everything that an index holds, as plain data: to be passed to another thread. */
export interface WorkspaceContents {
  readonly files: ReadonlyMap<string, FileFacts>;
  readonly configurations: ReadonlyMap<string, IndexedConfiguration>;
}

/** Answers that are kept: each may hold as much as the whole index. */
const maxAnswers = 1_000;

const none: FileFacts = { classes: [], pods: [] };

/** An index over the manifests that it is told of, for the command line and the editor alike. */
export class Workspace implements WorkspaceIndex {
  private readonly files: Map<string, FileFacts>;
  private readonly configurations: Map<string, IndexedConfiguration>;
  private readonly answers = new Map<string, { readonly found: readonly unknown[]; readonly at: number }>();
  /** How often the facts changed. */
  private changes = 0;

  /** `contents`: what another index holds. */
  constructor(contents?: WorkspaceContents) {
    this.files = new Map(contents?.files);
    this.configurations = new Map(contents?.configurations);
  }

  get contents(): WorkspaceContents {
    return { files: this.files, configurations: this.configurations };
  }

  /**
   * Puts a file's facts in the place of what was known of it; without facts the file is gone. Returns whether
   * something changed.
   */
  set(path: string, facts: FileFacts | undefined): boolean {
    const before = this.files.get(path) ?? none;
    if (sameFacts(before, facts ?? none)) return false;
    if (facts) this.files.set(path, facts);
    else this.files.delete(path);
    this.changes++;
    return true;
  }

  /** Puts an open configuration.toml in the place of what was known of it; without facts it is not open any more. */
  setConfiguration(handler: string, facts: IndexedConfiguration | undefined): void {
    if (facts) this.configurations.set(handler, facts);
    else this.configurations.delete(handler);
  }

  runtimeClasses(name: string, except: string): readonly IndexedClass[] {
    return this.answer(`class\0${name}\0${except}`, () =>
      this.others(except).flatMap(({ classes }) => classes.filter((found) => found.name === name)),
    );
  }

  allRuntimeClasses(except: string): readonly IndexedClass[] {
    return this.answer(`classes\0${except}`, () => this.others(except).flatMap(({ classes }) => classes));
  }

  pods(className: string, except: string): readonly IndexedPod[] {
    return this.answer(`pod\0${className}\0${except}`, () =>
      this.others(except).flatMap(({ pods }) => pods.filter((found) => found.className === className)),
    );
  }

  configuration(handler: string): IndexedConfiguration | undefined {
    return this.configurations.get(handler);
  }

  private others(except: string): FileFacts[] {
    return [...this.files]
      .filter(([path]) => path !== except)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([, facts]) => facts);
  }

  private answer<Found>(question: string, find: () => readonly Found[]): readonly Found[] {
    const known = this.answers.get(question) as { found: readonly Found[]; at: number } | undefined;
    if (known?.at === this.changes) return known.found;
    const fresh = find();
    // The same answer has to be the same object, also where another file changed
    const same =
      known?.found.length === fresh.length && fresh.every((one, place) => one === known.found[place]);
    const found = same ? known.found : fresh;
    if (this.answers.size >= maxAnswers) this.answers.clear();
    this.answers.set(question, { found, at: this.changes });
    return found;
  }
}

const texts = new WeakMap<FileFacts, string>();

/** The facts as text, made once: those of a large file are compared at every keystroke. */
function textOf(facts: FileFacts): string {
  const text = texts.get(facts) ?? JSON.stringify(facts);
  texts.set(facts, text);
  return text;
}

const sameFacts = (a: FileFacts, b: FileFacts): boolean => textOf(a) === textOf(b);
