/** What the docker command and its daemon say, and where that daemon is. */
import {
  CommandFailure,
  dockerContexts,
  dockerInfo,
  dockerVersion,
  isPodman,
  type Command,
  type DockerInfo,
} from '../engines';
import type { Machine } from './check';
import { exists } from './files';
import { versionOf } from './kata';
import { findProgram } from './programs';
import type { HostReader } from './reader';
import { daemonFileOf } from './processes';
import { daemonFilePath, readDaemonFile, type DaemonFile, type DockerKind } from './registrations';

/** In ms. A daemon that hangs costs this much. */
const timeLimit = 2_000;

/** Docker as the user has set it up. */
export interface DockerState {
  readonly info?: DockerInfo;
  /** The daemon's release: as it says, or as its program does where it says nothing. */
  readonly server?: string;
  /** Why the daemon said nothing. */
  readonly failure?: CommandFailure;
  /** `unix:///var/run/docker.sock`, `ssh://host`; undefined where the client does not tell. */
  readonly endpoint?: string;
  /** A context that is not the default one. */
  readonly context?: string;
  readonly kind: DockerKind | 'desktop';
  /** Its daemon runs on this machine, so that files here are its files. */
  readonly local: boolean;
  /** `docker` is podman's stand-in. */
  readonly podman: boolean;
  /** The daemon's file; only of a local one, and where it is known which it reads. */
  readonly file?: DaemonFile;
}

async function ask<T>(reader: HostReader, command: Command<T>): Promise<T | CommandFailure> {
  try {
    return await reader.run(command);
  } catch (error) {
    if (error instanceof CommandFailure) return error;
    throw error;
  }
}

/** Asks version, info and contexts at the same time. Never rejects for what programs do. */
export async function askDocker(reader: HostReader, machine: Machine): Promise<DockerState> {
  const [version, info, contexts] = await Promise.all([
    ask(reader, dockerVersion({ timeLimit })),
    ask(reader, dockerInfo({ timeLimit })),
    ask(reader, dockerContexts({ timeLimit })),
  ]);
  const current = contexts instanceof CommandFailure ? undefined : contexts.find((one) => one.current);
  const endpoint = reader.variable('DOCKER_HOST') ?? current?.endpoint;
  const context = current?.name === 'default' ? undefined : current?.name;
  const told = info instanceof CommandFailure ? undefined : info;
  // `docker info` hides causes that `docker version` tells
  const failure =
    version instanceof CommandFailure ? version : info instanceof CommandFailure ? info : undefined;
  const podman = failure?.kind === 'unreadable' && (await ask(reader, isPodman(timeLimit))) === true;
  const kind = kindOf(told, endpoint, context);
  const local =
    kind !== 'desktop' && !podman && isHere(endpoint) && (await sharesFiles(reader, machine, told));
  const server =
    told?.serverVersion ??
    (version instanceof CommandFailure ? undefined : version) ??
    (local ? await daemonRelease(reader) : undefined);
  const file = kind === 'desktop' || !local ? undefined : await fileOf(reader, endpoint, kind);
  return {
    ...(told && { info: told }),
    ...(failure && { failure }),
    ...(endpoint !== undefined && { endpoint }),
    ...(context !== undefined && { context }),
    kind,
    local,
    podman,
    ...(server !== undefined && { server }),
    ...(file && { file }),
  };
}

/** The file of the daemon at an address. */
async function fileOf(
  reader: HostReader,
  endpoint: string | undefined,
  kind: DockerKind,
): Promise<DaemonFile | undefined> {
  const place = await daemonFileOf(reader, endpoint);
  return place && readDaemonFile(reader, place === 'usual' ? daemonFilePath(reader, kind) : place.path);
}

/** What an installed daemon is, without asking the one that runs. */
async function daemonRelease(reader: HostReader): Promise<string | undefined> {
  const path = await findProgram(reader, 'dockerd');
  return path === undefined ? undefined : versionOf(reader, 'dockerd', path);
}

function kindOf(
  info: DockerInfo | undefined,
  endpoint: string | undefined,
  context: string | undefined,
): DockerState['kind'] {
  if (info?.operatingSystem === 'Docker Desktop') return 'desktop';
  if (!info && (context === 'desktop-linux' || endpoint?.includes('/.docker/desktop/'))) return 'desktop';
  if (info?.rootless === true) return 'rootless';
  return info?.dataRoot.startsWith('/var/snap/docker') === true ? 'snap' : 'system';
}

/** Whether the address is one of this machine. */
const isHere = (endpoint: string | undefined): boolean =>
  endpoint === undefined ||
  /^(?:unix|npipe|fd):/.test(endpoint) ||
  /^tcp:\/\/(?:localhost|127\.[\d.]+|\[::1\])(?::|\/|$)/.test(endpoint);

/**
 * A socket may be that of another machine: WSL's Docker Desktop, or a host's that was given to a container. In a
 * container, the daemon's own folder tells whether it runs in there, too.
 */
async function sharesFiles(
  reader: HostReader,
  { places }: Machine,
  info: DockerInfo | undefined,
): Promise<boolean> {
  if (!places.includes('container')) return true;
  return info !== undefined && info.dataRoot !== '' && (await exists(reader, info.dataRoot)) !== false;
}
