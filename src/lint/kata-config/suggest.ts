/** Did-you-mean: the known name that a wrong one most likely stands for. */

const plain = (name: string): string => name.toLowerCase().replaceAll(/[^a-z0-9]/g, '');

/** Edits between two words (insert, drop, replace, swap neighbours), or more than `limit`. */
export function distance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) > limit) return limit + 1;
  let before: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    let best = i;
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let cost = Math.min(
        (previous[j] ?? 0) + 1,
        (row[j - 1] ?? 0) + 1,
        (previous[j - 1] ?? 0) + (same ? 0 : 1),
      );
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        cost = Math.min(cost, (before[j - 2] ?? 0) + 1);
      row.push(cost);
      best = Math.min(best, cost);
    }
    if (best > limit) return limit + 1;
    before = previous;
    previous = row;
  }
  return previous[b.length] ?? limit + 1;
}

/** Words of a key: `enable_mem_prealloc` has three. */
const words = (name: string): Set<string> => new Set(name.toLowerCase().split(/[_.-]+/));

/**
 * The nearest of the known names, or undefined where none is near. Spelling without `_` and case comes first, then
 * few edits (a third of the word at most), then the same words with one more or less.
 */
export function nearest(name: string, known: Iterable<string>): string | undefined {
  const wanted = plain(name);
  if (wanted.length < 3) return undefined;
  const limit = Math.max(1, Math.min(4, Math.floor(wanted.length / 4)));
  const wantedWords = words(name);
  let best: string | undefined;
  let bestCost = Infinity;
  for (const candidate of known) {
    const other = plain(candidate);
    let cost = other === wanted ? 0 : distance(wanted, other, limit);
    if (cost > limit) {
      const own = words(candidate);
      const shared = [...wantedWords].filter((word) => own.has(word)).length;
      const larger = Math.max(wantedWords.size, own.size);
      cost = shared >= 2 && larger - shared <= 1 && wantedWords.size !== own.size ? limit + 0.5 : Infinity;
    }
    if (cost < bestCost) {
      bestCost = cost;
      best = candidate;
    }
  }
  return best;
}
