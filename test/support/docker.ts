/** The real engines of a test run, for the tests that need one. */
import { dirname, join } from 'node:path';
import { archiveName } from '../../scripts/engines/image';
import { ContainerdUnderTest } from '../../scripts/engines/containerd';
import {
  DockerUnderTest,
  startDocker as startNewDocker,
  type DockerOptions,
} from '../../scripts/engines/docker';
import type { Daemon } from '../../scripts/engines/daemon';

export type { ContainerdUnderTest, DockerUnderTest };

/** The Docker daemon that all tests of the run share; nothing where this machine can't have one. */
export function sharedDocker(): DockerUnderTest | undefined {
  const { KATA_TEST_DOCKER_HOST: host } = process.env;
  return host === undefined ? undefined : new DockerUnderTest(dirname(new URL(host).pathname));
}

/** The containerd that all tests of the run share; nothing where this machine can't have one. */
export function sharedContainerd(): ContainerdUnderTest | undefined {
  const { KATA_TEST_CONTAINERD: address } = process.env;
  return address === undefined ? undefined : new ContainerdUnderTest(dirname(address));
}

/**
 * `describe` with the shared Docker; defines nothing without one. Whatever its tests did to it, the next ones find it
 * running and without a container. Its settings are the tests' own to restore: who changes them takes `startDocker`.
 */
export function describeDocker(title: string, define: (docker: DockerUnderTest) => void): void {
  describeEngine(title, sharedDocker(), define);
}

/** `describe` with the shared containerd, as `describeDocker`. */
export function describeContainerd(title: string, define: (containerd: ContainerdUnderTest) => void): void {
  describeEngine(title, sharedContainerd(), define);
}

function describeEngine<T extends Daemon>(
  title: string,
  engine: T | undefined,
  define: (engine: T) => void,
): void {
  if (!engine) return;
  describe(title, () => {
    after(async function () {
      this.timeout(120_000);
      if (engine.pid === undefined) await engine.start();
      await engine.removeContainers();
    });
    define(engine);
  });
}

/** Starts a Docker daemon for one test file, which stops it again (a second or two). */
export function startDocker(options?: DockerOptions): Promise<DockerUnderTest> {
  const root = engineFolder();
  return startNewDocker(root, join(root, archiveName), options);
}

/** The folder of all engines of the run; gone after it, with all that tests put there. */
export function engineFolder(): string {
  const { KATA_TEST_ENGINES: root } = process.env;
  if (root === undefined) throw new Error('KATA_TEST_ENGINES names no folder of engines.');
  return root;
}
