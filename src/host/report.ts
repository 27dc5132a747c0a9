/** The whole of a host check: what was found, and what it comes to. */
import type { Check, Machine } from './check';

/**
 * `ready`: a Kata runtime that is registered with an engine here could start a sandbox now. `partly`: VMs can run, but
 * Kata or its registration is not there, or can't be told. `not-ready`: VMs can't run, or the registered Kata lacks a
 * device. `unknown`: whether VMs can run can't be told.
 */
export type VerdictStatus = 'ready' | 'partly' | 'not-ready' | 'unknown';

/** One thing to do on the way to ready. */
export interface Step {
  /** The check that asks for it. */
  readonly id: string;
  readonly text: string;
  readonly command?: string;
  /** As in Remedy. */
  readonly elsewhere?: true;
}

export interface Verdict {
  readonly status: VerdictStatus;
  /** One line: `Ready for Kata with Docker: use --runtime=kata`. */
  readonly text: string;
  /** The shortest way to ready, in order; empty where it is, or where nobody knows one. */
  readonly next: readonly Step[];
  /** Kinds of workload, and whether this host can take them. */
  readonly workloads: readonly Workload[];
}

export type Answer = 'yes' | 'no' | 'unknown';

/** Whether a host can take a workload. `after-setup`: it could, once what is missing is installed or registered. */
export type Suitability = Answer | 'after-setup';

/** A kind of workload. */
export interface Workload {
  /** `dev-container`, `kata-pods`, `sev-snp`, `tdx`, `secure-execution`...; it never changes. */
  readonly id: string;
  readonly title: string;
  readonly answer: Suitability;
  /** Why, as a sentence. */
  readonly reason: string;
}

export interface Report {
  readonly verdict: Verdict;
  readonly machine: Machine;
  /** In the order of the topics. */
  readonly checks: readonly Check[];
}
