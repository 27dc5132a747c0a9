export * from './types';
export { parseToml } from './document';
export { EmbeddedText } from './embedded';
export { forgetUnusedStatements } from './statement';
