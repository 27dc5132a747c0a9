/** What Docker says about a runtime, where it is there and answers soon. */
import { isShimName } from '../../devcontainer';

/** How long Docker may take, in ms. The switch itself does not need it. */
const timeLimit = 2_000;

/** A warning where Docker answers and does not have the runtime. No Docker, or a silent one, is no warning. */
export async function runtimeWarning(runtime: string, signal: AbortSignal): Promise<string | undefined> {
  const { CommandFailure, createRunner, dockerInfo } = await import('../../engines');
  try {
    const { runtimes, serverVersion } = await createRunner().run({ ...dockerInfo(), timeLimit }, signal);
    // The name of a shim needs no entry since Docker 23
    if (runtimes.has(runtime) || (isShimName(runtime) && Number.parseInt(serverVersion, 10) >= 23))
      return undefined;
    const known = [...runtimes.keys()].join(', ');
    return `Docker ${serverVersion} has no runtime ${runtime}; it has ${known}. Add it to "runtimes" in daemon.json before the container is rebuilt.`;
  } catch (error) {
    if (error instanceof CommandFailure) return undefined;
    throw error;
  }
}
