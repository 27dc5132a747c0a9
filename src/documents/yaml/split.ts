/** Where the documents of a YAML text begin. */

const marker = /\n(---|\.\.\.)(?=\s|$)/g;

/**
 * Offsets at which a stretch with one document at most begins: 0, every line `---`, and every line after `...`.
 * YAML allows these marks nowhere else at the start of a line, not even in a block scalar.
 */
export function documentStarts(text: string): number[] {
  const starts = [0];
  for (const { index, 1: mark } of text.matchAll(marker)) {
    const line = index + 1;
    const next = text.indexOf('\n', line);
    const start = mark === '---' ? line : next < 0 ? text.length : next + 1;
    if (start > (starts.at(-1) ?? 0) && start < text.length) starts.push(start);
  }
  return starts;
}
