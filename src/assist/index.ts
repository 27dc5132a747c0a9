/** Explains and completes Kata configurations, and rewrites them for runtime-rs. Knows nothing of the editor. */
export { completionsAt, type Completion } from './completion';
export { convertToRuntimeRs, type Conversion } from './convert';
export { foldsOf, type Fold } from './folding';
export { hoverAt, type Hover } from './hover';
export { outlineOf, type OutlineItem } from './outline';
