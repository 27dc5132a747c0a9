import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Every program of one of these names on PATH, by name and then by folder; the first is what a shell takes. */
export function findPrograms(programs: readonly string[], path = process.env.PATH ?? ''): string[] {
  const folders = path.split(delimiter).filter((folder) => folder !== '');
  return programs.flatMap((name) => folders.map((folder) => join(folder, name))).filter(existsSync);
}

/** The first program of one of these names on PATH. */
export function findProgram(programs: readonly string[], path?: string): string | undefined {
  return findPrograms(programs, path)[0];
}
