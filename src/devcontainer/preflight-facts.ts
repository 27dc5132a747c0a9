/** What has to be known about Docker and its host before a dev container goes into Kata. */
import {
  CommandFailure,
  describeDockerRuntime,
  dockerIds,
  dockerInspect,
  isPodman,
  type DockerContainer,
  type DockerRuntime,
} from '../engines';
import {
  askDocker,
  judgeKataRuntime,
  readMachine,
  type DockerState,
  type HostReader,
  type Judgement,
} from '../host';
import { t } from '../text';

/** The engine, the runtime in it, and what is there already. */
export interface EngineFacts {
  readonly docker: DockerState;
  /** What stands behind the runtime's name; undefined where the daemon can't be asked. */
  readonly runtime?: DockerRuntime;
  /** Shim and configuration of a runtime that is Kata's; only where the daemon runs on this machine. */
  readonly kata?: Judgement;
  /** The containers that were made for this configuration, running or not. */
  readonly containers: readonly DockerContainer[];
}

/** Whose container it is: paths as in the labels of the Dev Container CLI. */
export interface Owner {
  readonly folder: string;
  readonly config: string;
}

/** In ms; each question has as much. */
const timeLimit = 2_000;

/**
 * Asks Docker and looks at this machine, side by side. What does not answer is a fact, too; rejects with a
 * CommandFailure only when it is cancelled.
 */
export async function gatherEngineFacts(
  host: HostReader,
  runtime: string,
  owner?: Owner,
  signal?: AbortSignal,
): Promise<EngineFacts> {
  const reader: HostReader = { ...host, run: (command) => host.run(command, signal) };
  const [asked, podman, containers] = await Promise.all([
    readMachine(reader).then((machine) => askDocker(reader, machine)),
    knownAsPodman(reader),
    owner ? containersOf(reader, owner) : [],
  ]);
  if (signal?.aborted)
    throw new CommandFailure('cancelled', 'docker', t('The look at Docker was cancelled.'));
  const docker: DockerState = { ...asked, podman: asked.podman || podman };
  const { info, file, server } = docker;
  if (!info) return { docker, containers };
  const daemon = file?.daemon;
  const described = describeDockerRuntime(runtime, {
    info,
    // A broken file is not what a running daemon has read
    ...(daemon && !daemon.problem && { daemon }),
    ...(server !== undefined && { serverVersion: server }),
  });
  const { shim, configPath } = described;
  const kata =
    docker.local && described.identity === 'kata' && !described.problem && shim !== undefined
      ? await judgeKataRuntime(reader, { shim, ...(configPath !== undefined && { configPath }) })
      : undefined;
  return { docker, runtime: described, ...(kata && { kata }), containers };
}

/** Podman says the same as Docker to some questions, and nothing telling to others. */
async function knownAsPodman(reader: HostReader): Promise<boolean> {
  try {
    return await reader.run(isPodman(timeLimit));
  } catch (error) {
    if (error instanceof CommandFailure) return false;
    throw error;
  }
}

async function containersOf(
  reader: HostReader,
  { folder, config }: Owner,
): Promise<readonly DockerContainer[]> {
  const labels = [`devcontainer.local_folder=${folder}`, `devcontainer.config_file=${config}`];
  try {
    const ids = await reader.run(dockerIds({ labels, timeLimit }));
    return ids.length === 0 ? [] : await reader.run(dockerInspect(ids, { timeLimit }));
  } catch (error) {
    if (error instanceof CommandFailure) return []; // Docker's own answer says why it can't be asked
    throw error;
  }
}
