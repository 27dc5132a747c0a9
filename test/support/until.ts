/** Waiting in tests. */
import assert from 'node:assert/strict';
import { setTimeout as wait } from 'node:timers/promises';

/** Waits until something is so; fails with `what` where it takes longer than `limit` ms. Returns how long it took. */
export async function until(what: string, holds: () => boolean, limit = 20_000): Promise<number> {
  const started = performance.now();
  while (!holds()) {
    assert.ok(performance.now() - started < limit, `not within ${limit / 1000} s: ${what}`);
    await wait(20);
  }
  return performance.now() - started;
}
