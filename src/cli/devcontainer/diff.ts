/** A small diff of one change, for people. */
import type { FileChange } from '../../devcontainer';
import { printable } from '../../documents/printable';

const longest = 200;
const shown = (line: string): string =>
  printable(line.replace(/\r$/, '').replaceAll('\t', '    ')).slice(0, longest);

const linesOf = (text: string | undefined): readonly string[] => {
  const lines = text === undefined ? [] : text.split('\n');
  return lines.at(-1) === '' ? lines.slice(0, -1) : lines;
};

/** The lines that a change takes away and brings, in one block. */
export function diff({ path, before, after }: FileChange, name = path): string {
  const old = linesOf(before?.text);
  const now = linesOf(after);
  const shorter = Math.min(old.length, now.length);
  let start = 0;
  while (start < shorter && old[start] === now[start]) start++;
  let same = 0;
  while (same < shorter - start && old[old.length - 1 - same] === now[now.length - 1 - same]) same++;
  const removed = old.slice(start, old.length - same);
  const added = now.slice(start, now.length - same);
  const range = (from: number, count: number) => `${count === 0 ? from : from + 1},${count}`;
  return [
    `--- ${before ? printable(name) : '/dev/null'}`,
    `+++ ${after === undefined ? '/dev/null' : printable(name)}`,
    `@@ -${range(start, removed.length)} +${range(start, added.length)} @@`,
    ...removed.map((line) => `-${shown(line)}`),
    ...added.map((line) => `+${shown(line)}`),
    '',
  ].join('\n');
}
