import assert from 'node:assert/strict';
import { execa } from 'execa';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { BigCluster } from '../support/big-cluster';
import { Following, kubeconfigFile } from '../support/cluster';
import { until } from '../support/until';
import { HeldUp } from '../support/held-up';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/** What is in use after two collections, in MB. */
function inUse(): number {
  collect();
  collect();
  const { heapUsed, external } = process.memoryUsage();
  return (heapUsed + external) / 1e6;
}

/** How long kubectl takes for the list of all pods, in ms. */
async function listOf(kubeconfig: string): Promise<number> {
  const started = performance.now();
  const args = ['--kubeconfig', kubeconfig, 'get', 'pods', '-A', '-o', 'json'];
  const { stdout } = await execa('kubectl', args, { maxBuffer: 200_000_000 });
  assert.ok(stdout.length > 40_000_000);
  return performance.now() - started;
}

describe('cluster with 10,000 pods in Kata, through the real kubectl', () => {
  const count = 10_000;
  let cluster: BigCluster;

  before(async () => {
    cluster = await BigCluster.start(count);
  });
  after(() => cluster.stop());

  /** Follows until all is there; in ms and MB. */
  async function first(): Promise<{ time: number; longest: number; memory: number }> {
    const before = inUse();
    const heldUp = new HeldUp();
    let complete = false;
    const started = performance.now();
    const own = new Following(cluster.kubeconfig, {}, (changes) => {
      ({ complete } = changes);
    });
    await until('all lists', () => complete, 60_000);
    const time = performance.now() - started;
    const longest = heldUp.end();
    assert.equal(own.store.pods.size, count);
    const memory = inUse() - before;
    await own.end();
    return { time, longest, memory };
  }

  it('is there in half the time that kubectl takes for one list, at 40 MB, and never holds up others', async () => {
    const kubeconfig = kubeconfigFile(cluster.kubeconfig);
    // What else the machine does counts as well: in turns, and the best of each is what it takes by itself
    const runs = [await first()];
    const alone = [await listOf(kubeconfig), await listOf(kubeconfig)];
    runs.push(await first(), await first());
    const best = (key: 'time' | 'longest') => Math.min(...runs.map((run) => run[key]));
    const memory = Math.max(...runs.map((run) => run.memory));
    console.log(
      `      kubectl get: ${alone.map((time) => time.toFixed(0)).join(' and ')} ms;`,
      runs
        .map(
          ({ time, longest, memory }) =>
            `${time.toFixed(0)} ms, longest ${longest.toFixed(0)} ms, ${memory.toFixed(1)} MB`,
        )
        .join('; '),
    );
    assert.ok(best('time') < Math.min(...alone) / 2, `${best('time')} ms beside ${alone.join()} ms`);
    assert.ok(best('longest') < 50, `held up for ${best('longest')} ms`);
    assert.ok(memory < 40, `${memory} MB`);
  }).timeout(180_000);

  it('keeps up with 200 changes a second', async () => {
    const seen = new Map<number, number>();
    let complete = false;
    const own = new Following(cluster.kubeconfig, {}, (changes) => {
      ({ complete } = changes);
      const now = Date.now();
      for (const pod of changes.pods.values()) {
        const restarts = pod?.containers[0]?.restarts ?? 0;
        if (restarts > 0) seen.set(restarts, now);
      }
    });
    await until('all lists', () => complete, 60_000);
    await cluster.churn(200, 1); // Until the watch is there
    const heldUp = new HeldUp();
    const { first: number, times } = await cluster.churn(200, 10);
    await until('the last change', () => seen.has(number + times.length - 1), 10_000);
    const longest = heldUp.end();
    const late = times
      .flatMap((time, at) => (seen.get(number + at) ?? NaN) - time)
      .filter((lag) => !Number.isNaN(lag));
    const median = [...late].sort((a, b) => a - b)[late.length >> 1] ?? NaN;
    console.log(
      `      ${late.length} of ${times.length} seen, median ${median} ms late, at most ${Math.max(...late)} ms;`,
      `longest ${longest.toFixed(0)} ms`,
    );
    assert.equal(times.length, 2_000);
    // Two changes of one pod in one batch count as one
    assert.ok(late.length > 1_900);
    assert.ok(longest < 50, `held up for ${longest} ms`);
    assert.ok(median < 1_000);
    assert.ok((late.at(-1) ?? NaN) < 2_000, 'falls behind');
    const pods = await cluster.pods();
    assert.equal(own.difference(pods), undefined);
    await own.end();
  });
});
