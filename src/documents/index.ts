export * from './jsonc';
export * from './text';
export * from './toml';
export * from './yaml';
