/** Whose program answers to `docker`. */
import type { Command } from './command';

/** Whether `docker` is Podman: its stand-in of that name, or the program that a setting names. Asks no daemon. */
export const isPodman = (timeLimit: number): Command<boolean> => ({
  command: 'docker',
  args: ['--version'],
  timeLimit,
  parse: ({ stdout }) => /^podman\b/i.test(stdout),
});
