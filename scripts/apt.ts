import { execa } from 'execa';
import { findProgram } from './programs';
import { Unavailable } from './unavailable';

/** How long apt-get may take, in ms; it waits for another one's lock, too. */
const limit = 300_000;

/** Two at a time would only wait for each other's lock, or fail over it. */
let last: Promise<void> = Promise.resolve();

/** Whether Debian packages can be installed: by root, where apt-get is. */
export function canInstallPackages(): boolean {
  return process.getuid?.() === 0 && findProgram(['apt-get']) !== undefined;
}

/**
 * Installs Debian packages, without questions, and never at the price of another package. Throws `Unavailable` with
 * `problem` (what is missing without them) and apt-get's own word where that fails.
 */
export function installPackages(packages: readonly string[], problem: string): Promise<void> {
  const install = async () => {
    console.log(`Installing ${packages.join(', ')} (apt-get) ...`);
    await aptGet(['update'], problem);
    await aptGet(['install', '-y', '--no-install-recommends', '--no-remove', ...packages], problem);
  };
  const turn = last.then(install);
  last = turn.catch(() => undefined); // Whoever asked for it hears of it.
  return turn;
}

async function aptGet(args: readonly string[], problem: string): Promise<void> {
  const { failed, timedOut, stderr } = await execa(
    'apt-get',
    ['-qq', '-o', 'DPkg::Lock::Timeout=240', ...args],
    {
      env: { DEBIAN_FRONTEND: 'noninteractive' },
      stdin: 'ignore',
      reject: false,
      timeout: limit,
    },
  );
  if (!failed) return;
  const reason = timedOut
    ? `took longer than ${limit / 1000} s`
    : `failed: ${stderr.trim().split('\n').at(-1) ?? ''}`;
  throw new Unavailable(`${problem}, and "apt-get ${args[0] ?? ''}" ${reason}`);
}
