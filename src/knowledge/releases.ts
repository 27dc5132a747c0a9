/** Kata's releases, oldest first, and how to compare and place a version. */
import known from './data/releases.json';

/** Every release that the data was read from, in order (`3.0.0` ... ). */
export const releases: readonly string[] = known;

/** The oldest release that the workbench checks files for. */
export const oldest = '3.2.0';

/** The newest release that the data knows. */
export const newest: string = known.at(-1) ?? oldest;

const pattern = /^v?(\d{1,6})\.(\d{1,6})\.(\d{1,6})(?:[-+].*)?$/;

type Parts = readonly [number, number, number];

function parse(version: string): Parts | undefined {
  const match = pattern.exec(version);
  return match ? [Number(match[1]), Number(match[2]), Number(match[3])] : undefined;
}

/** Versions are compared on each keystroke, and nearly all of them are releases. */
const parsed = new Map<string, Parts | undefined>(known.map((release) => [release, parse(release)]));
const parts = (version: string): Parts | undefined => parsed.get(version) ?? parse(version);

/**
 * Orders two versions by number (negative: `a` is older); a suffix such as `-rc0` does not count.
 * What is no version sorts before everything.
 */
export function compareVersions(a: string, b: string): number {
  if (a === b) return 0;
  const left = parts(a) ?? [-1, 0, 0];
  const right = parts(b) ?? [-1, 0, 0];
  return left[0] - right[0] || left[1] - right[1] || left[2] - right[2];
}

/**
 * The known release that stands for `version`: itself, or the nearest one below it (`exact` is false).
 * Undefined for a version before `oldest` and for text that is no version.
 */
export function nearestRelease(
  version: string,
): { readonly version: string; readonly exact: boolean } | undefined {
  const text = version.trim();
  if (!parts(text) || compareVersions(text, oldest) < 0) return undefined;
  const below = releases.findLast((release) => compareVersions(release, text) <= 0) ?? oldest;
  return { version: below, exact: text.replace(/^v/, '') === below };
}

/** A stretch of releases. `since` absent: from the first release on; `until` (inclusive) absent: still so. */
export interface Lifetime {
  readonly since?: string;
  readonly until?: string;
  /** Stretches inside in which it was missing, both ends inclusive. */
  readonly absent?: readonly (readonly [string, string])[];
}

/** Whether something with this lifetime is there in a release: yes, not any more, or not yet. */
export function knownIn(what: Lifetime, version: string): 'yes' | 'not-yet' | 'gone' {
  if (what.since !== undefined && compareVersions(version, what.since) < 0) return 'not-yet';
  if (what.until !== undefined && compareVersions(version, what.until) > 0) return 'gone';
  const missing = what.absent?.some(
    ([from, to]) => compareVersions(version, from) >= 0 && compareVersions(version, to) <= 0,
  );
  return missing ? 'not-yet' : 'yes';
}

/** The release that follows `version`, for "removed in"; undefined after the newest. */
export function releaseAfter(version: string): string | undefined {
  return releases.find((release) => compareVersions(release, version) > 0);
}
