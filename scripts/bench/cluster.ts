/** 10,000 pods until all are there, in Node.js and beside kubectl; the server is a process of its own. */
import { execa } from 'execa';
import { createRunner } from '../../src/engines';
import { ClusterStore } from '../../src/cluster';
import { BigCluster } from '../../test/support/big-cluster';
import { kubeconfigFile } from '../../test/support/cluster';
import { HeldUp } from '../../test/support/held-up';
import { findProgram } from '../programs';
import { Unavailable } from '../unavailable';
import { atMost, median, milliseconds, ratio, type Bench } from './row';

const pods = 10_000;

/** In ms: until all pods are there, and the longest step in it. */
async function followed(kubeconfig: string): Promise<{ ready: number; longest: number }> {
  const ending = new AbortController();
  const heldUp = new HeldUp();
  const started = performance.now();
  let ready = NaN;
  const store = new ClusterStore(({ complete }) => {
    if (!complete) return;
    ready = performance.now() - started;
    ending.abort();
  });
  await store.run(createRunner(), { namespaces: [], kubeconfig }, ending.signal);
  return { ready, longest: heldUp.end() };
}

export const cluster: Bench = {
  name: 'cluster',
  measure: async () => {
    if (findProgram(['kubectl']) === undefined) throw new Unavailable('there is no kubectl on the PATH');
    const server = await BigCluster.start(pods);
    try {
      const kubeconfig = kubeconfigFile(server.kubeconfig);
      const args = ['--kubeconfig', kubeconfig, 'get', 'pods', '-A', '-o', 'json'];
      const own: { ready: number; longest: number }[] = [];
      const alone: number[] = [];
      for (let round = 0; round < 3; round++) {
        own.push(await followed(kubeconfig));
        const started = performance.now();
        await execa('kubectl', args, { maxBuffer: 1_000_000_000 });
        alone.push(performance.now() - started);
      }
      const ready = median(own.map((run) => run.ready));
      const longest = median(own.map((run) => run.longest));
      const kubectl = median(alone);
      return [
        {
          what: `${pods.toLocaleString('en')} pods until all are there`,
          beside: `kubectl get pods -A -o json: ${milliseconds(kubectl)}`,
          own: `${milliseconds(ready)}, in steps of at most ${milliseconds(longest)}`,
          ratio: ratio(ready, kubectl),
          limit: `${atMost(ready / kubectl, 0.5, (times) => `${times} times its time`)}, steps ${atMost(longest, 50, milliseconds)}`,
        },
      ];
    } finally {
      await server.stop();
    }
  },
};
