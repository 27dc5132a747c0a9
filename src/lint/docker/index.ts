/** Docker's daemon.json: the runtimes of Kata in it, and what there is to say about them. */
import type { Finding } from '../finding';
import type { Rule } from '../rule';
import { lintEngineFile, type EngineFile, type EngineOptions } from '../runtimes/run';
import { DockerConfig } from './model';
import { families } from './rules';

/** The rules, in order of id. */
export const dockerRules: readonly Rule[] = families
  .flatMap(({ rules }) => rules)
  .sort((a, b) => (a.id < b.id ? -1 : 1));

/** Findings of a `daemon.json`, in order of place. JSON has no comments, so nothing can be silenced in the file. */
export function lintDocker(file: EngineFile, options: EngineOptions = {}): readonly Finding[] {
  const read = ({ text, target }: EngineFile, { syntax = true }: EngineOptions) => ({
    model: new DockerConfig(text, target, syntax),
    comments: [],
  });
  return lintEngineFile({ families, limitRule: 'docker-not-checked', read }, file, options);
}
