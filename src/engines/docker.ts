/**
 * Docker's command line. What it prints changes between releases: each parser takes what 20.10 to 29 print
 * (recorded), and leaves out what it does not know.
 */
import { t } from '../text';
import { CommandFailure, type Command } from './command';
import { causeOf, kindOf, said } from './failure';
import { jsonLines, record, records, strings, text, type Json } from './json';

/** Which Docker is asked: the context that the user has set up, or one by its name. */
export interface DockerOptions {
  /** A name of `docker context ls`. Default: the current one. */
  readonly context?: string;
  /** In ms. */
  readonly timeLimit?: number;
}

const docker = <T>(
  args: readonly string[],
  parse: Command<T>['parse'],
  { context, timeLimit }: DockerOptions,
  exitCodes?: readonly number[],
): Command<T> => ({
  command: 'docker',
  args: [...(context === undefined ? [] : ['--context', context]), ...args],
  parse,
  ...(timeLimit !== undefined && { timeLimit }),
  ...(exitCodes && { exitCodes }),
});

/** The daemon's release. Fails as `unreachable` or `not-permitted` where the daemon can't be asked: this tells causes that `info` hides. */
export const dockerVersion = (options: DockerOptions = {}): Command<string> =>
  docker(
    ['version', '--format', '{{json .}}'],
    ({ stdout }) => {
      const server = text(record(record(JSON.parse(stdout)).Server).Version);
      if (server === undefined) throw new Error('no server version');
      return server;
    },
    options,
  );

/** How `docker info` shows a runtime. An entry for a shim is empty, but in 24.0, which shows its type. */
export interface DockerInfoRuntime {
  readonly path?: string;
  readonly type?: string;
  /** Since 25.0 a runtime with a path that told its features has a status. */
  readonly hasStatus: boolean;
}

/** What a daemon says about itself. */
export interface DockerInfo {
  readonly serverVersion: string;
  readonly runtimes: ReadonlyMap<string, DockerInfoRuntime>;
  readonly defaultRuntime: string;
  /** `Docker Desktop` or the distribution's name. */
  readonly operatingSystem: string;
  readonly kernelVersion: string;
  readonly rootless: boolean;
  readonly dataRoot: string;
}

export const dockerInfo = (options: DockerOptions = {}): Command<DockerInfo> =>
  docker(
    ['info', '--format', '{{json .}}'],
    ({ stdout }) => {
      const info = record(JSON.parse(stdout));
      const serverVersion = text(info.ServerVersion);
      const [error] = strings(info.ServerErrors);
      if (!serverVersion) throw new Error(error ?? 'no server version');
      const security = strings(info.SecurityOptions);
      return {
        serverVersion,
        runtimes: new Map(
          Object.entries(record(info.Runtimes)).map(([name, value]) => [name, infoRuntime(record(value))]),
        ),
        defaultRuntime: text(info.DefaultRuntime) ?? 'runc',
        operatingSystem: text(info.OperatingSystem) ?? '',
        kernelVersion: text(info.KernelVersion) ?? '',
        rootless: security.some((option) => option.split(',').includes('name=rootless')),
        dataRoot: text(info.DockerRootDir) ?? '',
      };
    },
    options,
  );

function infoRuntime(value: Json): DockerInfoRuntime {
  const path = text(value.path);
  const type = text(value.runtimeType);
  return {
    // Before 24.0 an entry for a shim has an empty one
    ...(path !== undefined && path !== '' && { path }),
    ...(type !== undefined && { type }),
    hasStatus: value.status !== undefined,
  };
}

/** A daemon that the user can choose. */
export interface DockerContext {
  readonly name: string;
  readonly current: boolean;
  /** `unix:///var/run/docker.sock`, `ssh://host`, `tcp://host:2376`. */
  readonly endpoint: string;
  /** Set where the context's description is broken. */
  readonly error?: string;
}

/** Reads the user's files only, no daemon is asked. */
export const dockerContexts = (
  options: Omit<DockerOptions, 'context'> = {},
): Command<readonly DockerContext[]> =>
  docker(
    ['context', 'ls', '--format', '{{json .}}'],
    ({ stdout }) =>
      jsonLines(stdout).map((line) => {
        const error = text(line.Error);
        return {
          name: text(line.Name) ?? '',
          current: line.Current === true || line.Current === 'true',
          endpoint: text(line.DockerEndpoint) ?? '',
          ...(error !== undefined && error !== '' && { error }),
        };
      }),
    options,
  );

/** A port of a container that can be reached from outside. */
export interface DockerPort {
  /** `80/tcp` */
  readonly container: string;
  /** `127.0.0.1:8080` */
  readonly host: string;
}

/** A container as `docker inspect` shows it: the only place that names the runtime. */
export interface DockerContainer {
  /** 64 hexadecimal digits. */
  readonly id: string;
  readonly name: string;
  readonly image: string;
  /** created, running, paused, restarting, removing, exited or dead. */
  readonly state: string;
  /** Of the container's first process; with Kata of its VMM. 0 where it does not run. */
  readonly pid: number;
  /** Why it could not be started. */
  readonly error: string;
  /** RFC 3339; `0001-01-01T00:00:00Z` means never. */
  readonly startedAt: string;
  /** What the user asked for, or the default's name: a key of daemon.json or the type of a shim. */
  readonly runtime: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly ports: readonly DockerPort[];
}

/** Ids of all containers, whatever their state; newest first. */
export const dockerIds = (
  options: DockerOptions & { readonly labels?: readonly string[] } = {},
): Command<readonly string[]> =>
  docker(
    [
      'ps',
      '--all',
      '--quiet',
      '--no-trunc',
      ...(options.labels ?? []).flatMap((label) => ['--filter', `label=${label}`]),
    ],
    ({ stdout }) => stdout.split('\n').filter((line) => line !== ''),
    options,
  );

/** The containers with these ids or names. One that is gone by now is left out. */
export const dockerInspect = (
  ids: readonly string[],
  options: DockerOptions = {},
): Command<readonly DockerContainer[]> =>
  docker(
    ['inspect', '--type', 'container', '--', ...ids],
    ({ stdout, stderr, exitCode }) => {
      // Exit code 1 with "No such container" for one of many: the others are printed all the same
      if (exitCode !== 0 && !/no such (?:container|object)/i.test(stderr))
        throw new CommandFailure(
          kindOf(stderr),
          'docker',
          t('`docker inspect` failed: {0}.', causeOf(stderr)),
          said({ stdout, stderr }),
          exitCode,
        );
      return records(JSON.parse(stdout)).map(container);
    },
    options,
    [0, 1],
  );

function container(value: Json): DockerContainer {
  const state = record(value.State);
  const config = record(value.Config);
  return {
    id: text(value.Id) ?? '',
    name: (text(value.Name) ?? '').replace(/^\//, ''),
    image: text(config.Image) ?? '',
    state: text(state.Status) ?? 'unknown',
    pid: typeof state.Pid === 'number' ? state.Pid : 0,
    error: text(state.Error) ?? '',
    startedAt: text(state.StartedAt) ?? '',
    runtime: text(record(value.HostConfig).Runtime) ?? '',
    labels: Object.fromEntries(
      Object.entries(record(config.Labels)).filter(
        (entry): entry is [string, string] => typeof entry[1] === 'string',
      ),
    ),
    ports: Object.entries(record(record(value.NetworkSettings).Ports)).flatMap(([port, bindings]) =>
      records(bindings).map((binding) => ({
        container: port,
        host: `${text(binding.HostIp) ?? ''}:${text(binding.HostPort) ?? ''}`,
      })),
    ),
  };
}

/** Something that happened to a container, or a daemon that read its configuration again. */
export interface DockerEvent {
  readonly type: string;
  /** start, die, destroy, reload...; without what stands behind a colon (`exec_create: ls`). */
  readonly action: string;
}

/** Events of containers and of the daemon, a line each: for `Runner.lines` with `dockerEvent`. */
export const dockerEvents = (
  options: Omit<DockerOptions, 'timeLimit'> = {},
): Omit<Command<unknown>, 'parse'> => {
  const { command, args } = docker(
    ['events', '--format', '{{json .}}', '--filter', 'type=container', '--filter', 'type=daemon'],
    () => undefined,
    options,
  );
  return { command, args };
};

/** Reads one line of `docker events`; undefined for what is no event. */
export function dockerEvent(line: string): DockerEvent | undefined {
  const event = jsonLines(line)[0];
  const action = text(event?.Action) ?? text(event?.status);
  if (!event || action === undefined) return undefined;
  return {
    type: text(event.Type) ?? 'container',
    action: action.replace(/:.*/s, ''),
  };
}
