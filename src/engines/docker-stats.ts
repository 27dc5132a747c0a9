/** What a running container uses, as Docker counts it; with Kata the guest's agent tells. */
import type { Command } from './command';
import type { DockerOptions } from './docker';
import { jsonLines, text } from './json';

const units: Readonly<Record<string, number>> = {
  B: 1,
  KiB: 2 ** 10,
  MiB: 2 ** 20,
  GiB: 2 ** 30,
  TiB: 2 ** 40,
};

/** Memory that the container's processes use, in bytes; undefined where it does not run. Takes a second or two. */
export const dockerMemory = (id: string, { context }: DockerOptions = {}): Command<number | undefined> => ({
  command: 'docker',
  args: [
    ...(context === undefined ? [] : ['--context', context]),
    ...['stats', '--no-stream', '--format', '{{json .}}', '--', id],
  ],
  parse: ({ stdout }) => {
    // `1.461MiB / 15.6GiB`; `0B / 0B` and `-- / --` of one that does not run
    const [, amount, unit] = /^([\d.]+)([KMGT]?i?B)/.exec(text(jsonLines(stdout)[0]?.MemUsage) ?? '') ?? [];
    const bytes = Number(amount ?? NaN) * (units[unit ?? ''] ?? NaN);
    return bytes > 0 ? Math.round(bytes) : undefined;
  },
});
