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

/** A known name, taken apart once. */
interface Candidate {
  readonly name: string;
  readonly plain: string;
  /** `enable_mem_prealloc` has three. */
  readonly words: readonly string[];
}

const wordsOf = (name: string): string[] => [...new Set(name.toLowerCase().split(/[_.-]+/))];

/** Names to choose from; made once per set of names, asked with every wrong one. */
export class Suggestions {
  private readonly candidates: readonly Candidate[];
  private readonly answers = new Map<string, string | undefined>();

  constructor(names: Iterable<string>) {
    this.candidates = [...names].map((name) => ({ name, plain: plain(name), words: wordsOf(name) }));
  }

  /**
   * The nearest of the known names, or undefined where none is near. Spelling without `_` and case comes first, then
   * few edits (a quarter of the word at most), then the same words with one more or less.
   */
  nearest(name: string): string | undefined {
    if (this.answers.has(name)) return this.answers.get(name);
    if (this.answers.size > 1_000) this.answers.clear();
    const answer = this.search(name);
    this.answers.set(name, answer);
    return answer;
  }

  private search(name: string): string | undefined {
    const wanted = plain(name);
    if (wanted.length < 3 || wanted.length > 100) return undefined;
    const limit = Math.max(1, Math.min(4, Math.floor(wanted.length / 4)));
    const wantedWords = wordsOf(name);
    let best: string | undefined;
    let bestCost = Infinity;
    for (const candidate of this.candidates) {
      let cost = candidate.plain === wanted ? 0 : distance(wanted, candidate.plain, limit);
      if (cost > limit) cost = sharesWords(wantedWords, candidate.words) ? limit + 0.5 : Infinity;
      if (cost < bestCost) {
        bestCost = cost;
        best = candidate.name;
      }
    }
    return best;
  }
}

/** The same words with one more or less, at least two of them: `mem_prealloc` and `enable_mem_prealloc`. */
function sharesWords(wanted: readonly string[], own: readonly string[]): boolean {
  const larger = Math.max(wanted.length, own.length);
  if (Math.abs(wanted.length - own.length) !== 1 || larger < 3) return false;
  let shared = 0;
  for (const word of wanted) if (own.includes(word)) shared++;
  return shared >= 2 && larger - shared <= 1;
}

/** For a handful of names. */
export const nearest = (name: string, known: Iterable<string>): string | undefined =>
  new Suggestions(known).nearest(name);
