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
  isSection,
  isStrictSection,
  keysOf,
  nativeTypeAt,
  readBy,
  sectionInfo,
  sectionPattern,
  sections,
  templates,
} from './config';
export type {
  AllowedValues,
  ConfigKey,
  EnumCheck,
  Hypervisor,
  IntegerRange,
  SectionInfo,
  TomlType,
} from './config-types';
export {
  migrationsFor,
  runtimeEquivalent,
  type Conversion,
  type Equivalent,
  type Migration,
} from './migrations';
export { annotation, annotationFor, annotations, isHonoured, type Annotation } from './annotations';
export { own } from './own';
export { tomlDialect, type TomlDialect } from './dialect';
export { expressionMatches } from './expressions';
export { runtimeClass, runtimeClasses, type RuntimeClass, type RuntimeClassVersion } from './runtime-classes';
export { shippedAnnotations, valueMeaning, type ShippedKind } from './values';
