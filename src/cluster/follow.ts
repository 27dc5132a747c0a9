/** Keeps what a cluster has of one kind current: a list in pages, then a watch that is resumed. */
import { setImmediate as breathe, setTimeout as wait } from 'node:timers/promises';
import {
  CommandFailure,
  kubectlPage,
  kubectlWatch,
  watchEvent,
  type Json,
  type KubectlOptions,
  type Runner,
} from '../engines';
import { troubleOf, type ClusterTrouble, type TroubleKind } from './trouble';

/** What to follow. */
export interface Feed<T> {
  /** `/api/v1/pods` */
  readonly path: string;
  readonly fieldSelector?: string;
  /** Keeps what is needed of an object; undefined: it does not belong here (any more). */
  readonly pick: (object: Json) => T | undefined;
}

/** Where what is followed goes to. */
export interface Sink<T> {
  /** A list begins: what is not in its pages is gone when `listed` is called. */
  readonly begin: () => void;
  readonly page: (items: readonly T[]) => void;
  readonly listed: () => void;
  readonly changed: (item: T) => void;
  /** Also for objects that `pick` does not want any more. */
  readonly removed: (uid: string) => void;
  /** Undefined: all is well again. */
  readonly trouble: (trouble: ClusterTrouble | undefined) => void;
}

export interface FollowOptions extends KubectlOptions {
  /** Objects a page. */
  readonly limit?: number;
}

/** Between two attempts, in ms; the last one again and again. A cluster that is back is seen within 10 s. */
const pauses = [500, 1_000, 2_000, 4_000] as const;
/** Failures in a row that are not told: a connection is cut now and then, and a list expires where much happens. */
const patience = (kind: TroubleKind): number => (kind === 'expired' ? 3 : 1);
/** A watch that ends sooner than this did not work, in ms. */
const tooShort = 1_000;
/** Each page costs a start of kubectl, and is parsed in one go: 10 ms for this many pods. */
const pageSize = 400;
/** The most time in one go for what is made of a page, in ms. */
const slice = 8;

/** Follows until `signal` ends it, or until trouble that waiting does not mend. Rejects never. */
export async function follow<T>(
  feed: Feed<T>,
  runner: Runner,
  options: FollowOptions,
  sink: Sink<T>,
  signal: AbortSignal,
): Promise<void> {
  const cursor: Cursor = { version: undefined };
  let failures = 0;
  let last: TroubleKind | undefined;
  const isOver = (): boolean => signal.aborted;
  while (!isOver()) {
    try {
      cursor.version ??= await list(feed, runner, options, sink, signal);
      const started = performance.now();
      await watch(feed, runner, options, cursor, sink, signal, () => {
        failures = 0;
        last = undefined;
        sink.trouble(undefined);
      });
      // kubectl ends with 0 when the server goes away, too
      failures = performance.now() - started < tooShort ? failures + 1 : 0;
    } catch (error) {
      if (isOver()) return;
      const trouble = troubleOf(error, feed.path);
      const { kind, final } = trouble;
      // Too far behind, or not to be read from here on: going on from there would only bring the same again
      const unreadable = !(error instanceof CommandFailure) || error.kind === 'unreadable';
      if (kind === 'expired' || unreadable) cursor.version = undefined;
      // A server that finds the list too old is there (again)
      failures = kind === 'expired' && last !== 'expired' ? 1 : failures + 1;
      last = kind;
      if (final || failures > patience(kind)) sink.trouble(trouble);
      if (final) return;
    }
    if (failures === 0) continue;
    try {
      await wait(pauses[Math.min(failures, pauses.length) - 1], undefined, { signal });
    } catch {
      return; // Ended while it waited
    }
  }
}

/** Reads a list once and does not watch. Rejects never: what goes wrong is told as trouble. */
export async function listOnce<T>(
  feed: Feed<T>,
  runner: Runner,
  options: FollowOptions,
  sink: Sink<T>,
  signal: AbortSignal,
): Promise<void> {
  try {
    await list(feed, runner, options, sink, signal);
  } catch (error) {
    if (!signal.aborted) sink.trouble(troubleOf(error, feed.path));
  }
}

/** How far a watch has come. */
interface Cursor {
  version: string | undefined;
}

/** Reads all pages and returns the version that a watch goes on from. */
async function list<T>(
  { path, fieldSelector, pick }: Feed<T>,
  runner: Runner,
  { limit = pageSize, ...options }: FollowOptions,
  sink: Sink<T>,
  signal: AbortSignal,
): Promise<string> {
  sink.begin();
  let next: string | undefined;
  do {
    const page = await runner.run(
      kubectlPage(path, (object) => object, {
        ...options,
        limit,
        ...(next !== undefined && { next }),
        ...(fieldSelector !== undefined && { fieldSelector }),
      }),
      signal,
    );
    await pickInSlices(page.items, pick, sink, signal);
    next = page.next;
    if (next === undefined) {
      sink.listed();
      sink.trouble(undefined);
      return page.resourceVersion;
    }
    // eslint-disable-next-line @typescript-eslint/no-unnecessary-condition -- a list has as many pages as it has
  } while (true);
}

async function pickInSlices<T>(
  objects: readonly Json[],
  pick: Feed<T>['pick'],
  sink: Sink<T>,
  signal: AbortSignal,
): Promise<void> {
  let items: T[] = [];
  // Parsing the page has taken its time already
  let started = -Infinity;
  for (const object of objects) {
    if (performance.now() - started > slice) {
      sink.page(items);
      items = [];
      await breathe(undefined, { signal });
      started = performance.now();
    }
    const item = pick(object);
    if (item !== undefined) items.push(item);
  }
  sink.page(items);
}

/** An error that a watch reports in its stream. */
export class WatchError extends Error {
  override readonly name = 'WatchError';

  constructor(
    readonly code: number,
    message: string,
  ) {
    super(message);
  }
}

/** Watches until the stream ends, from the cursor on and with it. */
async function watch<T>(
  { path, fieldSelector, pick }: Feed<T>,
  runner: Runner,
  options: KubectlOptions,
  cursor: Cursor,
  sink: Sink<T>,
  signal: AbortSignal,
  onAlive: () => void,
): Promise<void> {
  let failure: Error | undefined;
  const broken = new AbortController();
  // A watch says nothing when it begins: one that still runs after a moment works
  const alive = setTimeout(onAlive, tooShort);
  const onLine = (line: string): void => {
    if (failure !== undefined) return;
    try {
      const event = watchEvent(line);
      if (event.type === 'ERROR') throw new WatchError(event.code, event.message);
      const { metadata } = event.object as { readonly metadata?: Json };
      if (typeof metadata?.resourceVersion === 'string') cursor.version = metadata.resourceVersion;
      if (event.type === 'BOOKMARK') return;
      const item = event.type === 'DELETED' ? undefined : pick(event.object);
      if (item !== undefined) sink.changed(item);
      else if (typeof metadata?.uid === 'string') sink.removed(metadata.uid);
    } catch (error) {
      failure = error instanceof Error ? error : new Error(String(error));
      broken.abort();
    }
  };
  const command = kubectlWatch(path, {
    resourceVersion: cursor.version ?? '',
    ...(options.context !== undefined && { context: options.context }),
    ...(options.kubeconfig !== undefined && { kubeconfig: options.kubeconfig }),
    ...(fieldSelector !== undefined && { fieldSelector }),
  });
  try {
    await runner.lines(command, onLine, AbortSignal.any([signal, broken.signal]));
  } catch (error) {
    if (failure === undefined || !(error instanceof CommandFailure)) throw error;
  } finally {
    clearTimeout(alive);
  }
  if (failure !== undefined) throw failure;
}
