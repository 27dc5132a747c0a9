/** Puts checks together. */
import type { Check, Evidence, Remedy, Status, TopicId } from './check';

/** What is the same for all results of a check. */
export interface About {
  readonly id: string;
  readonly topic: TopicId;
  readonly title: string;
  readonly source: string;
}

/** A check of the machine: what it is about, how it ended, what that means, what to do, and what was read. */
export const result = (
  about: About,
  status: Status,
  detail: string,
  fix?: Remedy,
  evidence: readonly Evidence[] = [],
): Check => ({ ...about, status, detail, ...(fix && { fix }), ...(evidence.length > 0 && { evidence }) });
