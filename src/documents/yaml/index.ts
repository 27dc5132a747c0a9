export * from './types';
export * from './tree';
export { yamlComments, type YamlComment } from './comments';
export { YamlDocument, yamlDocuments } from './document';
export { forgetUnusedYaml, isParsed, parseYaml } from './parse';
export { documentPart, embeddedPart, type YamlPart } from './part';
export { scalarOffsets } from './scalar-offsets';
