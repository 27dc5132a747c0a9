/** The files of this machine. */
import { randomBytes } from 'node:crypto';
import {
  access,
  chmod,
  constants,
  chown,
  lstat,
  mkdir,
  open,
  readdir,
  readFile,
  realpath,
  rename,
  rm,
  stat,
  writeFile,
} from 'node:fs/promises';
import { homedir, userInfo } from 'node:os';
import { dirname, isAbsolute, join } from 'node:path';
import { t } from '../text';
import type { FileChange, Files, FileText } from './files';
import { stateFolder, stateHint } from './memory';
import { Refusal } from './refusal';
import type { Environment } from './variables';

/** Files above this are not read, in bytes. */
const maxBytes = 4_000_000;

const reasons = (): Readonly<Record<string, string>> => ({
  EACCES: t('This user has no permission for it.'),
  EPERM: t('This user has no permission for it.'),
  ENOTDIR: t('A part of its path is not a folder.'),
  EEXIST: t('There is such a file already.'),
  EISDIR: t('It is a folder.'),
  ELOOP: t('Its symbolic links go round in a circle.'),
  ENOSPC: t('There is no space left on the disk.'),
  EROFS: t('The file system is read-only.'),
  ENAMETOOLONG: t('The path is too long.'),
});

const isSystemError = (error: unknown): error is NodeJS.ErrnoException & { code: string } =>
  error instanceof Error && 'code' in error && 'syscall' in error;

/** A call of the file system; what it refuses becomes a Refusal. */
async function attempt<T>(path: string, what: string, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    if (!isSystemError(error)) throw error;
    throw new Refusal(`${what} ${reasons()[error.code] ?? error.message}`, path);
  }
}

/** The same, with undefined for a file that is not there. */
async function ifThere<T>(path: string, what: string, call: () => Promise<T>): Promise<T | undefined> {
  return attempt(path, what, async () => {
    try {
      return await call();
    } catch (error) {
      if (isSystemError(error) && error.code === 'ENOENT') return undefined;
      throw error;
    }
  });
}

const cannotRead = (): string => t("The file can't be read.");
const cannotWrite = (): string => t("The file can't be written.");

async function read(path: string): Promise<FileText | undefined> {
  const found = await ifThere(path, cannotRead(), () => stat(path));
  if (!found) return undefined;
  if (found.isDirectory()) throw new Refusal(t('This is a folder, not a file.'), path);
  if (!found.isFile()) throw new Refusal(t('This is a device or the like, not a file.'), path);
  if (found.size > maxBytes) throw new Refusal(t('The file has more than 4 MB.'), path);
  const bytes = await attempt(path, cannotRead(), () => readFile(path));
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  let text: string;
  try {
    text = decoder.decode(bytes);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new Refusal(t('The file is not UTF-8. Save it as UTF-8.'), path, 1 + lineBreaksBeforeError(bytes));
  }
  const bom = text.startsWith('\ufeff');
  return { text: bom ? text.slice(1) : text, bom };
}

/** How many lines end before the first byte that is not UTF-8. */
function lineBreaksBeforeError(bytes: Buffer): number {
  const text = bytes.toString('utf8');
  return text.slice(0, text.indexOf('\ufffd')).split('\n').length - 1;
}

/** Writes a new file beside the old one and puts it in its place, so that nobody sees half of it. */
async function replace(path: string, content: string, mode: number | undefined): Promise<void> {
  const temporary = join(dirname(path), `.kata-workbench-${randomBytes(6).toString('hex')}`);
  try {
    const old = await ifThere(path, cannotWrite(), () => stat(path));
    // Its own until it has the mode of the other: that may be secret
    await writeFile(temporary, content, { flag: 'wx', flush: true, mode: mode ?? (old ? 0o600 : 0o666) });
    if (old) {
      // A file that may not be written is not replaced either
      await access(path, constants.W_OK);
      await chmod(temporary, old.mode);
      const made = await stat(temporary);
      if (made.uid !== old.uid || made.gid !== old.gid) await chown(temporary, old.uid, old.gid);
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

/** Writes a file that is not there yet; nothing is left of it where that fails. */
async function make(path: string, content: string): Promise<void> {
  const file = await open(path, 'wx');
  try {
    await file.writeFile(content);
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  } finally {
    await file.close();
  }
}

async function write({ path, before, after }: FileChange): Promise<void> {
  await attempt(path, cannotWrite(), async () => {
    if (after === undefined) await rm(path);
    else if (!before) await make(path, after);
    else await replace(await realpath(path), before.bom ? `\ufeff${after}` : after, undefined);
  });
}

async function writePrivate(path: string, text: string | undefined): Promise<void> {
  if (text === undefined) {
    await attempt(path, t("What was remembered can't be removed."), () => rm(path, { force: true }));
    return;
  }
  const what = t(
    "What the switch replaces can't be remembered here, so nothing was changed. {0}",
    stateHint(),
  );
  await attempt(path, what, async () => {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    await replace(path, text, 0o600);
  });
}

/** The files of this machine as `Files`. */
export const diskFiles: Files = {
  read,
  write,
  writePrivate,
  list: async (folder) => {
    const found = await ifThere(folder, t("The folder can't be read."), () => stat(folder));
    return found?.isDirectory() ? attempt(folder, t("The folder can't be read."), () => readdir(folder)) : [];
  },
  exists: async (path) => {
    try {
      await lstat(path);
      return true;
    } catch (error) {
      if (isSystemError(error)) return error.code !== 'ENOENT' && error.code !== 'ENOTDIR';
      throw error;
    }
  },
  realpath: (path) => attempt(path, cannotRead(), () => realpath(path)),
};

/** Where memories are on this machine; undefined where neither the user nor XDG_STATE_HOME has a folder. */
export const diskStateFolder = (environment: Environment): string | undefined =>
  stateFolder(environment, homeFolder());

/** HOME may be empty, and a user may stand in no list, as in many a container of a cluster. */
function homeFolder(): string | undefined {
  try {
    return [homedir, () => userInfo().homedir].map((find) => find()).find(isAbsolute);
  } catch (error) {
    if (isSystemError(error)) return undefined;
    throw error;
  }
}
