/** Which release of a program is installed: what it prints about itself, asked without any privilege or daemon. */
import type { Command, Output } from './command';
import { record, text } from './json';

/** How long a program may take to say its release, in ms. */
const timeLimit = 2_000;

/** The first thing that looks like a release: `1.7.24~ds1`, `41.0.0`, `7.2.22`. */
const release = /(?<![\w.])v?(\d{1,6}\.\d{1,6}(?:\.\d{1,6})?[\w.+~-]*)/;

function firstRelease({ stdout, stderr }: Output): string {
  const found = release.exec(stdout)?.[1] ?? release.exec(stderr)?.[1];
  if (found === undefined) throw new Error('no release');
  return found.slice(0, 60);
}

/** Programs that want something else than `--version`, or say more than their release. */
const special: Readonly<Record<string, Pick<Command<string>, 'args' | 'parse'>>> = {
  kubectl: {
    args: ['version', '--client', '--output', 'json'],
    parse: ({ stdout }) => {
      const version = text(record(record(JSON.parse(stdout)).clientVersion).gitVersion);
      if (version === undefined) throw new Error('no clientVersion');
      return version.replace(/^v/, '');
    },
  },
  // A line of its log: kata-ctl version "4.1.0" (type: rust)
  'kata-ctl': {
    args: ['--json-logging', 'version'],
    parse: (output) => {
      const found = /version \\?"?v?(\d{1,6}\.\d{1,6}\.\d{1,6}[\w.+-]*)/.exec(
        output.stdout + output.stderr,
      )?.[1];
      return found ?? firstRelease(output);
    },
  },
};

/**
 * The release of an installed program: containerd, crio, crictl, nerdctl, podman, kubectl, devcontainer,
 * qemu-system-*, cloud-hypervisor, firecracker, kata-runtime, kata-ctl. `path` where it is not on the PATH.
 */
export const programVersion = (program: string, path = program): Command<string> => ({
  ...(special[program] ?? { args: ['--version'], parse: firstRelease }),
  command: path,
  timeLimit,
});
