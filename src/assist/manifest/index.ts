/** Explains and completes manifests: RuntimeClasses, pods, and what they carry. */
export { manifestActionsAt } from './actions';
export { manifestCompletionsAt } from './completion';
export { manifestDefinitionAt, type Definition, type FilePlace } from './definition';
export type { ManifestFile } from './file';
export { manifestHoverAt } from './hover';
