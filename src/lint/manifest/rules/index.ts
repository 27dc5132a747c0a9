/** All families of rules over manifests. A new one is added here and nowhere else. */
import type { Rule } from '../../rule';
import { documentRules } from './document';
import type { ManifestFamily } from './family';
import { handlerFamily } from './runtime-class-handler';
import { overheadFamily } from './runtime-class-overhead';
import { placementFamily } from './runtime-class-placement';
import { shapeFamily } from './runtime-class-shape';

export const families: readonly ManifestFamily[] = [
  shapeFamily,
  handlerFamily,
  overheadFamily,
  placementFamily,
];

/** The rules of all families, and those about a file as a whole. */
export const manifestRules: readonly Rule[] = [...documentRules, ...families.flatMap(({ rules }) => rules)];
