/** The containers that belong to a configuration, and those that run. */
import type { DockerContainer } from '../../engines';
import type { Desk } from './desk';

/** The containers that the Dev Container CLI or the Dev Containers extension made for a folder, newest first. */
export async function containersOf(
  { runner }: Desk,
  folder: string,
  config?: string,
  signal?: AbortSignal,
): Promise<readonly DockerContainer[]> {
  const { dockerIds, dockerInspect } = await import('../../engines');
  const labels = [
    `devcontainer.local_folder=${folder}`,
    ...(config === undefined ? [] : [`devcontainer.config_file=${config}`]),
  ];
  const ids = await runner.run(dockerIds({ labels }), signal);
  return ids.length === 0 ? [] : runner.run(dockerInspect(ids), signal);
}

/** All containers that run. */
export async function runningContainers({ runner }: Desk): Promise<readonly DockerContainer[]> {
  const { dockerIds, dockerInspect } = await import('../../engines');
  const ids = await runner.run(dockerIds());
  if (ids.length === 0) return [];
  return (await runner.run(dockerInspect(ids))).filter(isRunning);
}

export const isRunning = ({ state }: DockerContainer): boolean => state === 'running';
