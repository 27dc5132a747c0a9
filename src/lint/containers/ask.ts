/** What a container asks Docker for, whichever file says so: the rules judge that, not the way it is written. */
import type { Span } from '../../documents';
import type { Fix } from '../finding';

/** Options by their names in `docker run`. */
export type AskedOption =
  | 'privileged'
  | 'network'
  | 'link'
  | 'gpus'
  | 'device'
  | 'pid'
  | 'ipc'
  | 'uts'
  | 'userns'
  | 'mount'
  | 'memory'
  | 'cpus'
  | 'blkio-weight'
  | 'security-opt';

/** One thing that a container asks for. */
export interface Ask {
  readonly option: AskedOption;
  /** As `docker run` would take it; mounts in the form of `--mount` or `--volume`; `optional` for a GPU is possible. */
  readonly value: string;
  /** Where it is written. */
  readonly span: Span;
  /** Takes it out, where that is one change. */
  readonly remove?: Fix;
  /** Who brings it, as a sentence, where the file only names that: `The feature x makes the container privileged.` */
  readonly by?: string;
}

/** A finding to come: `remove` is offered, but never preferred: leaving Kata may be what is wanted instead. */
export const removal = (title: string, span: Span | undefined): { readonly remove?: Fix } =>
  span ? { remove: { title, edits: [{ span, newText: '' }] } } : {};
