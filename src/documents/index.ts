/** Markdown of reports is not exported here (see markdown.ts): with it, whoever needs a small part would load all. */
export * from './jsonc';
export * from './text';
export * from './toml';
export * from './yaml';
