/** Looking into a running container without a shell in it. */
import { t } from '../text';
import { CommandFailure, type Command } from './command';
import type { DockerOptions } from './docker';

/** The most lines that are read of a file: /proc/cpuinfo has some 30 a CPU. */
const maxLines = 500;

/** Ids and names of containers (moby: daemon/names/names.go@29.0.0); nothing that could be an option. */
const container = /^[A-Za-z0-9][\w.-]*$/;

/**
 * The start of files as a running container sees them, by path; those that are not there, or empty, are left out. It
 * takes `grep`, which nearly every image has (busybox, too): with several files it names the one that a line is from.
 * Fails as `missing` where the image has none. What comes back is what the container says.
 */
export const dockerRead = (
  id: string,
  paths: readonly string[],
  { context, timeLimit }: DockerOptions = {},
): Command<ReadonlyMap<string, string>> => {
  if (!container.test(id))
    throw new CommandFailure('failed', 'docker', t('This is not the id or name of a container.'));
  return {
    command: 'docker',
    args: [
      ...(context === undefined ? [] : ['--context', context]),
      ...['exec', id, 'grep', '-s', '-H', '-m', String(maxLines), '', ...paths],
    ],
    // 2: one of the files is not there; 1 of docker itself: the container does not run; 126, 127: no such program
    exitCodes: [0, 1, 2, 126, 127],
    ...(timeLimit !== undefined && { timeLimit }),
    parse: ({ stdout, stderr, exitCode }) => {
      const found = new Map<string, string>();
      for (const line of stdout.split('\n')) {
        const path = paths.find((each) => line.startsWith(`${each}:`));
        if (path !== undefined) found.set(path, `${found.get(path) ?? ''}${line.slice(path.length + 1)}\n`);
      }
      if (found.size > 0) return found;
      const cause = (stderr + stdout).trim().slice(0, 500);
      const missing = exitCode > 2 || /executable file not found|no such file or directory/i.test(cause);
      throw new CommandFailure(
        missing ? 'missing' : 'failed',
        'docker',
        missing
          ? t('The container has no program `grep` to look into it with.')
          : t(
              'Nothing could be read in the container: {0}',
              cause === '' ? t('exit code {0}', exitCode) : cause,
            ),
        cause,
        exitCode,
      );
    },
  };
};
