/** What an engine leaves on a machine: processes, mounts, control groups. Linux only. */
import { execa } from 'execa';
import { existsSync, readdirSync, readFileSync, rmdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

/** A process's arguments joined by spaces; nothing where it has ended, also where its parent has not noticed yet. */
export function commandLine(pid: number): string | undefined {
  const text = readProc(pid, 'cmdline');
  return text === undefined || text === '' ? undefined : text.replaceAll('\0', ' ').trim();
}

/** Waits until `done`, at most `limit` ms; whether it came to that. */
export async function until(done: () => boolean | Promise<boolean>, limit: number): Promise<boolean> {
  const end = performance.now() + limit;
  while (!(await done())) {
    if (performance.now() > end) return false;
    await delay(25);
  }
  return true;
}

/** Ends at once every process that names `folder` in its arguments, and what these have started. */
export async function endProcesses(folder: string): Promise<void> {
  const pids = () => withChildren((pid) => commandLine(pid)?.includes(`${folder}/`) === true);
  if (!(await endAll(pids, 'SIGKILL')))
    throw new Error(`Processes of ${folder} do not end: ${pids().join(', ')}.`);
}

/** Ends every process that has a variable of this value; only what does not end when it is asked to is killed. */
export async function endProcessesWith(variable: string, value: string): Promise<void> {
  const text = `\0${variable}=${value}\0`;
  const pids = () => allProcesses().filter((pid) => `\0${readProc(pid, 'environ') ?? ''}`.includes(text));
  if (!(await endAll(pids, 'SIGTERM'))) await endAll(pids, 'SIGKILL');
}

async function endAll(pids: () => readonly number[], name: NodeJS.Signals): Promise<boolean> {
  return until(() => {
    const left = pids();
    for (const pid of left) signal(pid, name);
    return left.length === 0;
  }, 10_000);
}

/** Sends a signal; a process that is gone is none to complain about. */
export function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** Every process but this one. */
function allProcesses(): number[] {
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => pid > 0 && pid !== process.pid);
}

function withChildren(matches: (pid: number) => boolean): number[] {
  const pids = allProcesses();
  const found = new Set(pids.filter(matches));
  const parents = new Map(pids.map((pid) => [pid, parentOf(pid)]));
  // A parent may come after its child in the list, so until nothing is added.
  for (let size = -1; size !== found.size;) {
    size = found.size;
    for (const [pid, parent] of parents)
      if (parent !== undefined && found.has(parent) && commandLine(pid) !== undefined) found.add(pid);
  }
  return [...found];
}

function parentOf(pid: number): number | undefined {
  const parent = /\nPPid:\s*(\d+)/.exec(readProc(pid, 'status') ?? '')?.[1];
  return parent === undefined ? undefined : Number(parent);
}

function readProc(pid: number, file: string): string | undefined {
  try {
    return readFileSync(join('/proc', String(pid), file), 'utf8');
  } catch {
    return undefined; // It ended between two looks.
  }
}

/** Takes away every mount inside `folder`, the innermost first. */
export async function unmountAll(folder: string): Promise<void> {
  const points = readFileSync('/proc/self/mounts', 'utf8')
    .split('\n')
    .map((line) => line.split(' ')[1] ?? '')
    .filter((point) => point.startsWith(`${folder}/`));
  for (const point of points.reverse()) await execa('umount', ['--lazy', point]);
}

/** Removes the control group of this name below each hierarchy, unless another engine has processes in it. */
export function removeControlGroups(name: string): void {
  const root = '/sys/fs/cgroup';
  if (!existsSync(root)) return;
  for (const folder of [root, ...subfolders(root)]) {
    const group = join(folder, name);
    if (existsSync(group)) removeGroup(group);
  }
}

function removeGroup(group: string): void {
  subfolders(group).forEach(removeGroup);
  try {
    rmdirSync(group);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'EBUSY' && code !== 'ENOTEMPTY') throw error;
  }
}

function subfolders(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => join(folder, entry.name));
}
