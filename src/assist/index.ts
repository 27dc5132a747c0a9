/** Explains and completes Kata configurations and manifests, and rewrites configurations for runtime-rs. */
export { completionsAt, type Completion } from './completion';
export { convertToRuntimeRs, type Conversion } from './convert';
export { foldsOf, type Fold } from './folding';
export { hoverAt, type Hover } from './hover';
export { outlineOf, type OutlineItem } from './outline';
export * from './manifest';
