/** Finds the configurations of a folder, where the Dev Container specification says that they are. */
import { join } from 'node:path';
import type { Files } from './files';

/**
 * The devcontainer.json files of a workspace folder: `.devcontainer/devcontainer.json`, `.devcontainer.json`, and
 * those one level below `.devcontainer`, in order of name.
 */
export async function findConfigurations(folder: string, files: Files): Promise<readonly string[]> {
  const below = join(folder, '.devcontainer');
  const names = (await files.list(below)).filter((name) => name !== 'devcontainer.json');
  const candidates = [
    join(below, 'devcontainer.json'),
    join(folder, '.devcontainer.json'),
    ...[...names].sort().map((name) => join(below, name, 'devcontainer.json')),
  ];
  const there = await Promise.all(candidates.map((path) => files.exists(path)));
  return candidates.filter((_, index) => there[index]);
}
