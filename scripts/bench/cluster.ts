/** The cluster view beside kubectl: 10,000 pods until all are there, from a server in a process of its own. */
import { execa } from 'execa';
import { createRunner } from '../../src/engines';
import { ClusterStore } from '../../src/cluster';
import { BigCluster } from '../../test/support/big-cluster';
import { kubeconfigFile } from '../../test/support/cluster';
import { HeldUp } from '../../test/support/held-up';

export interface ClusterTimes {
  readonly pods: number;
  /** All in ms, the best of three: until all pods are there, the longest step in it; `kubectl get pods -A -o json`. */
  readonly ready: number;
  readonly longest: number;
  readonly kubectl: number;
}

/** Undefined where there is no kubectl. */
export async function clusterTimes(pods: number): Promise<ClusterTimes | undefined> {
  const { failed } = await execa('kubectl', ['version', '--client'], { reject: false });
  if (failed) return undefined;
  const cluster = await BigCluster.start(pods);
  try {
    const kubeconfig = kubeconfigFile(cluster.kubeconfig);
    const own: Awaited<ReturnType<typeof followed>>[] = [];
    const alone: number[] = [];
    for (let round = 0; round < 3; round++) {
      own.push(await followed(kubeconfig));
      const started = performance.now();
      await execa('kubectl', ['--kubeconfig', kubeconfig, 'get', 'pods', '-A', '-o', 'json'], {
        maxBuffer: 1_000_000_000,
      });
      alone.push(performance.now() - started);
    }
    return {
      pods,
      ready: Math.min(...own.map(({ ready }) => ready)),
      longest: Math.min(...own.map(({ longest }) => longest)),
      kubectl: Math.min(...alone),
    };
  } finally {
    await cluster.stop();
  }
}

async function followed(kubeconfig: string): Promise<Pick<ClusterTimes, 'ready' | 'longest'>> {
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
