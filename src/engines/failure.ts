/** Why a program failed, from what it said. */
import type { FailureKind } from './command';

const maxSaid = 4_000;

/** What a program said about its failure: stderr, or stdout where that is empty. */
export const said = ({ stdout, stderr }: { readonly stdout: string; readonly stderr: string }): string =>
  (stderr.trim() === '' ? stdout : stderr).trim().slice(0, maxSaid);

/**
 * Sentences of Docker, podman, containerd, nerdctl, crictl and kubectl; docker.sock and containerd.sock without
 * permission, or nobody behind them. (Recorded from Docker 20.10 to 28.5, containerd 1.6 to 2.1, kubectl 1.32.)
 */
const sentences: readonly (readonly [FailureKind, RegExp])[] = [
  ['not-permitted', /permission denied|must be run as root|rootless containerd not running/i],
  [
    'unreachable',
    /cannot connect to the docker daemon|is the docker daemon running|error during connect|connection refused|was refused - did you specify|cannot access socket|context deadline exceeded|no such host|i\/o timeout|unable to connect to the server|failed to dial/i,
  ],
];

/** The kind of a failure that ended with an exit code. */
export const kindOf = (text: string): FailureKind =>
  sentences.find(([, sentence]) => sentence.test(text))?.[0] ?? 'failed';

/** The line of a program's complaint that names the cause: the last one that is not a hint to its help. */
export function causeOf(text: string): string {
  const lines = text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !/^(?:see|run) '.*help/i.test(line));
  return (lines.find((line) => /error|denied|cannot|failed|fatal/i.test(line)) ?? lines.at(-1) ?? '').slice(
    0,
    500,
  );
}
