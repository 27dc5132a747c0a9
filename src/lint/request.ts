/** What a file is linted with, whatever kind it is of. */
import type { KataTarget } from '../knowledge';
import type { Kind } from './classify';
import type { LintOptions } from './kata-config/lint';
import type { WorkspaceIndex } from './manifest/workspace';

/** A file to lint, and what it is judged with. */
export interface LintRequest {
  readonly kind: Kind;
  /** As it is shown; a workspace index knows the file by the same path. */
  readonly path: string;
  readonly text: string;
  readonly target: KataTarget;
  readonly options?: LintOptions;
  /** What the other files say; absent: nothing is known about them. */
  readonly index?: WorkspaceIndex | undefined;
}
