/** Commands to copy that contain a path or a name from a file. */
import { withoutActing } from '../documents/printable';

/** The word as a shell takes it literally. What a terminal would act on, or what reorders text, becomes a question mark. */
export function shellWord(word: string): string {
  const plain = withoutActing(word, '?');
  return /^[\w@%+=:,./-]+$/.test(plain) ? plain : `'${plain.replaceAll("'", "'\\''")}'`;
}
