/** Keeps a survey current for as long as somebody looks at it: events of engines, and the process table now and then. */
import { setTimeout as wait } from 'node:timers/promises';
import { CommandFailure, dockerEvent, dockerEvents, type Runner } from '../engines';
import type { DockerDaemon } from './sources';
import type { RefreshOptions, Snapshot, Survey } from './survey';

export interface LiveOptions {
  /** Between two looks at the process table and at engines without events, in ms. */
  readonly interval: number;
  readonly onSnapshot: (snapshot: Snapshot) => void;
  /** What can't be shown anywhere else. */
  readonly onError: (error: unknown) => void;
}

/** At most three refreshes a second, whatever happens. */
const pause = 350;
/** Between two attempts to listen to a daemon that is away, in ms. */
const retry = 2_000;
/** The longest time between two attempts, in ms, where the daemon is on another machine. */
const longest = 60_000;
/** A stream of events says nothing when it begins; what came before it did is seen by a look after this time, in ms. */
const settled = 1_000;

/** Actions after which nothing that is shown has changed. */
const idle = /^(?:exec_|health_status|top|attach|detach|resize|export|archive-path|extract-to-dir|copy)/;

/** Runs until `signal` ends it; leaves no process behind. */
export async function watchSandboxes(
  survey: Survey,
  runner: Runner,
  { interval, onSnapshot, onError }: LiveOptions,
  signal: AbortSignal,
): Promise<void> {
  const refresher = new Refresher(survey, onSnapshot, onError, signal);
  refresher.request('all');
  const timer = setInterval(() => {
    refresher.request('eventless');
  }, interval);
  try {
    const daemons = await survey.dockerDaemons(signal);
    await Promise.all(daemons.map((daemon) => listen(daemon, survey, runner, refresher, signal)));
    await ended(signal);
  } catch (error) {
    if (!signal.aborted) onError(error);
    await ended(signal);
  } finally {
    clearInterval(timer);
  }
}

/** The same as `aborted`, which the compiler takes for a constant. */
const isOver = (signal: AbortSignal): boolean => signal.aborted;

const ended = (signal: AbortSignal): Promise<void> =>
  signal.aborted
    ? Promise.resolve()
    : new Promise((resolve) => {
        signal.addEventListener('abort', () => {
          resolve();
        });
      });

type Scope = NonNullable<RefreshOptions['ask']>;
const scopes: readonly Scope[] = ['nobody', 'eventless', 'all'];

/** One refresh at a time, a pause between two, and never one that nobody asked for. */
class Refresher {
  private wanted: Scope | undefined;
  private running = false;

  constructor(
    private readonly survey: Survey,
    private readonly onSnapshot: (snapshot: Snapshot) => void,
    private readonly onError: (error: unknown) => void,
    private readonly signal: AbortSignal,
  ) {}

  request(scope: Scope): void {
    if (this.wanted === undefined || scopes.indexOf(scope) > scopes.indexOf(this.wanted)) this.wanted = scope;
    if (this.running || this.signal.aborted) return;
    this.running = true;
    void this.run();
  }

  private async run(): Promise<void> {
    try {
      while (this.wanted !== undefined && !this.signal.aborted) {
        const ask = this.wanted;
        this.wanted = undefined;
        const snapshot = await this.survey.refresh(this.signal, { ask, late: this.late });
        if (isOver(this.signal)) return;
        // Nothing to show yet is no answer
        if (!snapshot.waiting || snapshot.sandboxes.length > 0) this.onSnapshot(snapshot);
        await wait(pause, undefined, { signal: this.signal });
      }
    } catch (error) {
      if (!this.signal.aborted) this.onError(error);
    } finally {
      this.running = false;
    }
  }

  /** Somebody who was not waited for has answered: that is known now, and only has to be shown. */
  private readonly late = (error?: unknown): void => {
    if (error === undefined) this.request('nobody');
    else this.onError(error);
  };
}

/** Listens to a daemon, and again when it is back. Hosts far away are left alone for longer and longer. */
async function listen(
  { id, context }: DockerDaemon,
  survey: Survey,
  runner: Runner,
  refresher: Refresher,
  signal: AbortSignal,
): Promise<void> {
  const events = dockerEvents(context === undefined ? {} : { context });
  for (let delay = retry; !signal.aborted;) {
    const began = performance.now();
    const look = setTimeout(() => {
      refresher.request('all');
    }, settled);
    try {
      await runner.lines(
        events,
        (line) => {
          const event = dockerEvent(line);
          if (!event || idle.test(event.action)) return;
          if (event.type === 'daemon') survey.forget();
          refresher.request('all');
        },
        signal,
      );
    } catch (error) {
      if (!(error instanceof CommandFailure)) throw error;
      if (isOver(signal)) return;
      if (error.kind === 'missing') return; // Looking for it again is for the next window that is opened
    } finally {
      clearTimeout(look);
    }
    refresher.request('all');
    const heard = performance.now() - began > settled;
    delay = heard || id.local ? retry : Math.min(2 * delay, longest);
    try {
      await wait(delay, undefined, { signal });
    } catch {
      return; // Ended while it waited
    }
  }
}
