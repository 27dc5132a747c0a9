/** What Kata is, per release and runtime: lookups over the data files. No I/O; built when first asked. */
export type { KataTarget, Runtime } from './types';
export {
  compareVersions,
  knownIn,
  nearestRelease,
  newest,
  oldest,
  releaseAfter,
  releases,
  type Lifetime,
} from './releases';
export {
  configKey,
  enumAt,
  hypervisors,
  integerRange,
  isStrictSection,
  keysOf,
  nativeTypeAt,
  readBy,
  sectionInfo,
  sectionPattern,
  sections,
  templates,
} from './config';
export type { ConfigKey, Hypervisor, TomlType } from './config-types';
export { migrationsFor, runtimeEquivalent, type Equivalent } from './migrations';
export { annotation, annotationFor, annotations, isHonoured, type Annotation } from './annotations';
export { enabledAnnotations } from './enabled-annotations';
export {
  dockerKataProblems,
  dockerLimit,
  isBelow,
  plainVersion,
  type DockerKata,
  type DockerProblem,
} from './docker-pairs';
export { baseName } from './base-name';
export { genpolicyType } from './genpolicy';
export { own } from './own';
export { tomlDialect } from './dialect';
export { expressionMatches, expressionTest } from './expressions';
export { globMatches } from './glob';
export {
  runtimeClass,
  runtimeClasses,
  runtimeClassIn,
  type RuntimeClass,
  type RuntimeClassVersion,
  type Tee,
} from './runtime-classes';
export {
  classifyHandler,
  distributionClass,
  distributionClasses,
  type DistributionClass,
  type HandlerProfile,
} from './handlers';
export { cloudOf, cloudsDate, type Cloud } from './clouds';
export { nodeLabels, teeKeys, teeLabels, teeNames } from './node-labels';
export { filledInLater, isKata, isKataRuntimeProgram, isKataShim, runtimeOfShim, shimOf } from './shims';
export { shippedAnnotations, valueMeaning } from './values';
export { readRunOptions, runOptions, type RunOption } from './docker-run';
export { vmmNames, vmmOf, type Vmm } from './vmms';
export { failureIn, failures, type Failure } from './failures';
