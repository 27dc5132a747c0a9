/** What a preflight has to say. */
import type { Remedy } from '../host';
import type { Finding } from '../lint';

/** One thing that would go wrong, or that should be known. */
export interface Problem {
  /** `engine-desktop`, `runtime-not-kata`, `existing-container`; of a file, its rule. It never changes. */
  readonly id: string;
  readonly severity: Finding['severity'];
  readonly message: string;
  /** No container would start, or it would not be in Kata. */
  readonly blocks: boolean;
  /** What to do about it. */
  readonly fix?: Remedy;
  /** The file that it is in, and the finding there, with its place and its edits. */
  readonly path?: string;
  readonly finding?: Finding;
}

/** An error that keeps the container from starting, or from being in Kata. */
export const blocking = (id: string, message: string, fix?: Remedy): Problem => ({
  id,
  severity: 'error',
  message,
  blocks: true,
  ...(fix && { fix }),
});

/** Something that does not stop the container. */
export const notice = (
  severity: 'warning' | 'information',
  id: string,
  message: string,
  fix?: Remedy,
): Problem => ({
  id,
  severity,
  message,
  blocks: false,
  ...(fix && { fix }),
});
