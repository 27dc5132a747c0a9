export * from './types';
export { parseToml } from './document';
export { EmbeddedText } from './embedded';
