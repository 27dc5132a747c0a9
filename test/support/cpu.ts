/** What a piece of work costs, whatever else runs on the machine. */
import assert from 'node:assert/strict';

/** CPU time of this process while `work` runs, in ms; its threads (garbage collection) included. */
export function cpuTime(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}

/** Fails where synchronous work takes this much CPU time or more, in ms. `what`: for the message. */
export function costsBelow(limit: number, work: () => void, what = ''): void {
  const took = cpuTime(work);
  assert.ok(took < limit, `${took.toFixed()} ms of CPU time, not below ${limit}${what && ` for ${what}`}`);
}
