/**
 * What each runtime name of a Docker daemon really is. A name says nothing: `docker info` leaves out what a shim is
 * (daemon/info_unix.go in moby v25.0.0 to v29.5), and before 24.0 a daemon took runtimeType for nothing and ran runc.
 */
import {
  baseName,
  isBelow,
  isKata,
  isKataRuntimeProgram,
  isKataShim,
  runtimeOfShim,
  shimOf,
} from '../knowledge';
import type { Runtime } from '../knowledge';
import { t } from '../text';
import type { DockerInfo, DockerInfoRuntime } from './docker';
import type { DaemonJson, DaemonRuntime } from './docker-daemon-json';
import {
  identityOfProgram,
  identityOfType,
  runtimeKind,
  type Isolation,
  type RuntimeIdentity,
} from './runtime-identity';

/** What is known about a daemon's runtimes. */
export interface DockerRuntimeFacts {
  /** Undefined where the daemon was not asked: its file alone has to tell then. */
  readonly info?: Pick<DockerInfo, 'runtimes' | 'defaultRuntime'>;
  /** The file that this daemon reads; undefined where it can't be read or is on another machine. */
  readonly daemon?: DaemonJson;
  readonly serverVersion?: string;
}

/** Why a runtime is not what its name says, or does not start. */
export interface RuntimeProblem {
  readonly id:
    | 'not-kata'
    | 'runtime-type-ignored'
    | 'kata-1'
    | 'shim-as-path'
    | 'no-answer'
    | 'not-loaded'
    | 'invalid-entry'
    | 'not-registered';
  readonly message: string;
  readonly fix: string;
  /** What a terminal would run for it. */
  readonly command?: string;
}

/** A runtime name of a daemon and what stands behind it. */
export interface DockerRuntime {
  readonly name: string;
  readonly isDefault: boolean;
  readonly identity: RuntimeIdentity;
  /** `unknown` also where no container starts with it. */
  readonly isolation: Isolation;
  /** What it really is, in a sentence. */
  readonly really: string;
  readonly problem?: RuntimeProblem;
  /** Nothing but the name suggests Kata. */
  readonly guessed?: boolean;
  /** The shim: an absolute path, or the name of a program that containerd looks for on its own PATH. */
  readonly shim?: string;
  /** The OCI program. */
  readonly program?: string;
  /** Of Kata's two runtimes, where the shim's place tells. */
  readonly runtime?: Runtime;
  readonly configPath?: string;
}

const entryForKata =
  '"runtimes": { "kata": { "runtimeType": "io.containerd.kata.v2" } } in /etc/docker/daemon.json, then `sudo systemctl reload docker`';

type Described = Omit<DockerRuntime, 'name' | 'isDefault'>;

/** All names that the daemon or its file knows; the default first, then as they are listed. */
export function describeDockerRuntimes(facts: DockerRuntimeFacts): readonly DockerRuntime[] {
  const names = new Set([...(facts.info?.runtimes.keys() ?? []), ...(facts.daemon?.runtimes.keys() ?? [])]);
  return [...names]
    .map((name) => describeDockerRuntime(name, facts))
    .sort((a, b) => Number(b.isDefault) - Number(a.isDefault));
}

/** One name, as `--runtime` takes it: registered, or the type of a shim such as `io.containerd.kata.v2`. */
export function describeDockerRuntime(name: string, facts: DockerRuntimeFacts): DockerRuntime {
  const { info, daemon } = facts;
  const isDefault = name === (info?.defaultRuntime ?? daemon?.defaultRuntime ?? 'runc');
  return { name, isDefault, ...updatedFirst(describe(name, facts), facts) };
}

/** Before 24.0 the entry that is advised would be runc in disguise: Docker has to be updated first. */
function updatedFirst(described: Described, { serverVersion }: DockerRuntimeFacts): Described {
  const { problem } = described;
  if (!problem?.fix.includes(entryForKata) || isBelow(serverVersion, '24.0.0') !== true) return described;
  const fix = t(
    'Update Docker to 26 or later first: {0} ignores runtimeType. {1}',
    serverVersion ?? '',
    problem.fix,
  );
  return { ...described, problem: { ...problem, fix } };
}

function describe(name: string, { info, daemon, serverVersion }: DockerRuntimeFacts): Described {
  const told = info?.runtimes.get(name);
  const written = daemon?.runtimes.get(name);
  if (told) return fromInfo(name, told, written, serverVersion);
  if (written && info) return notLoaded(name, written);
  if (written) return fromFile(name, written, serverVersion);
  return name === 'runc' ? byProgram(name, 'runc') : byTypeName(name, serverVersion);
}

function fromInfo(
  name: string,
  told: DockerInfoRuntime,
  written: DaemonRuntime | undefined,
  server: string | undefined,
): Described {
  if (told.path !== undefined) {
    const found = byProgram(name, told.path);
    if (written && written.path !== told.path) return { ...found, problem: stale(name) };
    // Since 25.0 Docker asks each program for its features; the answer is its status
    const silent = isBelow(server, '25.0.0') === false && !told.hasStatus;
    if (!silent || found.problem) return found;
    const message = t(
      'Docker got no answer from {0}: it is missing, or too old to be asked for its features.',
      told.path,
    );
    return { ...found, problem: { id: 'no-answer', message, fix: t('Check that {0} is there.', told.path) } };
  }
  if (isBelow(server, '24.0.0')) return typeIgnored(written?.type ?? told.type, server ?? '');
  const type = told.type ?? written?.type;
  if (type !== undefined) return byType(name, type, written);
  const guessed = isKata(name);
  const hint = guessed
    ? t(
        " Its name suggests Kata; `docker run --rm --runtime {0} IMAGE uname -r` proves it where it prints another kernel than the host's.",
        name,
      )
    : '';
  return {
    identity: 'unknown',
    isolation: 'unknown',
    really: t("A shim that Docker does not name; only the daemon's configuration file tells which.{0}", hint),
    ...(guessed && { guessed }),
  };
}

function fromFile(name: string, written: DaemonRuntime, server: string | undefined): Described {
  const { path, type } = written;
  if ((path === undefined) === (type === undefined)) {
    const message = t(
      'The runtime {0} has {1}: Docker does not start with it.',
      name,
      path === undefined ? t('neither path nor runtimeType') : t('both path and runtimeType'),
    );
    return {
      identity: 'unknown',
      isolation: 'unknown',
      really: t('An entry that Docker refuses.'),
      problem: { id: 'invalid-entry', message, fix: t('For Kata write {0}.', entryForKata) },
    };
  }
  if (path !== undefined) return byProgram(name, path);
  if (isBelow(server, '24.0.0')) return typeIgnored(type, server ?? '');
  return byType(name, type ?? '', written);
}

/** In the file, but the daemon that runs does not know it. */
function notLoaded(name: string, written: DaemonRuntime): Described {
  const { really, identity, shim, program, runtime, configPath } = fromFile(name, written, undefined);
  return {
    identity,
    isolation: 'unknown',
    really,
    ...(shim !== undefined && { shim }),
    ...(program !== undefined && { program }),
    ...(runtime && { runtime }),
    ...(configPath !== undefined && { configPath }),
    problem: stale(name),
  };
}

const stale = (name: string): RuntimeProblem => ({
  id: 'not-loaded',
  message: t(
    'The runtime {0} of daemon.json is not the one of the daemon that runs: it has not read the file since.',
    name,
  ),
  fix: t('Let Docker read its file again; containers go on.'),
  command: 'sudo systemctl reload docker',
});

/** runtimeType before Docker 24.0: an entry without a path, which becomes runc. */
function typeIgnored(type: string | undefined, server: string): Described {
  const wanted = type === undefined ? t('the runtimeType of this entry') : `"runtimeType": "${type}"`;
  return {
    identity: 'runc',
    isolation: 'container',
    really: t('runc: Docker {0} ignores runtimeType.', server),
    problem: {
      id: 'runtime-type-ignored',
      message: t(
        'Docker {0} ignores {1} and silently runs these containers in runc, without a VM around them.',
        server,
        wanted,
      ),
      fix: t('Update Docker to 24 or later; Kata asks for 26.'),
    },
  };
}

function byProgram(name: string, path: string): Described {
  const binary = baseName(path);
  if (isKataRuntimeProgram(path)) {
    const message = t(
      '{0} has not been an OCI runtime since Kata 2.0: containers fail with Invalid command "create".',
      path,
    );
    return {
      identity: 'kata',
      isolation: 'unknown',
      really: t('The way of Kata 1.x: {0}, which runs no containers any more.', path),
      program: path,
      problem: { id: 'kata-1', message, fix: t('Name the shim instead: {0}.', entryForKata) },
    };
  }
  if (binary.startsWith('containerd-shim-')) {
    const message = t('{0} is a shim, and with path Docker starts an OCI runtime: containers fail.', path);
    return {
      identity: isKataShim(binary) ? 'kata' : 'unknown',
      isolation: 'unknown',
      really: t('A shim where Docker expects an OCI runtime.'),
      program: path,
      problem: { id: 'shim-as-path', message, fix: t('Name it with runtimeType instead of path.') },
    };
  }
  const identity = identityOfProgram(path);
  const really = identity === 'unknown' ? t('The program {0}.', path) : `${sentence(identity)} (${path}).`;
  return { ...described(name, identity, really), program: path };
}

function byType(name: string, type: string, { configPath, binaryName }: DaemonRuntime = {}): Described {
  const shim = shimOf(type);
  if (shim.kind === 'invalid') {
    const message = t(
      '"{0}" is neither a name such as io.containerd.kata.v2 nor an absolute path: containers fail.',
      type,
    );
    return {
      identity: 'unknown',
      isolation: 'unknown',
      really: t('A runtimeType that containerd refuses: {0}.', type),
      problem: { id: 'invalid-entry', message, fix: t('For Kata write {0}.', entryForKata) },
    };
  }
  const identity = identityOfType(type, binaryName);
  const start = shim.kind === 'path' ? shim.path : shim.binary;
  const runtime = identity === 'kata' && shim.kind === 'path' ? runtimeOfShim(shim.path) : undefined;
  const really =
    identity === 'unknown'
      ? t('The shim {0}.', start)
      : t(
          '{0}, by the shim {1}{2}.',
          sentence(identity),
          start,
          binaryName === undefined ? '' : t(' and {0}', binaryName),
        );
  return {
    ...described(name, identity, really),
    shim: start,
    ...(runtime && { runtime }),
    ...(configPath !== undefined && { configPath }),
  };
}

/** A name without an entry: since 23.0 the type of a shim, if it has a dot and no slash. */
function byTypeName(name: string, server: string | undefined): Described {
  const known = name.includes('.') && shimOf(name).kind === 'name';
  if (known && isBelow(server, '23.0.0') !== true) return byType(name, name);
  const message = known
    ? t('Docker {0} knows no shims by name and refuses {1}.', server ?? '', name)
    : t('Docker has no runtime {0} and refuses to start containers with it.', name);
  return {
    identity: 'unknown',
    isolation: 'unknown',
    really: t('A name that this Docker does not know.'),
    problem: {
      id: 'not-registered',
      message,
      fix: known ? t('Update Docker to 26 or later.') : t('For Kata write {0}.', entryForKata),
    },
  };
}

/** Adds what is wrong where the name says Kata and it is another one. */
function described(name: string, identity: RuntimeIdentity, really: string): Described {
  const { isolation, title } = runtimeKind(identity);
  const pretends = isKata(name) && identity !== 'kata' && identity !== 'unknown';
  const without = isolation === 'container' ? t(', without a VM around them') : '';
  return {
    identity,
    isolation,
    really,
    ...(pretends && {
      problem: {
        id: 'not-kata' as const,
        message: t('The runtime is called {0}, but its containers run in {1}{2}.', name, title, without),
        fix: t('For Kata write {0}.', entryForKata),
      },
    }),
  };
}

const sentence = (identity: RuntimeIdentity): string => {
  const { title } = runtimeKind(identity);
  return identity === 'runc' || identity === 'crun' || identity === 'youki'
    ? title
    : title.charAt(0).toUpperCase() + title.slice(1);
};
