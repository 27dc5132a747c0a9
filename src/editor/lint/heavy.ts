/** Lints what is too heavy for the extension host's own thread in another one, one file after the other. */
import { Worker } from 'node:worker_threads';
import { l10n } from 'vscode';
import type { Answer, Task } from '../../worker';

/** Time without work after which the thread is ended, in ms. */
const idle = 60_000;

export class HeavyLint {
  private worker: Worker | undefined;
  private queue: Promise<unknown> = Promise.resolve();
  private ending: NodeJS.Timeout | undefined;

  /** `file`: the bundled src/worker.ts. */
  constructor(private readonly file: string) {}

  /** The answer of the thread; undefined where the signal says that it is not wanted any more, even halfway. */
  run(task: Task, signal: AbortSignal): Promise<Answer | undefined> {
    const turn = this.queue.then(() => (signal.aborted ? undefined : this.work(task, signal)));
    this.queue = turn.catch(() => undefined);
    return turn;
  }

  dispose(): void {
    clearTimeout(this.ending);
    void this.worker?.terminate();
    this.worker = undefined;
  }

  private async work(task: Task, signal: AbortSignal): Promise<Answer | undefined> {
    clearTimeout(this.ending);
    const worker = (this.worker ??= new Worker(this.file, { workerData: l10n.bundle }));
    const end = (): void => {
      this.dispose();
    };
    signal.addEventListener('abort', end);
    let stop = (): void => undefined;
    try {
      return await new Promise<Answer | undefined>((resolve, reject) => {
        const exit = (): void => {
          if (this.worker === worker) this.worker = undefined;
          resolve(undefined);
        };
        const fail = (error: Error): void => {
          this.dispose();
          reject(error);
        };
        // One by one: taking away all would also take those that Node.js needs itself
        stop = () => void worker.off('message', resolve).off('error', fail).off('exit', exit);
        worker.on('message', resolve).on('error', fail).on('exit', exit);
        worker.postMessage(task);
      });
    } finally {
      signal.removeEventListener('abort', end);
      stop();
      this.ending = setTimeout(end, idle).unref();
    }
  }
}
