/** Reads the process table of this host. A process that is looked at once is not read again while it lives. */
import { closeSync, openSync, readdirSync, readSync } from 'node:fs';
import { setImmediate as pause } from 'node:timers/promises';
import { kataProcess, withParents, type HostProcesses, type KataProcess } from './processes';

/** How /proc is read; a test gives another one. */
export interface ProcFiles {
  /** The names in a folder of /proc, by default in itself; none where it is gone. */
  readonly list: (folder?: string) => readonly string[];
  /** The text of `/proc/NAME`, its beginning where it is very long; undefined where it is gone or may not be read. */
  readonly read: (name: string) => string | undefined;
}

/** Any process may have megabytes of arguments. `/proc/stat` of a machine with 256 CPUs has some 50 kB. */
const buffer = Buffer.allocUnsafe(262_144);

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
    let file: number;
    try {
      file = openSync(`/proc/${name}`, 'r');
    } catch {
      return undefined; // It has ended, or belongs to somebody else: there is nothing to tell
    }
    try {
      let length = 0;
      for (let read = -1; read !== 0 && length < buffer.length; length += read)
        read = readSync(file, buffer, length, buffer.length - length, null);
      return buffer.toString('utf8', 0, length);
    } catch {
      return undefined; // It has ended in the meantime
    } finally {
      closeSync(file);
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
/** After this time a number may be another process's. */
const lookAgain = 60_000;

interface Seen {
  readonly process: KataProcess | undefined;
  /** When it was first seen and last looked at, on the clock of `performance.now()`. */
  readonly since: number;
  readonly looked: number;
}

/** Looks at the process table again and again, each time only at what is new, Kata's, or not looked at for long. */
export class ProcessReader {
  private seen: ReadonlyMap<number, Seen> = new Map();
  private bootTime: number | undefined;

  constructor(
    private readonly files: ProcFiles = hostProc,
    private readonly clock: () => number = () => performance.now(),
  ) {}

  /** Reads the table; gives the event loop back every few milliseconds. */
  async read(): Promise<ProcessTable> {
    const seen = new Map<number, Seen>();
    let since = performance.now();
    const names = this.files.list();
    for (const name of names) {
      if (!/^\d+$/.test(name)) continue;
      const pid = Number(name);
      seen.set(pid, this.seeAgain(pid));
      if (performance.now() - since > slice) {
        await pause();
        since = performance.now();
      }
    }
    this.seen = seen;
    // hidepid=1 hides what processes are, hidepid=2 that they are there; without /proc nothing is hidden
    const complete = names.length === 0 || (this.files.read('1/cmdline') ?? '') !== '';
    return { processes: withParents([...seen.values()].flatMap(({ process }) => process ?? [])), complete };
  }

  private seeAgain(pid: number): Seen {
    const before = this.seen.get(pid);
    const now = this.clock();
    if (
      before &&
      !before.process &&
      now - before.looked < lookAgain &&
      before.looked - before.since > settled
    )
      return before;
    return { process: this.look(pid), since: before?.since ?? now, looked: now };
  }

  private look(pid: number): KataProcess | undefined {
    const args = argumentsOf(this.files, pid);
    const process = args && kataProcess({ pid, parent: 0, args });
    if (!process) return undefined;
    const status = this.files.read(`${pid}/status`) ?? '';
    // In a container anybody can call himself QEMU, or be one
    return isNested(status) ? undefined : { ...process, ...this.details(pid, status) };
  }

  private details(pid: number, status: string): Pick<KataProcess, 'parent' | 'rss' | 'startedAt'> {
    const number = (name: string) => Number(new RegExp(`^${name}:\\s*(\\d+)`, 'm').exec(status)?.[1] ?? NaN);
    const rss = number('VmRSS') * 1024;
    const startedAt = this.startedAt(pid);
    return {
      parent: number('PPid') || 0,
      ...(Number.isFinite(rss) && { rss }),
      ...(startedAt !== undefined && { startedAt }),
    };
  }

  private startedAt(pid: number): number | undefined {
    const started = Number(statField(this.files, pid, 22) ?? NaN);
    this.bootTime ??= Number(/^btime (\d+)/m.exec(this.files.read('stat') ?? '')?.[1] ?? NaN);
    const time = (this.bootTime + started / ticks) * 1000;
    return Number.isFinite(time) ? time : undefined;
  }
}

/** A field of `stat`, counted behind the name in brackets, which may hold anything. */
function statField(files: ProcFiles, pid: number, field: number): string | undefined {
  const stat = files.read(`${pid}/stat`);
  return stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[field - 3];
}

/** Undefined for a process that can't be read; kernel threads have no arguments. */
function argumentsOf(files: ProcFiles, pid: number): readonly string[] | undefined {
  const text = files.read(`${pid}/cmdline`)?.slice(0, maxArguments);
  return text === undefined || text === '' ? undefined : text.replace(/\0+$/, '').split('\0');
}

/** `NSpid: 4711 1`: its numbers from this PID namespace down to its own. */
const isNested = (status: string): boolean => /^NSpid:[ \t]*\d+[ \t]+\d/m.test(status);

/** Looks at single processes of this host's /proc. */
export const hostProcesses = (files: ProcFiles = hostProc): HostProcesses => {
  const eachThread = (pid: number, file: string): readonly string[] | undefined => {
    const texts = files
      .list(`${pid}/task`)
      .flatMap((thread) => files.read(`${pid}/task/${thread}/${file}`) ?? []);
    return texts.length === 0 ? undefined : texts;
  };
  return {
    argumentsOf: (pid) => argumentsOf(files, pid),
    childrenOf: (pid) =>
      eachThread(pid, 'children')?.flatMap((list) => list.split(' ').filter(Boolean).map(Number)),
    threadsOf: (pid) => eachThread(pid, 'comm')?.map((name) => name.trimEnd()),
    belongsTo: (pid, id) => {
      const args = argumentsOf(files, pid);
      if (args && kataProcess({ pid, parent: 0, args })?.sandbox === id) return true;
      if (inControlGroupOf(files.read(`${pid}/cgroup`) ?? '', id)) return true;
      // Its parent is the shim of containerd, or Podman's conmon; both are told the id
      const parent = Number(statField(files, pid, 4) ?? NaN);
      return parent > 1 && argumentsOf(files, parent)?.includes(id) === true;
    },
    isNested: (pid) => isNested(files.read(`${pid}/status`) ?? ''),
  };
};

/** `/docker/ID`, `/system.slice/docker-ID.scope`, `/kubepods/.../cri-containerd:ID`, `/kata_ID`, `/default/web`. */
function inControlGroupOf(groups: string, id: string): boolean {
  return groups.split(/[\n/]/).some((part) => {
    const name = part.replace(/\.scope$/, '');
    return name === id || (id.length >= 32 && name.endsWith(id) && /[-_:]$/.test(name.slice(0, -id.length)));
  });
}
