/** What a benchmark is, and how its figures are said. */

/** One line of the table: what was measured, on both sides. */
export interface Row {
  readonly what: string;
  /** What it is measured beside, with its figure; empty where there is only the limit. */
  readonly beside: string;
  readonly own: string;
  /** The own figure beside the other one, in words. */
  readonly ratio: string;
  readonly limit: string;
}

/** Rows that are measured together. It sets up what it needs by itself. */
export interface Bench {
  /** As in `npm run bench -- NAME`. */
  readonly name: string;
  /** Throws `Unavailable` where this machine can't have what it needs. */
  readonly measure: () => Promise<readonly Row[]>;
}

export const median = (numbers: readonly number[]): number =>
  [...numbers].sort((a, b) => a - b)[numbers.length >> 1] ?? NaN;

/** `12 ms`, of up to ten with one decimal; `1.8 s` from one second on. */
export const milliseconds = (time: number): string =>
  time >= 1_000 ? `${(time / 1_000).toFixed(1)} s` : `${time.toFixed(time < 10 ? 1 : 0)} ms`;

export const kilobytes = (bytes: number): string => `${(bytes / 1_000).toFixed(0)} kB`;

/** `64 times faster`, or, where the two are close, `0.35 times its time`. */
export const ratio = (own: number, other: number): string =>
  other / own >= 3
    ? `${(other / own).toFixed(0)} times faster`
    : `${(own / other).toFixed(2)} times its time`;

/** `at most 50 ms`, and whether a figure misses it. */
export const atMost = (own: number, limit: number, text: (value: number) => string): string =>
  `at most ${text(limit)}${own > limit ? ' (missed)' : ''}`;
