/** Whether a file belongs to a team: it is under version control. */
import { dirname } from 'node:path';
import { CommandFailure } from '../../engines/command';
import type { Desk } from './desk';

/** Whether Git tracks a file. Not where there is no Git. */
export async function isShared({ runner, log }: Desk, path: string): Promise<boolean> {
  try {
    return await runner.run({
      command: 'git',
      // A repository may name a program of its own that Git would run before it answers
      args: ['-c', 'core.fsmonitor=false', '-C', dirname(path), 'ls-files', '--error-unmatch', '--', path],
      exitCodes: [0, 1, 128],
      parse: ({ exitCode }) => exitCode === 0,
    });
  } catch (error) {
    if (!(error instanceof CommandFailure)) throw error;
    log.debug(error.message);
    return false;
  }
}
