/** What the switch needs of the disk. The editor and the command line give it; open documents stand above the disk. */
import type { TextEdit } from '../documents';

/** A text and whether a byte order mark stands before it, which is no part of the text (nor of VS Code's documents). */
export interface FileText {
  readonly text: string;
  readonly bom: boolean;
}

/** One file before and after. */
export interface FileChange {
  readonly path: string;
  /** Undefined: there is no such file. */
  readonly before: FileText | undefined;
  /** Undefined: the file is removed. */
  readonly after: string | undefined;
  /** The same change as edits of the text, where it is a small one. */
  readonly edits?: readonly TextEdit[];
}

/** Reads and writes files. All of them throw a Refusal that names the cause where the system says no. */
export interface Files {
  /** Undefined where there is no such file. Anything but a regular file of UTF-8 of sane size is a Refusal. */
  read(path: string): Promise<FileText | undefined>;
  /** The names in a folder; none where there is no such folder. */
  list(folder: string): Promise<readonly string[]>;
  /** Whether anything, of any kind, has this path. */
  exists(path: string): Promise<boolean>;
  /** The path without symbolic links, of a file that is there. */
  realpath(path: string): Promise<string>;
  /** Replaces, makes or removes a file, in one step and through symbolic links; keeps its mode. */
  write(change: FileChange): Promise<void>;
  /** The same for a file of this user's own: folders are made, and nobody else may read it. */
  writePrivate(path: string, text: string | undefined): Promise<void>;
}
