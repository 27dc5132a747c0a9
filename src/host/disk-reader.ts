/** Readers of real files: of this machine, and of one that was saved to a folder. */
import { constants, type Stats } from 'node:fs';
import { lstat, open, readdir, readlink, realpath, stat } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { CommandFailure, type Runner } from '../engines';
import { t } from '../text';
import { maxRead, type Device, type Entry, type HostReader, type Listing, type Reading } from './reader';

/** How long one file may take, in ms: a file of a dead network mount must not hold up the others. */
const readLimit = 1_000;
const chunkSize = 65_536;
/** As many links as Linux follows (MAXSYMLINKS). */
const maxLinks = 40;

type Absence = Exclude<Reading, { readonly kind: 'text' }>;

/** A path can't be read as that machine would read it; the message is the cause. */
class Unreadable extends Error {}

const code = (error: unknown): string => (error as NodeJS.ErrnoException | undefined)?.code ?? '';

function absence(error: unknown): Absence {
  switch (code(error)) {
    case 'ENOENT':
    case 'ENOTDIR':
      return { kind: 'missing' };
    case 'EACCES':
    case 'EPERM':
      return { kind: 'denied' };
    case 'ELOOP':
      return { kind: 'unreadable', cause: t('its links go in a circle') };
  }
  if (error instanceof Unreadable) return { kind: 'unreadable', cause: error.message };
  return {
    kind: 'unreadable',
    cause: code(error) || (error instanceof Error ? error.message : String(error)),
  };
}

/** The result of `read`, or why there is none; late after `readLimit`. */
async function guarded<T>(read: () => Promise<T>): Promise<T | Absence> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Absence>((resolve) => {
    timer = setTimeout(() => {
      resolve({ kind: 'unreadable', cause: t('it did not answer within {0} s', readLimit / 1000) });
    }, readLimit);
  });
  try {
    return await Promise.race([read().catch(absence), late]);
  } finally {
    clearTimeout(timer);
  }
}

/** The start of a file; never waits for a pipe or a device, which are not read at all. */
async function readStart(file: string, flags: number): Promise<Reading> {
  // Without O_NONBLOCK, opening a pipe would wait for its writer
  const handle = await open(file, constants.O_RDONLY | constants.O_NONBLOCK | flags);
  try {
    const stats = await handle.stat();
    if (!stats.isFile()) throw new Unreadable(notAFile(kindOf(stats)));
    const chunks: Buffer[] = [];
    // Files of /proc and /sys say that they are empty: only reading tells
    for (let length = 0; length < maxRead;) {
      const chunk = Buffer.allocUnsafe(Math.min(chunkSize, maxRead - length));
      const { bytesRead } = await handle.read(chunk, 0, chunk.length, null);
      if (bytesRead === 0) break;
      chunks.push(chunk.subarray(0, bytesRead));
      length += bytesRead;
    }
    return { kind: 'text', text: Buffer.concat(chunks).toString('utf8') };
  } finally {
    await handle.close();
  }
}

function notAFile(kind: Entry['kind']): string {
  switch (kind) {
    case 'folder':
      return t('it is a folder, not a file');
    case 'device':
      return t('it is a device, not a file');
    case 'socket':
      return t('it is a socket, not a file');
    default:
      return t('it is a pipe, not a file');
  }
}

function kindOf(stats: Stats): Entry['kind'] {
  if (stats.isFile()) return 'file';
  if (stats.isDirectory()) return 'folder';
  if (stats.isCharacterDevice() || stats.isBlockDevice()) return 'device';
  return stats.isSocket() ? 'socket' : 'other';
}

const entryOf = (stats: Stats): Entry => ({
  kind: kindOf(stats),
  executable: stats.isFile() && (stats.mode & 0o111) !== 0,
  gid: stats.gid,
});

const textOrNothing = (result: string | Absence): string | undefined =>
  typeof result === 'string' ? result : undefined;

/** The methods that read, over paths that `place` translates. */
function fileMethods(place: (file: string) => Promise<string>, flags: number) {
  return {
    read: (file: string): Promise<Reading> => guarded(async () => readStart(await place(file), flags)),
    list: (folder: string): Promise<Listing> =>
      guarded<Listing>(async () => ({ kind: 'names', names: (await readdir(await place(folder))).sort() })),
    entry: async (file: string): Promise<Entry | Absence['kind']> => {
      const entry = await guarded(async () => entryOf(await stat(await place(file))));
      return 'gid' in entry ? entry : entry.kind;
    },
  };
}

const deviceErrors: Readonly<Record<string, Device>> = {
  ENOENT: 'missing',
  ENOTDIR: 'missing',
  EACCES: 'denied',
  EPERM: 'denied',
  ENODEV: 'no-driver',
  ENXIO: 'no-driver',
  EBUSY: 'busy',
};

/** This machine. Programs are run by `runner`. */
export function createHostReader(runner: Runner): HostReader {
  return {
    replayed: false,
    system: { platform: process.platform, arch: os.machine(), release: os.release() },
    ...fileMethods((file) => Promise.resolve(file), 0),
    target: async (file) => textOrNothing(await guarded(() => realpath(file))),
    device: async (file) => {
      const opened = await guarded(async (): Promise<Device> => {
        let handle;
        try {
          handle = await open(file, constants.O_RDWR | constants.O_NONBLOCK);
        } catch (error) {
          return deviceErrors[code(error)] ?? 'unreadable';
        }
        try {
          return kindOf(await handle.stat()) === 'device' ? 'opens' : 'unreadable';
        } finally {
          await handle.close();
        }
      });
      return typeof opened === 'string' ? opened : 'unreadable';
    },
    run: (command, signal) => runner.run(command, signal),
    variable: (name) => process.env[name],
  };
}

/**
 * A machine whose /proc, /sys, /dev, /etc, /opt and /usr were saved under `folder`. Links resolve as on that machine and
 * never lead out of the folder; nothing is run. Rejects with Node's error where the folder can't be read.
 */
export async function createSavedHostReader(folder: string): Promise<HostReader> {
  const root = await realpath(folder);
  await readdir(root); // A file is none: ENOTDIR
  // O_NOFOLLOW: links are resolved here, the system must not follow one that appears in between
  const methods = fileMethods((file) => resolveInside(root, file), constants.O_NOFOLLOW);
  return {
    replayed: true,
    system: { platform: 'linux' },
    ...methods,
    target: async (file) => {
      const inside = textOrNothing(await guarded(() => resolveInside(root, file)));
      return inside === undefined ? undefined : `/${path.relative(root, inside).split(path.sep).join('/')}`;
    },
    device: async (file) => {
      const entry = await methods.entry(file);
      if (typeof entry === 'string') return entry;
      return entry.kind === 'file' || entry.kind === 'device' ? 'opens' : 'unreadable';
    },
    run: (command) =>
      Promise.reject(
        new CommandFailure(
          'missing',
          command.command,
          t('`{0}` was not run: a saved machine runs nothing.', command.command),
        ),
      ),
    variable: () => undefined,
  };
}

/** Where a path of the saved machine is on this one: link by link, as `chroot` would resolve it. */
async function resolveInside(root: string, file: string): Promise<string> {
  let links = 0;
  let place: readonly string[] = [];
  const todo = file.split('/').reverse();
  for (let name = todo.pop(); name !== undefined; name = todo.pop()) {
    if (name === '' || name === '.') continue;
    if (name === '..') {
      place = place.slice(0, -1);
      continue;
    }
    const here = path.join(root, ...place, name);
    const stats = await lstat(here);
    if (!stats.isSymbolicLink()) {
      place = [...place, name];
      continue;
    }
    if (++links > maxLinks) throw new Unreadable(t('its links go in a circle'));
    const target = await readlink(here);
    if (target.startsWith('/')) place = [];
    todo.push(...target.split('/').reverse());
  }
  return path.join(root, ...place);
}
