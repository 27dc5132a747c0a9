/** What is to be known before a dev container is rebuilt in Kata: what will not work, and which container goes. */
import type { Plan } from '../../devcontainer';
import type { DockerContainer } from '../../engines';
import { containersOf } from './containers';
import type { Desk } from './desk';
import { editorFiles } from './place';

/** Something that does not go together with Kata. */
export interface Problem {
  readonly severity: 'error' | 'warning' | 'information' | 'hint';
  readonly message: string;
}

export interface Before {
  readonly problems: readonly Problem[];
  /** What the configuration does that somebody who does not know it should know. */
  readonly facts: readonly string[];
  /** The containers that it has already. */
  readonly containers: readonly DockerContainer[];
}

/** Looks at everything. Rejects with a CommandFailure where Docker can't be asked. */
export async function lookBefore(
  desk: Desk,
  plan: Plan,
  folder: string,
  runtime: string,
  signal: AbortSignal,
): Promise<Before> {
  const { devcontainerConflicts } = await import('../../lint');
  const files = await editorFiles();
  const text =
    plan.changes.find(({ path }) => path === plan.config)?.after ??
    (await files.read(plan.config))?.text ??
    '';
  return {
    problems: devcontainerConflicts(text, runtime),
    facts: [],
    containers: await containersOf(desk, folder, plan.config, signal),
  };
}
