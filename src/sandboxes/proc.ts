/** Reads the process table of this host. A process that is looked at once is not read again while it lives. */
import { readdirSync, readFileSync } from 'node:fs';
import { setImmediate as pause } from 'node:timers/promises';
import { kataProcess, type HostProcesses, type KataProcess } from './processes';

/** How /proc is read; a test gives another one. */
export interface ProcFiles {
  /** The names in a folder of /proc, by default in itself; none where it is gone. */
  readonly list: (folder?: string) => readonly string[];
  /** The text of `/proc/NAME`; undefined where it is gone or may not be read. */
  readonly read: (name: string) => string | undefined;
}

/** This host's /proc. */
export const hostProc: ProcFiles = {
  list: (folder = '') => {
    try {
      return readdirSync(`/proc/${folder}`);
    } catch {
      return []; // The process has ended; /proc itself is missing where there is no Linux
    }
  },
  read: (name) => {
    try {
      return readFileSync(`/proc/${name}`, 'utf8');
    } catch {
      return undefined; // It has ended, or belongs to somebody else: there is nothing to tell
    }
  },
};

/** What is known of Kata's processes, and whether everybody's could be seen. */
export interface ProcessTable {
  readonly processes: readonly KataProcess[];
  /** false where /proc hides the processes of other users (`hidepid`). */
  readonly complete: boolean;
}

/** The longest that the reading may hold up the event loop, in ms. */
const slice = 8;
/** Arguments beyond this are not looked at; QEMU's have 6,000 characters. */
const maxArguments = 100_000;
/** Kernel's clock ticks a second, the same on all of Kata's architectures. */
const ticks = 100;

/** A process may still become another program: the shim is forked before it executes QEMU, a wrapper its shim. */
const settled = 10_000;

interface Seen {
  readonly process: KataProcess | undefined;
  /** When it was first seen, on the clock of `performance.now()`. */
  readonly since: number;
}

/** Looks at the process table again and again, each time only at what is new or Kata's. */
export class ProcessReader {
  private seen: ReadonlyMap<number, Seen> = new Map();
  private bootTime: number | undefined;

  constructor(private readonly files: ProcFiles = hostProc) {}

  /** Reads the table; gives the event loop back every few milliseconds. */
  async read(): Promise<ProcessTable> {
    const seen = new Map<number, Seen>();
    let since = performance.now();
    for (const name of this.files.list()) {
      const pid = Number(name);
      if (!Number.isInteger(pid)) continue;
      seen.set(pid, this.seeAgain(pid));
      if (performance.now() - since > slice) {
        await pause();
        since = performance.now();
      }
    }
    this.seen = seen;
    const processes = [...seen.values()].flatMap(({ process }) => process ?? []);
    return { processes, complete: seen.has(1) };
  }

  private seeAgain(pid: number): Seen {
    const before = this.seen.get(pid);
    const now = performance.now();
    if (before && !before.process && now - before.since > settled) return before;
    return { process: this.look(pid), since: before?.since ?? now };
  }

  private look(pid: number): KataProcess | undefined {
    const text = this.files.read(`${pid}/cmdline`)?.slice(0, maxArguments);
    if (text === undefined || text === '') return undefined;
    const process = kataProcess({ pid, parent: 0, args: text.replace(/\0$/, '').split('\0') });
    return process && { ...process, ...this.details(pid) };
  }

  private details(pid: number): Pick<KataProcess, 'parent' | 'rss' | 'startedAt'> {
    const status = this.files.read(`${pid}/status`) ?? '';
    const number = (name: string) => Number(new RegExp(`^${name}:\\s*(\\d+)`, 'm').exec(status)?.[1] ?? NaN);
    const rss = number('VmRSS') * 1024;
    const startedAt = this.startedAt(pid);
    return {
      parent: number('PPid') || 0,
      ...(Number.isFinite(rss) && { rss }),
      ...(startedAt !== undefined && { startedAt }),
    };
  }

  /** Field 22 of `stat`, counted behind the name in brackets, which may hold anything. */
  private startedAt(pid: number): number | undefined {
    const stat = this.files.read(`${pid}/stat`);
    const started = Number(stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? NaN);
    this.bootTime ??= Number(/^btime (\d+)/m.exec(this.files.read('stat') ?? '')?.[1] ?? NaN);
    const time = (this.bootTime + started / ticks) * 1000;
    return Number.isFinite(time) ? time : undefined;
  }
}

/** Looks at single processes of this host's /proc. */
export const hostProcesses = (files: ProcFiles = hostProc): HostProcesses => ({
  argumentsOf: (pid) => {
    const text = files.read(`${pid}/cmdline`);
    return text === undefined || text === '' ? undefined : text.replace(/\0$/, '').split('\0');
  },
  childrenOf: (pid) => {
    const threads = files.list(`${pid}/task`);
    const lists = threads.map((thread) => files.read(`${pid}/task/${thread}/children`));
    return lists.length === 0 || lists.includes(undefined)
      ? undefined
      : lists.flatMap((list) => (list ?? '').split(' ').filter(Boolean).map(Number));
  },
});
