/** What a bundled entry point loads, and how large that may be. */
import type { Metafile } from 'esbuild';

/** Bytes that VS Code loads to call `activate()`, minified. */
export const activationBudget = 350_000;

/** Bytes that the command line loads to lint a Kata configuration, minified: no YAML, no rules for other files. */
export const lintBudget = 500_000;

/** Bytes of the packed extension. */
export const vsixBudget = 1_000_000;

type Outputs = Metafile['outputs'];

/**
 * The files of a bundle that `entry` needs, itself included: with `lazy` also what it imports when it is first
 * needed. Throws where the bundle has no such file.
 */
export function filesOf(outputs: Outputs, entry: string, { lazy }: { readonly lazy: boolean }): string[] {
  const reached = new Set<string>();
  const reach = (file: string) => {
    if (reached.has(file)) return;
    const output = outputs[file];
    if (!output) throw new Error(`The bundle has no file ${file}.`);
    reached.add(file);
    for (const { path, kind, external } of output.imports)
      if (!external && (lazy || kind !== 'dynamic-import')) reach(path);
  };
  reach(entry);
  return [...reached];
}

/** The bytes of some files of a bundle. */
export function bytesOf(outputs: Outputs, files: readonly string[]): number {
  return files.reduce((sum, file) => sum + (outputs[file]?.bytes ?? 0), 0);
}

/** Throws where `bytes` is more than `budget`; else the two as text, for a person. */
export function withinBudget(what: string, bytes: number, budget: number): string {
  const kilobytes = (count: number) => `${(count / 1000).toFixed(0)} kB`;
  const text = `${what}: ${kilobytes(bytes)} of at most ${kilobytes(budget)}`;
  if (bytes > budget) throw new Error(text);
  return text;
}
