/** Stand-ins of other extensions: their ids, what they contribute and export, and a little of what they do. */
import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '../../scripts/cleanup';

const standIns = join('test', 'fixtures', 'extensions');

/** A copy of a folder of installed extensions that has the stand-ins, too. */
export function withStandIns(installed: string): string {
  const folder = join(temporaryFolder(), 'extensions');
  cpSync(installed, folder, { recursive: true });
  cpSync(standIns, folder, { recursive: true });
  // What is in the folder counts as installed where this list names it
  const list = join(folder, 'extensions.json');
  const entries = readdirSync(standIns).map((id) => ({
    identifier: { id },
    version: '1.0.0',
    location: { $mid: 1, path: join(folder, id), scheme: 'file' },
    relativeLocation: id,
  }));
  const before = JSON.parse(readFileSync(list, 'utf8')) as readonly unknown[];
  writeFileSync(list, JSON.stringify([...before, ...entries]));
  return folder;
}
