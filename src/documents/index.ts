export * from './text';
export * from './toml';
