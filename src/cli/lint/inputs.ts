/** From the words of the command line to files: directories are searched, `-` is standard input. */
import { readdirSync, statSync, type Dirent } from 'node:fs';
import { join, resolve } from 'node:path';
import { classify, concernsKata, mainFolderOf, mayBeOurs, type Kind } from '../../lint/core';
import type { ProjectFiles } from './project-files';
import {
  attempt,
  decode,
  readStdin,
  realOrSame,
  reasonOf,
  Unreadable,
  type Source,
  type Sources,
} from './sources';

/** A file to lint. */
export interface Input {
  /** As it was given, or found below a directory that was given. */
  readonly path: string;
  /** The file it is, or that standard input stands for. */
  readonly file: string;
  readonly absolute: string;
  /** Given by name, not found in a directory. */
  readonly named: boolean;
  /** What it is; undefined where neither `--kind` nor path and text tell. */
  readonly kind: Kind | undefined;
  readonly source: Source | Unreadable;
}

/** What the command line names. */
interface Named {
  readonly inputs: readonly string[];
  readonly stdinName?: string;
  /** The kind of what is given by name. */
  readonly kind?: Kind;
}

/** Something that the search of a directory came across. */
interface Found {
  readonly path: string;
  readonly link: boolean;
  /** A directory that can't be read. */
  readonly problem?: Unreadable;
}

/** Folders that hold other people's files. */
const skipped = new Set(['node_modules', '.git']);

/**
 * Reads everything that the command line names, in its order. A file that is both given and found is there once, and
 * one that is found under its own name and as a symbolic link only under its own.
 */
export async function collectInputs(
  { inputs: paths, stdinName, kind }: Named,
  sources: Sources,
  projects: ProjectFiles,
): Promise<Input[]> {
  // First: it may stand for a file that others belong to
  const stdin = paths.includes('-') ? await standardInput(stdinName, kind, sources) : undefined;
  const inputs = new Map<string, Input>();
  const links: Input[] = [];
  for (const path of paths) {
    if (path === '-' && stdin) inputs.set(path, stdin);
    else if (!isDirectory(path)) inputs.set(path, fileInput(path, kind, sources));
    else {
      for (const found of search(path, projects)) {
        if (inputs.has(found.path)) continue;
        const made = input(
          found.path,
          found.problem !== undefined,
          found.problem ?? sources.read(resolve(found.path)),
        );
        if (!isWorthwhile(made)) {
          // Most of a repository is none of ours: it need not stay in memory
          if (!(made.source instanceof Unreadable)) sources.forget(made.source);
          continue;
        }
        if (found.link) links.push(made);
        inputs.set(found.path, made);
      }
    }
  }
  for (const link of links) {
    const twin = [...inputs.values()].some((other) => other !== link && realOf(other) === realOf(link));
    if (twin && inputs.get(link.path) === link) inputs.delete(link.path);
  }
  return [...inputs.values()];
}

function input(path: string, named: boolean, source: Source | Unreadable, kind?: Kind): Input {
  const absolute = resolve(path);
  return { path, file: path, absolute, named, kind: kind ?? kindOf(absolute, source), source };
}

/** A file that is given by name. */
export const fileInput = (path: string, kind: Kind | undefined, sources: Sources): Input =>
  input(path, true, sources.read(resolve(path)), kind);

/** A text that stands for a file, also for those that are judged together with it; the file need not exist. */
export function textInput(file: string, text: Buffer, kind: Kind | undefined, sources: Sources): Input {
  const source = decode(text, realOrSame(resolve(file)));
  sources.set(source);
  return input(file, true, source, kind);
}

/** The kind by path and text; the real path counts where the given one says nothing. */
const kindOf = (absolute: string, source: Source | Unreadable): Kind | undefined =>
  source instanceof Unreadable
    ? undefined
    : (classify(absolute, source.text) ?? classify(source.real, source.text));

/** Whether something that a directory holds may be for Kata. What a `config.d` holds depends on what is beside it. */
function isWorthwhile({ absolute, kind, source }: Input): boolean {
  if (source instanceof Unreadable || mainFolderOf(absolute) !== undefined) return true;
  return kind !== undefined && concernsKata(kind, source.text);
}

/** Where a file really is; something of its own for one that can't be read. */
const realOf = ({ source }: Input): unknown => (source instanceof Unreadable ? source : source.real);

async function standardInput(
  name: string | undefined,
  kind: Kind | undefined,
  sources: Sources,
): Promise<Input> {
  const input = textInput(name ?? '-', await readStdin(), kind, sources);
  return { ...input, path: '-' };
}

// Where it can't be looked at, reading it says why
const isDirectory = (path: string): boolean => attempt(() => statSync(path).isDirectory()) ?? false;

/**
 * The files below a directory that may be for Kata, by name. Symbolic links to directories are not
 * followed, and links to nothing passed over: they are nothing that anybody could load.
 */
function* search(directory: string, projects: ProjectFiles): Generator<Found> {
  let entries: Dirent[];
  try {
    entries = readdirSync(directory, { withFileTypes: true });
  } catch (error) {
    yield { path: directory, link: false, problem: new Unreadable(reasonOf(error, directory)) };
    return;
  }
  entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const entry of entries) {
    const path = join(directory, entry.name);
    const absolute = resolve(path);
    const link = entry.isSymbolicLink();
    if (entry.isDirectory()) {
      if (!skipped.has(entry.name) && !projects.ignores(absolute, true)) yield* search(path, projects);
    } else if (mayBeOurs(absolute) && !projects.ignores(absolute)) {
      const isFile = link ? (attempt(() => statSync(path).isFile()) ?? false) : entry.isFile();
      if (isFile) yield { path, link };
    }
  }
}
