/** The host check of this window: runs it when asked, and keeps what it found. */
import * as vscode from 'vscode';
import type { Check, CheckHostOptions, Report } from '../../host';

/** What the check has found so far. */
export interface HostResults {
  readonly checks: readonly Check[];
  /** Ids of checks that are from an earlier run. */
  readonly stale: ReadonlySet<string>;
  /** What the last run that came to its end said about the whole. */
  readonly report: Report | undefined;
  readonly running: boolean;
}

/** `checkHost` of the feature, for a machine. */
export type RunChecks = (options: CheckHostOptions) => Promise<Report>;

export class HostCheck implements vscode.Disposable {
  private checks: readonly Check[] = [];
  private stale = new Set<string>();
  private report: Report | undefined;
  private running = 0;
  private readonly changed = new vscode.EventEmitter<HostResults>();
  readonly onDidChange = this.changed.event;

  constructor(private readonly runChecks: RunChecks) {}

  get results(): HostResults {
    const { checks, stale, report, running } = this;
    return { checks, stale, report, running: running > 0 };
  }

  /**
   * Checks the host. What is known stays and is stale until its check has come again. undefined where the signal ended
   * it: what came until then stays, too.
   */
  async run(signal: AbortSignal): Promise<Report | undefined> {
    this.stale = new Set(this.checks.map(({ id }) => id));
    return this.during(signal, undefined);
  }

  /** Runs one check again, with those that come with it. */
  async again(id: string, signal: AbortSignal): Promise<Report | undefined> {
    this.stale = new Set([...this.stale, id]);
    return this.during(signal, id);
  }

  dispose(): void {
    this.changed.dispose();
  }

  private async during(signal: AbortSignal, only: string | undefined): Promise<Report | undefined> {
    this.running++;
    this.tell();
    try {
      const onCheck = (check: Check): void => {
        if (!signal.aborted) this.take(check);
      };
      const report = await this.runChecks({
        signal,
        onCheck,
        ...(only !== undefined && { only, before: this.report }),
      });
      if (signal.aborted) return undefined;
      this.report = report;
      this.checks = report.checks;
      this.stale = new Set();
      return report;
    } catch (error) {
      if (!signal.aborted) throw error;
      return undefined;
    } finally {
      this.running--;
      this.tell();
    }
  }

  /** A check has come: it takes the place of the one with its id. */
  private take(check: Check): void {
    const known = this.checks.some(({ id }) => id === check.id);
    this.checks = known
      ? this.checks.map((one) => (one.id === check.id ? check : one))
      : [...this.checks, check];
    this.stale.delete(check.id);
    this.tell();
  }

  private tell(): void {
    this.changed.fire(this.results);
  }
}
