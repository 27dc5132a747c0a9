/** What real programs printed, where the recordings lie beside the checkout. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { shared } from './configurations';

/** The text of a recording by its path below the folder of recordings. */
export function recording(path: string): string | undefined {
  const file = join(shared, 'recordings', path);
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}

/** A test over recordings; where one of them is not there, there is no such test. */
export function itWithRecordings(
  title: string,
  paths: readonly string[],
  test: (...texts: readonly string[]) => void | Promise<void>,
): void {
  const texts = paths.flatMap((path) => recording(path) ?? []);
  if (texts.length === paths.length) it(title, () => test(...texts));
}
