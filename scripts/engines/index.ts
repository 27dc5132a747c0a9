/** Real engines for the tests: a Docker daemon and a containerd with runtimes named `kata`. */
import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { atEnd, temporaryFolder } from '../cleanup';
import { ContainerdUnderTest, startContainerd } from './containerd';
import type { Daemon } from './daemon';
import { DockerUnderTest, startDocker } from './docker';
import { archiveName, buildImage } from './image';
import { installEngines } from './install';
import { endProcessesWith } from './processes';

/** Where the suites learn of the engines that this run has. */
export interface EngineVariables extends Record<string, string> {
  /** The folder of all engines, also of those that a test starts for itself. */
  readonly KATA_TEST_ENGINES: string;
  /** Where Docker listens: `unix:///...`. */
  readonly KATA_TEST_DOCKER_HOST: string;
  /** The image that engines have. */
  readonly KATA_TEST_DOCKER_IMAGE: string;
  /** Path of containerd's socket. */
  readonly KATA_TEST_CONTAINERD: string;
  /** Path of the Dev Container CLI. */
  readonly KATA_TEST_DEVCONTAINER_CLI: string;
}

/**
 * Starts the engines that the suites of a run share; they, and those that a test started and left, end with the
 * script. Throws `Unavailable` where this machine can't have them.
 */
export async function startEngines(): Promise<EngineVariables> {
  await installEngines();
  const root = temporaryFolder();
  const starting = startIn(root);
  atEnd(async () => {
    await Promise.allSettled([starting]);
    // Where the run was broken off, tests may still be at work with them.
    await endProcessesWith('KATA_TEST_ENGINES', root);
    for (const engine of enginesIn(root)) await engine.stop();
  });
  return starting;
}

async function startIn(root: string): Promise<EngineVariables> {
  const archive = join(root, archiveName);
  await buildImage(archive);
  const docker = await startDocker(root, archive);
  const containerd = await startContainerd(root, archive);
  await docker.docker(['run', '--rm', '--runtime=kata', docker.image, 'true']);
  return {
    KATA_TEST_ENGINES: root,
    KATA_TEST_DOCKER_HOST: docker.host,
    KATA_TEST_DOCKER_IMAGE: docker.image,
    KATA_TEST_CONTAINERD: containerd.address,
    KATA_TEST_DEVCONTAINER_CLI: resolve('node_modules', '.bin', 'devcontainer'),
  };
}

function enginesIn(root: string): Daemon[] {
  return readdirSync(root).flatMap((name): Daemon[] => {
    const folder = join(root, name);
    if (name.startsWith('docker-')) return [new DockerUnderTest(folder)];
    return name.startsWith('containerd-') ? [new ContainerdUnderTest(folder)] : [];
  });
}
