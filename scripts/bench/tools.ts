/** What several benchmarks need: set up when the first of them asks for it. */
import { execa } from 'execa';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundle } from '../bundle';
import { atEnd, temporaryFolder } from '../cleanup';
import { startDocker, type DockerUnderTest } from '../engines/docker';
import { archiveName, buildImage } from '../engines/image';
import { installEngines } from '../engines/install';
import { Unavailable } from '../unavailable';

const once = <T>(make: () => Promise<T>): (() => Promise<T>) => {
  let made: Promise<T> | undefined;
  return () => (made ??= make());
};

const packages = ['@taplo/lsp@0.8.0', '@taplo/cli@0.7.0', 'yaml-language-server@1.20.0'];

/** The folder with the peers from npm, fetched into out/bench. Throws `Unavailable` without a network. */
export const fetchPeers = once(async () => {
  const folder = join('out', 'bench');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{ "private": true }');
  const args = ['install', '--ignore-scripts', '--loglevel=error', ...packages];
  const { failed, stderr } = await execa('npm', args, { cwd: folder, reject: false });
  if (failed)
    throw new Unavailable(`${packages.join(', ')} can't be had (${stderr.split('\n')[0] ?? 'npm failed'})`);
  return folder;
});

/** The product as it is shipped, in dist/. */
export const product = once(() => bundle());

/** The tests' Docker, with runc under the name `kata`. Throws `Unavailable` where this machine can't have it. */
export const benchDocker = once(async (): Promise<DockerUnderTest> => {
  await installEngines();
  const root = temporaryFolder();
  const archive = join(root, archiveName);
  await buildImage(archive);
  const docker = await startDocker(root, archive);
  atEnd(() => docker.stop());
  return docker;
});

/** Milliseconds of each of some runs of a whole process, after one for the disk's sake; how it ends does not matter. */
export async function processTimes(file: string, args: readonly string[], rounds: number): Promise<number[]> {
  const times: number[] = [];
  for (let round = 0; round <= rounds; round++) {
    const started = performance.now();
    await execa(file, args, { reject: false, timeout: 60_000 });
    if (round > 0) times.push(performance.now() - started);
  }
  return times;
}
