/** How the host check sees a machine: this one, or one that was saved to a folder. */
import type { Command } from '../engines';

/** What stood in a file. `denied` and `unreadable` are never taken for "not there". */
export type Reading =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'missing' }
  | { readonly kind: 'denied' }
  | { readonly kind: 'unreadable'; readonly cause: string };

/** What is in a folder. */
export type Listing =
  { readonly kind: 'names'; readonly names: readonly string[] } | Exclude<Reading, { readonly kind: 'text' }>;

/**
 * What opening a device for reading and writing did. `no-driver`: the node is there, but nothing behind it (ENODEV,
 * ENXIO). `busy`: somebody else holds it alone.
 */
export type Device = 'opens' | 'missing' | 'denied' | 'no-driver' | 'busy' | 'unreadable';

/** What kind of thing is at a path, links followed. */
export interface Entry {
  readonly kind: 'file' | 'folder' | 'device' | 'socket' | 'other';
  /** Any execute bit is set. */
  readonly executable: boolean;
  /** Group that owns it. */
  readonly gid: number;
}

/** What the operating system tells about itself without a file. */
export interface System {
  readonly platform: NodeJS.Platform;
  /** As `uname -m` says it; undefined of a saved machine. */
  readonly arch?: string;
  /** As `uname -r` says it; undefined of a saved machine. */
  readonly release?: string;
}

/** Reads a machine. Paths are absolute paths of that machine; no method ever rejects but `run`. */
export interface HostReader {
  /** Whether it is a saved machine: nothing is run then, and nothing outside its folder is read. */
  readonly replayed: boolean;
  readonly system: System;
  /** The start of a file, at most `maxRead` characters. */
  read(path: string): Promise<Reading>;
  list(path: string): Promise<Listing>;
  /** What is at the path; the word says why there is nothing to tell. */
  entry(path: string): Promise<Entry | 'missing' | 'denied' | 'unreadable'>;
  /** The path with all its links followed, as a path of that machine; undefined where that can't be told. */
  target(path: string): Promise<string | undefined>;
  /** Opens a device and closes it again. Of a saved machine, any file there counts as one that opens. */
  device(path: string): Promise<Device>;
  /**
   * Runs a program; rejects with a CommandFailure. Of a saved machine it always rejects. A probe needs no signal: the
   * reader that it is given ends its programs when the probe is late or cancelled.
   */
  run<T>(command: Command<T>, signal?: AbortSignal): Promise<T>;
  /** A variable of the environment; of a saved machine none is set. */
  variable(name: string): string | undefined;
}

/** The most that is read of a file, in characters: /proc/cpuinfo of 1,000 CPUs has 1.5 million. */
export const maxRead = 4_000_000;
