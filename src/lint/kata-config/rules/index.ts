/** All families of rules over a Kata configuration. A new one is added here and nowhere else. */
import { dropInFamily } from './drop-ins';
import type { ConfigFamily } from './family';
import { keyFamily } from './keys';
import { sectionFamily } from './sections';
import { syntax } from './syntax';
import { valueFamily } from './values';

export const families: readonly ConfigFamily[] = [
  syntax,
  sectionFamily,
  keyFamily,
  valueFamily,
  dropInFamily,
];
