/** The lint: what kind of file it is, for which Kata, and what there is to say about it. */
import { forgetUnusedStatements, forgetUnusedYaml } from '../documents';
import { composeRules } from './compose';
import { containerdRules } from './containerd';
import { crioRules } from './crio';
import { devcontainerRules } from './devcontainer';
import { dockerRules } from './docker';
import { initDataRules } from './init-data';
import { families } from './kata-config/rules';
import { manifestRules } from './manifest/rules';
import type { Rule } from './rule';

export * from './core';
export { lintFile, lintSteps } from './lint-file';
export type { LintRequest } from './request';
export { isHeavy } from './manifest/lint';
export { insertBelow } from './manifest/rules/edits';
export { modelOf as manifestModel, type DocumentModel } from './manifest/model';
export { isKataName, type ClassFacts, type RuntimeClassObject } from './manifest/classes';
export type { ManifestObject } from './manifest/objects';
export type { Container, PodTemplate } from './manifest/pods';
export {
  Surroundings,
  type FileSurroundings,
  type OwnClass,
  type ResolvedClass,
} from './manifest/surroundings';
export {
  handlerOf,
  indexConfiguration,
  indexManifest,
  indexSteps,
  Workspace,
  type FileFacts,
  type IndexedClass,
  type IndexedConfiguration,
  type IndexedPod,
  type WorkspaceContents,
  type WorkspaceIndex,
} from './manifest/workspace';

export { claimIn, claimInLabel, type Promised } from './manifest/claims';
export { rulePage } from './rule-page';
export { nearest } from './suggest';
export { composeConflicts } from './compose';
export { devcontainerConflicts } from './devcontainer';
export { containerdRuntimes } from './containerd';
export { crioRuntimes } from './crio';
export type { RegisteredRuntime } from './runtimes/run';

/** For when a document was closed: forgets parsed texts that nobody asked for since the last call. */
export function forgetUnused(): void {
  forgetUnusedStatements();
  forgetUnusedYaml();
}

/** Every rule, in order of id. */
export const rules: readonly Rule[] = [
  ...families.flatMap((family) => family.rules),
  ...initDataRules,
  ...manifestRules,
  ...containerdRules,
  ...crioRules,
  ...dockerRules,
  ...devcontainerRules,
  ...composeRules,
].sort((a, b) => (a.id < b.id ? -1 : 1));
