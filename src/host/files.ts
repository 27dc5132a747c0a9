/** Small questions to a reader that many checks ask. */
import { t } from '../text';
import type { Evidence } from './check';
import type { HostReader, Reading } from './reader';

/** The text of a file without white space at its ends; undefined where there is none to read. */
export async function textOf(reader: HostReader, path: string): Promise<string | undefined> {
  const reading = await reader.read(path);
  return reading.kind === 'text' ? reading.text.trim() : undefined;
}

/** Whether something is at the path; undefined where that can't be told. */
export async function exists(reader: HostReader, path: string): Promise<boolean | undefined> {
  const entry = await reader.entry(path);
  if (typeof entry !== 'string') return true;
  return entry === 'missing' ? false : undefined;
}

/** Why a reading has no text, as the end of a sentence: `... is not there`. */
export function whyNot(reading: Exclude<Reading, { readonly kind: 'text' }>): string {
  switch (reading.kind) {
    case 'missing':
      return t('is not there');
    case 'denied':
      return t('may not be read by this user');
    case 'unreadable':
      return t('could not be read: {0}', reading.cause);
  }
}

const maxFound = 200;

/** What was found in a file, for the report. */
export const evidence = (path: string, reading: Reading): Evidence => ({
  path,
  found: reading.kind === 'text' ? reading.text.trim().slice(0, maxFound) : whyNot(reading),
});

/** A parameter of a module that is on or off. Kernels print `Y` and `N`, older ones `1` and `0`. */
export function flagOf(reading: Reading): boolean | undefined {
  if (reading.kind !== 'text') return undefined;
  if (/^[Yy1]/.test(reading.text)) return true;
  return /^[Nn0]/.test(reading.text) ? false : undefined;
}
