/** Where programs and shims are. */
import { shimOf } from '../knowledge';
import { textOf } from './files';
import { processesOf } from './processes';
import type { HostReader } from './reader';

/** Where services find programs: the PATH that systemd gives them (DEFAULT_PATH of systemd). */
export const serviceFolders = ['/usr/local/sbin', '/usr/local/bin', '/usr/sbin', '/usr/bin'] as const;

/** Where Kata's release archives put theirs (docs/installation.md@4.1.0). No service looks here by itself. */
export const kataFolders = ['/opt/kata/runtime-rs/bin', '/opt/kata/bin'] as const;

/** Folders that a user and services look in, and Kata's own, each once. */
export function programFolders(reader: HostReader): readonly string[] {
  const path = (reader.variable('PATH') ?? '').split(':').filter((folder) => folder.startsWith('/'));
  return [...new Set([...path, ...serviceFolders, ...kataFolders])];
}

/** Whether a program is at the path; undefined where that can't be told. Of a saved machine, any file counts as one. */
export async function isProgram(reader: HostReader, path: string): Promise<boolean | undefined> {
  const entry = await reader.entry(path);
  if (typeof entry === 'string') return entry === 'missing' ? false : undefined;
  return entry.kind === 'file' && (entry.executable || reader.replayed);
}

/** The first place of a program in these folders. */
export async function findProgram(
  reader: HostReader,
  name: string,
  folders: readonly string[] = programFolders(reader),
): Promise<string | undefined> {
  const places = folders.map((folder) => `${folder}/${name}`);
  const there = await Promise.all(places.map((place) => isProgram(reader, place)));
  return places.find((_, index) => there[index] === true);
}

/** Where the shim of a runtime is. */
export type ShimPlace =
  | { readonly kind: 'found'; readonly path: string }
  /** Only where containerd does not look. */
  | { readonly kind: 'elsewhere'; readonly path: string }
  | { readonly kind: 'missing' }
  | { readonly kind: 'unknown' };

/**
 * Looks for a shim as containerd does: a path as it is, a name on containerd's own PATH
 * (core/runtime/v2/shim_manager.go, resolveRuntimePath, in containerd 2.3). That is systemd's default one; another
 * is seen only where this user may look at containerd's process.
 */
export async function findShim(reader: HostReader, shim: string): Promise<ShimPlace> {
  if (shim.startsWith('/')) {
    const there = await isProgram(reader, shim);
    if (there === true) return { kind: 'found', path: shim };
    return { kind: there === undefined || !(await isSaved(reader, shim)) ? 'unknown' : 'missing' };
  }
  const found =
    (await findProgram(reader, shim, serviceFolders)) ??
    (await findProgram(reader, shim, await foldersOfService(reader)));
  if (found !== undefined) return { kind: 'found', path: found };
  const elsewhere = await findProgram(reader, shim, kataFolders);
  if (elsewhere !== undefined) return { kind: 'elsewhere', path: elsewhere };
  return { kind: (await isSaved(reader, '/usr/bin')) ? 'missing' : 'unknown' };
}

/** The program behind a runtime type; undefined for what containerd refuses. */
export function shimProgram(type: string): string | undefined {
  const shim = shimOf(type);
  if (shim.kind === 'invalid') return undefined;
  return shim.kind === 'path' ? shim.path : shim.binary;
}

/** Whether a saved machine has that part of the file system at all: what was not saved is not missing. */
async function isSaved(reader: HostReader, path: string): Promise<boolean> {
  if (!reader.replayed) return true;
  const [, top = ''] = path.split('/');
  return typeof (await reader.entry(`/${top}`)) !== 'string';
}

/** The PATH of a running containerd or dockerd, which only its own user and root may see. */
async function foldersOfService(reader: HostReader): Promise<readonly string[]> {
  const services = await processesOf(reader, ['containerd', 'dockerd']);
  const found = await Promise.all(
    services.map(async ({ id }) => {
      const environment = await textOf(reader, `/proc/${id}/environ`);
      const path = environment?.split('\0').find((variable) => variable.startsWith('PATH='));
      return path?.slice('PATH='.length).split(':') ?? [];
    }),
  );
  return [...new Set(found.flat().filter((folder) => folder.startsWith('/')))];
}
