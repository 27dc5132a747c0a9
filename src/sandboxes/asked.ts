/** A source that is asked again and again, by several who don't know of each other. */
import { CommandFailure, type Runner } from '../engines';
import type { EngineKind } from './model';
import type { Answer, Source } from './sources';

/** How long a program that is not installed or not permitted is not tried again, in ms. */
const rest = 60_000;

/** One question at a time, and never an answer to one that was put before somebody asked for it. */
export class Asked {
  /** The last answer; what a source that is away has listed before stays in it. */
  answer: Answer | undefined;
  private running: Promise<void> | undefined;
  /** Counts requests and questions, to tell which came first. */
  private count = 0;
  private answered = 0;
  private restsUntil = 0;

  constructor(
    readonly kind: EngineKind,
    private readonly source: Source,
    private readonly runner: Runner,
  ) {}

  /** Whether a question has not been answered yet. */
  get isBusy(): boolean {
    return this.running !== undefined;
  }

  /** Resolves when a question is answered that was put after this call. Rejects only when it is cancelled. */
  async again(signal: AbortSignal): Promise<void> {
    const requested = ++this.count;
    while (this.answered < requested && performance.now() >= this.restsUntil) {
      this.running ??= this.put(signal);
      try {
        await this.running;
      } catch (error) {
        // Whoever has put the question does not want to know any more
        const cancelled = error instanceof CommandFailure && error.kind === 'cancelled';
        if (signal.aborted || !cancelled) throw error;
      }
    }
  }

  private async put(signal: AbortSignal): Promise<void> {
    const put = ++this.count;
    try {
      const answer = await this.source(this.runner, signal);
      const { problem } = answer.state;
      if (problem?.kind === 'missing' || (problem?.kind === 'not-permitted' && this.kind !== 'docker'))
        this.restsUntil = performance.now() + rest;
      // An engine that does not answer has not lost its containers
      this.answer = problem && this.answer ? { ...answer, listed: this.answer.listed } : answer;
      this.answered = put;
    } finally {
      this.running = undefined;
    }
  }
}
