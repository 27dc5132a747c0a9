/** An API server with many pods in a process of its own, for measurements. */
import { build } from 'esbuild';
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { atEnd, temporaryFolder } from '../../scripts/cleanup';
import type { KubeObject } from './api-server';

export type BigClusterOrder =
  | { readonly do: 'start'; readonly pods: number }
  | { readonly do: 'churn'; readonly perSecond: number; readonly seconds: number }
  | { readonly do: 'pods' };

export interface BigClusterAnswer {
  readonly kubeconfig?: string;
  /** Number of the first change, and when it and the following were made, in ms since 1970. */
  readonly first?: number;
  readonly times?: readonly number[];
  readonly pods?: readonly KubeObject[];
}

export class BigCluster {
  private constructor(
    private readonly server: ChildProcess,
    readonly kubeconfig: string,
  ) {}

  /** Starts a cluster with so many pods in Kata, 50 nodes and four RuntimeClasses. */
  static async start(pods: number): Promise<BigCluster> {
    const outfile = join(temporaryFolder(), 'big-cluster.mjs');
    await build({
      entryPoints: [join('test', 'support', 'big-cluster-process.ts')],
      outfile,
      bundle: true,
      format: 'esm',
      platform: 'node',
      packages: 'external',
      logLevel: 'warning',
    });
    const server = fork(outfile);
    atEnd(() => void server.kill());
    const { kubeconfig = '' } = await tell(server, { do: 'start', pods });
    return new BigCluster(server, kubeconfig);
  }

  /** Changes so many pods a second; the n-th change ever sets the restarts of a container to n. */
  async churn(
    perSecond: number,
    seconds: number,
  ): Promise<{ readonly first: number; readonly times: readonly number[] }> {
    const { first = NaN, times = [] } = await tell(this.server, { do: 'churn', perSecond, seconds });
    return { first, times };
  }

  async pods(): Promise<readonly KubeObject[]> {
    return (await tell(this.server, { do: 'pods' })).pods ?? [];
  }

  async stop(): Promise<void> {
    const ended = once(this.server, 'exit');
    this.server.kill();
    await ended;
  }
}

async function tell(server: ChildProcess, order: BigClusterOrder): Promise<BigClusterAnswer> {
  const answered = once(server, 'message') as Promise<[BigClusterAnswer]>;
  server.send(order);
  return (await answered)[0];
}
