/** Kata's runtimes as container engines' files register them. */
import { identityOfType, parseDaemonJson, type DaemonJson } from '../engines';
import { globMatches, isKata } from '../knowledge';
import type { HostReader, Reading } from './reader';

/** A runtime in an engine's file. */
export interface Registration {
  readonly engine: 'docker' | 'containerd' | 'crio' | 'nerdctl';
  /** The name that `--runtime` and RuntimeClasses use. */
  readonly name: string;
  /** What the engine starts: a shim by its type or absolute path. */
  readonly shim?: string;
  readonly configPath?: string;
  /** The file that says so. */
  readonly file: string;
}

/** Docker's file and what it says. */
export interface DaemonFile {
  readonly path: string;
  readonly reading: Reading;
  readonly daemon?: DaemonJson;
}

/** Which installation of Docker: each reads a file of its own. */
export type DockerKind = 'system' | 'rootless' | 'snap';

/** Where Docker's file is, if its service names no other. */
export function daemonFilePath(reader: HostReader, kind: DockerKind): string {
  if (kind === 'snap') return '/var/snap/docker/current/config/daemon.json';
  if (kind === 'system') return '/etc/docker/daemon.json';
  const home = reader.variable('XDG_CONFIG_HOME') ?? `${reader.variable('HOME') ?? ''}/.config`;
  return `${home}/docker/daemon.json`;
}

export async function readDaemonFile(
  reader: HostReader,
  path = daemonFilePath(reader, 'system'),
): Promise<DaemonFile> {
  const reading = await reader.read(path);
  return { path, reading, ...(reading.kind === 'text' && { daemon: parseDaemonJson(reading.text) }) };
}

/** A container engine's configuration: the main file and what it takes in, in order; later ones count. */
export interface EngineFiles {
  readonly files: readonly { readonly path: string; readonly text: string }[];
  /** Files that are there, but can't be read. */
  readonly unread: readonly string[];
}

/** containerd's own file, and those that distributions of Kubernetes write for theirs. */
const containerdFiles = [
  '/etc/containerd/config.toml',
  '/var/lib/rancher/k3s/agent/etc/containerd/config.toml',
  '/var/lib/rancher/rke2/agent/etc/containerd/config.toml',
];

export async function containerdFilesOf(reader: HostReader): Promise<EngineFiles> {
  const mains = await readAll(reader, containerdFiles);
  const imported = await Promise.all(
    mains.files.map(async ({ path, text }) => readAll(reader, await importsOf(reader, path, text))),
  );
  return {
    files: [...mains.files, ...imported.flatMap(({ files }) => files)],
    unread: [...mains.unread, ...imported.flatMap(({ unread }) => unread)],
  };
}

/** Paths of `imports = [...]` at the top; a pattern in the file's name is followed, one in a folder's is not. */
async function importsOf(reader: HostReader, path: string, text: string): Promise<readonly string[]> {
  const list = /^[ \t]*imports[ \t]*=[ \t]*\[([^\]]*)\]/m.exec(text)?.[1] ?? '';
  const folder = path.slice(0, path.lastIndexOf('/'));
  const patterns = [...list.matchAll(/"([^"\n]+)"|'([^'\n]+)'/g)]
    .map(([, double, single]) => double ?? single ?? '')
    .map((name) => (name.startsWith('/') ? name : `${folder}/${name}`));
  const found = await Promise.all(
    patterns.map(async (pattern) => {
      const at = pattern.lastIndexOf('/');
      const [place, name] = [pattern.slice(0, at), pattern.slice(at + 1)];
      if (!name.includes('*')) return [pattern];
      const listing = await reader.list(place);
      return listing.kind === 'names'
        ? listing.names.filter((one) => globMatches(name, one) === true).map((one) => `${place}/${one}`)
        : [];
    }),
  );
  return found.flat();
}

/** CRI-O's main file and its drop-ins. */
export async function crioFilesOf(reader: HostReader): Promise<EngineFiles> {
  const listing = await reader.list('/etc/crio/crio.conf.d');
  const dropIns =
    listing.kind === 'names' ? listing.names.map((name) => `/etc/crio/crio.conf.d/${name}`) : [];
  return readAll(reader, ['/etc/crio/crio.conf', ...dropIns]);
}

async function readAll(reader: HostReader, paths: readonly string[]): Promise<EngineFiles> {
  const readings = await Promise.all(paths.map(async (path) => ({ path, reading: await reader.read(path) })));
  return {
    files: readings.flatMap(({ path, reading }) =>
      reading.kind === 'text' ? [{ path, text: reading.text }] : [],
    ),
    unread: readings
      .filter(({ reading }) => reading.kind === 'denied' || reading.kind === 'unreadable')
      .map(({ path }) => path),
  };
}

/** The runtimes of Docker's file. */
export const dockerRegistrations = ({ path, daemon }: DaemonFile): readonly Registration[] =>
  [...(daemon?.runtimes ?? [])].map(([name, { type, configPath }]) => ({
    engine: 'docker',
    name,
    file: path,
    ...(type !== undefined && { shim: type }),
    ...(configPath !== undefined && { configPath }),
  }));

/** The runtimes of containerd's files; of several with a name the last one. */
export async function containerdRegistrations({ files }: EngineFiles): Promise<readonly Registration[]> {
  if (files.length === 0) return [];
  const { containerdRuntimes } = await import('../lint');
  const found = new Map<string, Registration>();
  for (const { path, text } of files) {
    for (const { handler, type, program, configPath } of containerdRuntimes(text)) {
      // runtime_path stands above the type
      const shim = program ?? type;
      const known = found.get(handler);
      found.set(handler, {
        ...known,
        engine: 'containerd',
        name: handler,
        file: path,
        ...(shim !== undefined && { shim }),
        ...(configPath !== undefined && { configPath }),
      });
    }
  }
  return [...found.values()];
}

/** The runtimes of CRI-O's files that are VMs (`runtime_type = "vm"`) or whose program is a shim. */
export async function crioRegistrations({ files }: EngineFiles): Promise<readonly Registration[]> {
  if (files.length === 0) return [];
  const { crioRuntimes } = await import('../lint');
  const found = new Map<string, Registration>();
  for (const { path, text } of files) {
    for (const { handler, program, configPath } of crioRuntimes(text)) {
      found.set(handler, {
        ...found.get(handler),
        engine: 'crio',
        name: handler,
        file: path,
        ...(program !== undefined && { shim: program }),
        ...(configPath !== undefined && { configPath }),
      });
    }
  }
  return [...found.values()];
}

/** Whether a registration is Kata's, by what it starts, or else by its name. */
export const isKataRegistration = ({ name, shim }: Registration): boolean =>
  shim === undefined ? isKata(name) : identityOfType(shim) === 'kata';

/** Kata's runtimes of all engines' files. */
export async function kataRegistrations(reader: HostReader): Promise<readonly Registration[]> {
  const [docker, containerd, crio] = await Promise.all([
    readDaemonFile(reader).then(dockerRegistrations),
    containerdFilesOf(reader).then(containerdRegistrations),
    crioFilesOf(reader).then(crioRegistrations),
  ]);
  return [...docker, ...containerd, ...crio].filter(isKataRegistration);
}
