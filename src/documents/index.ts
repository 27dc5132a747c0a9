export * from './jsonc';
export * from './text';
export * from './toml';
export * from './yaml';
export { codeBlock, escapeMarkdown, markdownTable } from './markdown';
