/** What podman lists (recorded from 4.3.1). Its runtime is not in HostConfig, which always says `oci`. */
import { t } from '../text';
import { CommandFailure, type Command } from './command';
import { causeOf, kindOf, said } from './failure';
import { record, records, text } from './json';

export const podmanIds: Command<readonly string[]> = {
  command: 'podman',
  args: ['ps', '--all', '--quiet', '--no-trunc'],
  parse: ({ stdout }) => stdout.split('\n').filter((line) => line !== ''),
};

export interface PodmanContainer {
  readonly id: string;
  readonly name: string;
  readonly image: string;
  readonly state: string;
  readonly pid: number;
  readonly startedAt: string;
  /** The OCI runtime's name in containers.conf. */
  readonly runtime: string;
}

export const podmanInspect = (ids: readonly string[]): Command<readonly PodmanContainer[]> => ({
  command: 'podman',
  args: ['inspect', '--type', 'container', '--', ...ids],
  // 125: one of them is gone by now; the others are printed
  exitCodes: [0, 125],
  parse: ({ stdout, stderr, exitCode }) => {
    if (exitCode !== 0 && !/no such (?:container|object)/i.test(stderr))
      throw new CommandFailure(
        kindOf(stderr),
        'podman',
        t('`podman inspect` failed: {0}.', causeOf(stderr)),
        said({ stdout, stderr }),
        exitCode,
      );
    return records(JSON.parse(stdout)).map((item) => {
      const state = record(item.State);
      return {
        id: text(item.Id) ?? '',
        name: text(item.Name) ?? '',
        image: text(item.ImageName) ?? '',
        state: text(state.Status) ?? '',
        pid: typeof state.Pid === 'number' ? state.Pid : 0,
        startedAt: text(state.StartedAt) ?? '',
        runtime: text(item.OCIRuntime) ?? '',
      };
    });
  },
});
