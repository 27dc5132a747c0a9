/** A store of the cluster view beside the server that it follows, through the real kubectl. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { temporaryFolder } from '../../scripts/cleanup';
import { ClusterStore, type Changes, type ClusterOptions } from '../../src/cluster';
import { podRecord } from '../../src/cluster/pod';
import { createRunner } from '../../src/engines';
import type { KubeObject } from './api-server';
import { until } from './until';

/** A kubeconfig as a file of its own. */
export function kubeconfigFile(text: string): string {
  const file = join(temporaryFolder(), 'kubeconfig');
  writeFileSync(file, text);
  return file;
}

/** Processes that have a word among their arguments, as the process table says. */
export const processesWith = (word: string): string[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .flatMap((pid) => {
      try {
        const line = readFileSync(join('/proc', pid, 'cmdline'), 'utf8').replaceAll('\0', ' ');
        return line.includes(word) ? [line] : [];
      } catch {
        return []; // It ended in the meantime
      }
    });

/** A store that follows. */
export class Following {
  readonly store: ClusterStore;
  readonly kubeconfig: string;
  /** All batches, in order. */
  readonly batches: Changes[] = [];
  private readonly ending = new AbortController();
  private readonly run: Promise<void>;

  constructor(
    kubeconfig: string,
    options: Partial<ClusterOptions> = {},
    onChanges: (changes: Changes) => void = (changes) => this.batches.push(changes),
  ) {
    this.kubeconfig = kubeconfigFile(kubeconfig);
    this.store = new ClusterStore(onChanges);
    const cluster = { namespaces: [], kubeconfig: this.kubeconfig, ...options };
    this.run = this.store.run(createRunner(), cluster, this.ending.signal);
  }

  /** Waits until all first lists are there, and told. */
  async complete(limit?: number): Promise<number> {
    return until('all lists', () => this.store.complete && this.batches.at(-1)?.complete === true, limit);
  }

  /** Ends it; afterwards there is no kubectl of its own any more. */
  async end(): Promise<void> {
    this.ending.abort();
    await this.run;
    assert.deepEqual(processesWith(this.kubeconfig), []);
  }

  /** Whether the store has exactly these pods, as they are. */
  has(pods: readonly KubeObject[]): boolean {
    return this.difference(pods) === undefined;
  }

  /** The first difference between the store and these pods. */
  difference(pods: readonly KubeObject[]): string | undefined {
    if (pods.length !== this.store.pods.size) return `${pods.length} pods, known: ${this.store.pods.size}`;
    for (const object of pods) {
      const uid = String(object.metadata.uid);
      const known = this.store.pods.get(uid);
      if (!known) return `${uid} is not known`;
      if (!isDeepStrictEqual(known, { ...podRecord(object), declaration: known.declaration }))
        return `${uid} is not as it is`;
    }
    return undefined;
  }
}
