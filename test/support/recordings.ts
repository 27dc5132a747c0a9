/** What real programs printed, where the recordings lie beside the checkout; tests skip without. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { shared } from './configurations';

/** The text of a recording by its path below the folder of recordings. */
export function recording(path: string): string | undefined {
  const file = join(shared, 'recordings', path);
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}
