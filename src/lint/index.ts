/** The lint: what kind of file it is, for which Kata, and what there is to say about it. */
import { families } from './kata-config/rules';
import type { Rule } from './rule';

export * from './finding';
export * from './config-set';
export * from './fixes';
export type { Example, Rule } from './rule';
export { baseName, classify, kinds, mayBeKataConfig, type Kind } from './classify';
export {
  isRuleSetting,
  parseProject,
  projectFileName,
  type Project,
  type ProjectProblem,
  type RuleSetting,
} from './project';
export { filesOfThisHost } from './local';
export {
  resolveTarget,
  targetComment,
  type ResolvedTarget,
  type TargetInput,
  type TargetOrigin,
} from './target';
export {
  lintKataConfig,
  maxLine,
  maxText,
  type ConfigSet,
  type DropIn,
  type LintOptions,
  type SourceFile,
} from './kata-config/lint';

export { KataConfig, type ConfigFile, type Entry, type Section } from './kata-config/model';

/** Every rule, in order of id. */
export const rules: readonly Rule[] = families
  .flatMap((family) => family.rules)
  .sort((a, b) => (a.id < b.id ? -1 : 1));
