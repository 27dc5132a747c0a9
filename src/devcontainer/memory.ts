/**
 * What a switch replaced, outside the repository. One file for each devcontainer.json, by the hash of its real path;
 * editor and command line share them.
 */
import { createHash } from 'node:crypto';
import { basename, isAbsolute, join } from 'node:path';
import { t } from '../text';
import type { FormerRunArgs } from './edit';
import type { Files, FileText } from './files';
import { Refusal } from './refusal';
import type { Environment } from './variables';

/** How dockerComposeFile looked: one text, a list, or already with the override file. */
export type FormerCompose = { readonly kind: 'text' } | { readonly kind: 'list' } | { readonly kind: 'same' };

export type Former = FormerRunArgs | FormerCompose;

/** What is remembered of one devcontainer.json. */
export interface Memory {
  readonly version: 1;
  /** The file, for people who look into this one. */
  readonly path: string;
  /** The runtime that the switch wrote, variables as they stand. */
  readonly runtime: string;
  /** SHA-256 of the text that the switch left. */
  readonly written: string;
  /** What makes that text the former one. */
  readonly undo: { readonly start: number; readonly end: number; readonly text: string };
  /** What stood there, for the case that other parts changed meanwhile. */
  readonly former: Former;
  /** The override file of Compose. */
  readonly override?: {
    /** Beside the devcontainer.json. */
    readonly name: string;
    /** What it held; null where there was no such file. */
    readonly before: string | null;
    readonly written: string;
  };
}

/**
 * Where memories are: below `$XDG_STATE_HOME` if that is an absolute path, else below `~/.local/state`; undefined where
 * there is no home folder.
 */
export function stateFolder(
  { XDG_STATE_HOME: own }: Environment,
  home: string | undefined,
): string | undefined {
  const folder = own !== undefined && isAbsolute(own) ? own : home && join(home, '.local', 'state');
  return folder && join(folder, 'kata-workbench', 'devcontainer');
}

/** Nobody knows where this user keeps files. `consequence`: what follows, as a part of a sentence. */
export class NoHome extends Error {
  constructor(consequence: string) {
    super(
      t('This user has no home folder, so {0}. Set XDG_STATE_HOME to the path of a folder.', consequence),
    );
  }
}

export const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex');

/** The file that remembers a devcontainer.json of this real path. */
export const memoryPath = (folder: string, realPath: string): string =>
  join(folder, `${hashOf(realPath)}.json`);

/** The shortest single replacement that makes `to` of `from`. */
export function replacement(from: string, to: string): Memory['undo'] {
  const shorter = Math.min(from.length, to.length);
  let start = 0;
  while (start < shorter && from[start] === to[start]) start++;
  let same = 0;
  while (same < shorter - start && from[from.length - 1 - same] === to[to.length - 1 - same]) same++;
  return { start, end: from.length - same, text: to.slice(start, to.length - same) };
}

/** What is remembered; undefined for nothing. Throws a Refusal where it can't be read: guessing could lose it. */
export async function readMemory(files: Files, path: string): Promise<Memory | undefined> {
  const file = await readPrivate(files, path);
  if (!file) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(file.text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  if (isMemory(value)) return value;
  throw new Refusal(
    t(
      'What the last switch replaced is remembered in this file, and it is damaged. Put the runtime right by hand, then remove the file.',
    ),
    path,
  );
}

async function readPrivate(files: Files, path: string): Promise<FileText | undefined> {
  try {
    return await files.read(path);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const what = t("What earlier switches replaced can't be looked up, so nothing was changed.");
    throw new Refusal(`${what} ${error.message} ${stateHint()}`, path);
  }
}

/** What helps where the folder of memories can't be used. */
export const stateHint = (): string => t('XDG_STATE_HOME may name another folder for it.');

type Shape = Readonly<Record<string, unknown>>;
const isObject = (value: unknown): value is Shape =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isText = (value: unknown): value is string => typeof value === 'string';
const isPlace = (value: unknown): boolean => Number.isSafeInteger(value) && Number(value) >= 0;

const isJsonText = (value: unknown): boolean => isText(value) && /^"(?:[^"\\]|\\.)*"$/.test(value);

const formers: Readonly<Record<string, (former: Shape) => boolean>> = {
  property: () => true,
  literal: ({ text }) => isText(text),
  element: ({ inner }) => inner === undefined || isText(inner),
  values: ({ texts }) => Array.isArray(texts) && texts.every(isJsonText),
  text: () => true,
  list: () => true,
  same: () => true,
};

function isMemory(value: unknown): value is Memory {
  if (!isObject(value) || value.version !== 1) return false;
  const { path, runtime, written, undo, former, override } = value;
  if (![path, runtime, written].every(isText) || !isObject(undo) || !isObject(former)) return false;
  if (!isPlace(undo.start) || !isPlace(undo.end) || !isText(undo.text)) return false;
  if (!isText(former.kind) || formers[former.kind]?.(former) !== true) return false;
  if (override === undefined) return true;
  return (
    isObject(override) &&
    isText(override.name) &&
    basename(override.name) === override.name &&
    isText(override.written) &&
    (override.before === null || isText(override.before))
  );
}
