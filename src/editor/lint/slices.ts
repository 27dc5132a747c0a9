/** Long work in slices, between which the extension host can do something else. */

/** Time for which work may keep the extension host, in ms; a single step may take longer. */
const slice = 8;

/** Does all steps; undefined where the work is not wanted any more, which is asked between slices. */
export async function inSlices<Result>(
  steps: Generator<undefined, Result>,
  wanted: () => boolean,
): Promise<Result | undefined> {
  let started = performance.now();
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
    if (performance.now() - started < slice) continue;
    await new Promise((resolve) => setImmediate(resolve));
    if (!wanted()) return undefined;
    started = performance.now();
  }
}
