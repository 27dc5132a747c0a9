/** Reads files for the lint: only regular ones, no more of them than is judged, each once. */
import { isUtf8 } from 'node:buffer';
import { closeSync, lstatSync, openSync, readFileSync, readSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Span } from '../../documents';
import { maxText } from '../../lint/core';

/** A file's content. The text is what changes where fixes are applied; everything else is as it was read. */
export interface Source {
  /** Where the file really is: symbolic links are resolved. */
  readonly real: string;
  readonly text: string;
  /** What was read, to see whether the file changed meanwhile. */
  readonly bytes: Buffer;
  /** The first character that is not UTF-8. */
  readonly invalid?: Span;
  /** The file is too large to be judged; the text is only its beginning. */
  readonly truncated?: true;
}

/** In the place of a content: why there is none. */
export class Unreadable {
  constructor(readonly reason: string) {}
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file or directory',
  ENOTDIR: 'a part of its path is not a directory',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  ELOOP: 'its symbolic links go round in a circle',
};

const isSystemError = (error: unknown): error is NodeJS.ErrnoException & { code: string } =>
  error instanceof Error && 'code' in error && /^E[A-Z0-9]+$/.test(String(error.code)) && 'syscall' in error;

/** What went wrong with a file, in words. Anything but an error of the system is thrown again. */
export function reasonOf(error: unknown, path: string): string {
  if (!isSystemError(error)) throw error;
  const dangling = error.code === 'ENOENT' && lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink();
  return dangling ? 'it is a symbolic link to nothing' : (reasons[error.code] ?? error.message);
}

/** What a call of the file system gives; undefined where the system refuses it. */
export function attempt<Result>(call: () => Result): Result | undefined {
  try {
    return call();
  } catch (error) {
    if (isSystemError(error)) return undefined;
    throw error;
  }
}

/** Where the first bytes stand that are not UTF-8: `text` has U+FFFD there, which may also be the file's own. */
export function invalidUtf8(bytes: Buffer, text: string): Span | undefined {
  if (isUtf8(bytes)) return undefined;
  let offset = 0;
  let from = 0;
  for (let at = text.indexOf('\ufffd'); at >= 0; at = text.indexOf('\ufffd', at + 1)) {
    offset += Buffer.byteLength(text.slice(from, at));
    from = at;
    if (bytes.toString('latin1', offset, offset + 3) !== '\xef\xbf\xbd') return { start: at, end: at + 1 };
  }
  return undefined;
}

/** Bytes as the lint judges them. More than it judges are cut off; one byte is then one character. */
export function decode(bytes: Buffer, real: string): Source {
  if (bytes.length > maxText) {
    return { real, bytes, text: bytes.toString('latin1', 0, maxText + 1), truncated: true };
  }
  const text = bytes.toString('utf8');
  const invalid = invalidUtf8(bytes, text);
  return { real, bytes, text, ...(invalid && { invalid }) };
}

function readStart(path: string, length: number): Buffer {
  const file = openSync(path, 'r');
  try {
    const buffer = Buffer.alloc(length);
    let filled = 0;
    for (let read = -1; read !== 0 && filled < length; filled += read) {
      read = readSync(file, buffer, filled, length - filled, null);
    }
    return buffer.subarray(0, filled);
  } finally {
    closeSync(file);
  }
}

/** Standard input up to what is judged. */
export async function readStdin(): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of process.stdin as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    length += chunk.length;
    if (length > maxText) break;
  }
  return Buffer.concat(chunks);
}

/** The path without symbolic links, also of a file that does not exist (yet) in a folder that does. */
export function realOrSame(path: string): string {
  const real = attempt(() => realpathSync.native(path));
  const folder = dirname(path);
  return real ?? (folder === path ? path : join(realOrSame(folder), basename(path)));
}

/** The files of one run. */
export class Sources {
  private readonly byRealPath = new Map<string, Source | Unreadable>();

  /** The content of a file, or why it can't be read. */
  read(path: string): Source | Unreadable {
    try {
      const real = realpathSync.native(path);
      const content = this.byRealPath.get(real) ?? load(real);
      this.byRealPath.set(real, content);
      return content;
    } catch (error) {
      return new Unreadable(reasonOf(error, path));
    }
  }

  /** Does not keep a content that nobody needs. */
  forget(source: Source): void {
    this.byRealPath.delete(source.real);
  }

  /** Puts a content in the place of what is on disk, or of what was there before. */
  set(source: Source): void {
    this.byRealPath.set(source.real, source);
  }
}

/** Reads a file: a regular one, and not more of it than is judged. Throws what the file system says. */
export function load(real: string): Source | Unreadable {
  // Looked at before it is opened: opening a pipe would wait for a writer
  const stat = statSync(real);
  if (!stat.isFile()) return new Unreadable('it is not a regular file');
  return decode(stat.size > maxText ? readStart(real, maxText + 1) : readFileSync(real), real);
}
