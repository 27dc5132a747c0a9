export * from './types';
export { parseToml } from './document';
