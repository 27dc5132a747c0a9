import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { commandLine, endProcesses, signal, unmountAll, until } from './processes';

/** How long an engine may take to start, and to end by itself, in ms. */
const patience = 30_000;

/**
 * A daemon of the tests' own. All it has is in one folder, `pid` and `log` included, so that another process than the
 * one that started it can kill it, start it again and end it.
 */
export abstract class Daemon {
  constructor(readonly folder: string) {}

  /** What it is called in messages. */
  protected abstract readonly title: string;
  /** Its program and arguments; `folder` stands among them. */
  protected abstract command(): readonly [string, ...string[]];
  /** Whether it answers. */
  protected abstract answers(): Promise<boolean>;
  /** Removes its containers, and the networks that were made for them. */
  abstract removeContainers(): Promise<void>;

  /** All that it printed, over all its starts. */
  get log(): string {
    const file = join(this.folder, 'log');
    return existsSync(file) ? readFileSync(file, 'utf8') : '';
  }

  /** Its process, while it runs. */
  get pid(): number | undefined {
    const file = join(this.folder, 'pid');
    const pid = existsSync(file) ? Number(readFileSync(file, 'utf8')) : 0;
    // The number may be another process's by now.
    return pid > 0 && commandLine(pid)?.includes(`${this.folder}/`) ? pid : undefined;
  }

  /** Starts it and waits until it answers. Throws with the end of its log where it does not. */
  async start(): Promise<void> {
    const [program, ...args] = this.command();
    const log = openSync(join(this.folder, 'log'), 'a');
    const child = spawn(program, args, {
      cwd: this.folder,
      // Without the mark of what tests start: it ends after them.
      env: { ...process.env, PATH: enginePath(join(this.folder, 'shim')), KATA_TEST_ENGINES: undefined },
      stdio: ['ignore', log, log],
      // Ctrl+C in the terminal is not for it: it is ended after its containers.
      detached: true,
    });
    closeSync(log);
    const ended = () => child.exitCode !== null || child.signalCode !== null;
    await once(child, 'spawn');
    child.unref();
    writeFileSync(join(this.folder, 'pid'), String(child.pid));
    await until(async () => ended() || (await this.answers()), patience);
    if (ended() || !(await this.answers()))
      throw new Error(`${this.title} did not start: ${this.log.trim().split('\n').slice(-3).join(' ')}`);
  }

  /** Kills it as a crash would (SIGKILL) and waits until it is gone. Its containers stay or go as its settings say. */
  async kill(): Promise<void> {
    await this.end('SIGKILL');
  }

  /** Kills it if it runs, and starts it with the same data. */
  async restart(): Promise<void> {
    await this.kill();
    await this.start();
  }

  /** Ends it, its containers, its processes and mounts, and removes its folder; whatever state it is in. */
  async stop(): Promise<void> {
    try {
      // Only a running engine removes its containers wholly.
      if (this.pid === undefined) await this.start();
      await this.removeContainers();
      await this.end('SIGTERM');
    } finally {
      await this.discard();
    }
  }

  /** Takes away what is left of it, without asking it for anything. */
  async discard(): Promise<void> {
    await endProcesses(this.folder);
    await unmountAll(this.folder);
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 3 });
  }

  private async end(name: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    const { pid } = this;
    if (pid !== undefined) signal(pid, name);
    if (!(await until(() => this.pid === undefined, patience)))
      throw new Error(`${this.title} (process ${pid ?? ''}) did not end after ${name}.`);
  }
}

/** PATH for an engine: `first`, the tests' own, and the folders of system programs, which a user may lack. */
export function enginePath(...first: readonly string[]): string {
  const system = ['/usr/sbin', '/usr/bin', '/sbin', '/bin'];
  return [...first, process.env.PATH ?? '', ...system].join(delimiter);
}
