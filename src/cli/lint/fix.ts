/** `--fix`: applies the fixes that are certain and writes the files. */
import {
  chmodSync,
  chownSync,
  lstatSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { applyEdits, dropInFolderName, preferredEdits } from '../../lint/core';
import type { Input } from './inputs';
import type { Entry } from './judge';
import { reasonOf, Unreadable, type Source, type Sources } from './sources';

/** Fixes may bring up others; a pair that undoes each other ends here. */
const maxRounds = 10;

/** What came of the fixes. */
export interface Fixed {
  readonly entries: readonly Entry[];
  /** How many files were changed. */
  readonly changed: number;
  /** Files that could not be changed; they are as they were. */
  readonly failures: readonly { readonly path: string; readonly reason: string }[];
}

/**
 * Applies fixes until nothing certain is left, writes each changed file once, and judges again where one could not be
 * written. Only inputs are changed, never a drop-in that is merely beside one.
 */
export function fix(
  first: readonly Input[],
  sources: Sources,
  judge: (inputs: readonly Input[]) => readonly Entry[],
): Fixed {
  const originals = new Map<string, Source>();
  const replace = (inputs: readonly Input[], source: Source): Input[] => {
    sources.set(source);
    return inputs.map((input) => (realOf(input) === source.real ? { ...input, source } : input));
  };
  let inputs = first;
  let entries = judge(inputs);
  for (let round = 0; round < maxRounds; round++) {
    const fixed = fixedSources(entries);
    if (fixed.length === 0) break;
    for (const { before, after } of fixed) {
      if (!originals.has(before.real)) originals.set(before.real, before);
      inputs = replace(inputs, after);
    }
    entries = judge(inputs);
  }
  let changed = 0;
  const failures: { path: string; reason: string }[] = [];
  for (const original of originals.values()) {
    const input = inputs.find((one) => realOf(one) === original.real);
    if (!input || input.source instanceof Unreadable || input.source.text === original.text) continue;
    const reason = isFoundLink(input) ? foundLink : replaceFile(original, input.source.text);
    if (reason === undefined) changed++;
    else {
      failures.push({ path: input.path, reason });
      inputs = replace(inputs, original);
    }
  }
  return { entries: failures.length > 0 ? judge(inputs) : entries, changed, failures };
}

/** What a folder brings may lead anywhere: what is behind its links is changed only where somebody names it. */
const isFoundLink = ({ named, absolute }: Input): boolean =>
  !named && lstatSync(absolute, { throwIfNoEntry: false })?.isSymbolicLink() === true;
const foundLink = 'it is a symbolic link; name it, or the file behind it, to have that changed';

const realOf = ({ source }: Input): string | undefined =>
  source instanceof Unreadable ? undefined : source.real;

/** The contents after one round of fixes, of the files in which there is something to fix. */
function fixedSources(entries: readonly Entry[]): { before: Source; after: Source }[] {
  const fixed = new Map<string, { before: Source; after: Source }>();
  for (const { source, findings, input } of entries) {
    // What could not be decoded would be written back as something else
    if (!input || !source || source.invalid || source.truncated || fixed.has(source.real)) continue;
    const edits = preferredEdits(findings);
    const text = applyEdits(source.text, edits);
    if (text !== source.text) fixed.set(source.real, { before: source, after: { ...source, text } });
  }
  return [...fixed.values()];
}

/**
 * Replaces a file's content in one step, with its mode and owner kept. Returns why it could not, in words; the file
 * is then as it was.
 */
export function replaceFile({ real, bytes }: Source, text: string): string | undefined {
  const folder = dirname(real);
  // Not in config.d itself: Kata reads everything there, whatever its name
  const place = basename(folder) === dropInFolderName ? dirname(folder) : folder;
  const temporary = join(place, `.${basename(real)}.kata-workbench-${process.pid}`);
  try {
    const { mode, uid, gid } = statSync(real);
    // Its own until it has the mode of the other: that may be secret
    writeFileSync(temporary, text, { flag: 'wx', flush: true, mode: 0o600 });
    chmodSync(temporary, mode);
    const made = statSync(temporary);
    if (made.uid !== uid || made.gid !== gid) chownSync(temporary, uid, gid);
    if (!readFileSync(real).equals(bytes)) {
      rmSync(temporary);
      return 'it was changed by somebody else meanwhile';
    }
    renameSync(temporary, real);
    return undefined;
  } catch (error) {
    rmSync(temporary, { force: true });
    return reasonOf(error, real);
  }
}
