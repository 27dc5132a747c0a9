/** How many tests did what. */
export interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** All of them together. */
export function sum(parts: readonly Counts[]): Counts {
  const total = (pick: (counts: Counts) => number) => parts.reduce((so, counts) => so + pick(counts), 0);
  return { passed: total((c) => c.passed), failed: total((c) => c.failed), skipped: total((c) => c.skipped) };
}

/** The last line of a test run. */
export function countsLine({ passed, failed, skipped }: Counts): string {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`;
}

/** Whether a run may end with exit code 0: something ran, nothing failed, and in CI nothing was left out. */
export function isGreen({ passed, failed, skipped }: Counts, ci: boolean): boolean {
  return passed > 0 && failed === 0 && !(ci && skipped > 0);
}

/**
 * The counts that a suite wrote to its result file, after it ended with `exitCode`. What is no result (the file is
 * missing or torn, no test ran, a bad exit code without a failed test) counts as one failed test with a reason.
 * With `mayBeEmpty` (a filter by name) a suite may have run nothing.
 */
export function judge(
  result: string | undefined,
  exitCode: number | undefined,
  mayBeEmpty: boolean,
): { readonly counts: Counts; readonly problem?: string } {
  const failure = (problem: string, counts: Counts = { passed: 0, failed: 0, skipped: 0 }) => ({
    counts: { ...counts, failed: counts.failed + 1 },
    problem,
  });
  if (result === undefined)
    return failure(`the suite ended (exit code ${exitCode ?? 'unknown'}) without a result`);
  const counts = readCounts(result);
  if (counts === undefined) return failure(`the suite wrote an unreadable result: ${result.slice(0, 200)}`);
  if (exitCode !== 0 && counts.failed === 0)
    return failure(`the suite ended with exit code ${exitCode ?? 'unknown'}`, counts);
  if (!mayBeEmpty && counts.passed + counts.failed === 0) return failure('the suite ran no test', counts);
  return { counts };
}

function readCounts(text: string): Counts | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  const { passed, failed, skipped } = (value ?? {}) as Partial<Record<keyof Counts, unknown>>;
  if (typeof passed !== 'number' || typeof failed !== 'number' || typeof skipped !== 'number')
    return undefined;
  return { passed, failed, skipped };
}
