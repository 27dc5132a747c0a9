/**
 * What the lint of Kata's own configuration needs: everything but the other kinds of file and the list of all rules.
 * The command line gets along with it for most files and starts sooner.
 */
export * from './finding';
export * from './config-set';
export * from './fixes';
export type { Example, Rule } from './rule';
export {
  baseName,
  classify,
  concernsKata,
  kataWords,
  kinds,
  mayBeKataConfig,
  mayBeOurs,
  type Kind,
} from './classify';
export { maxFindings, maxText, type RuleSettings } from './engine';
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
  type ConfigSet,
  type DropIn,
  type LintOptions,
  type SourceFile,
} from './kata-config/lint';

export { KataConfig, type ConfigFile, type Entry, type Section } from './kata-config/model';
