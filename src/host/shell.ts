/** Commands to copy that contain a path or a name from a file. */

/** The word as a shell takes it literally. Control characters, which a terminal would act on, become question marks. */
export function shellWord(word: string): string {
  const plain = word.replaceAll(/[\u0000-\u001f\u007f-\u009f]/g, '?');
  return /^[\w@%+=:,./-]+$/.test(plain) ? plain : `'${plain.replaceAll("'", "'\\''")}'`;
}
