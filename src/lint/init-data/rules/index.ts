/** All families of rules over init-data. A new one is added here and nowhere else. */
import { severityTable } from '../../engine';
import type { Rule } from '../../rule';
import type { InitDataFamily } from '../model';
import { addressFamily } from './addresses';
import { componentFamily } from './components';
import { documentFamily } from './document';
import { envelopeFamily } from './envelope';
import { imageFamily } from './images';
import { policyFamily } from './policy';
import { policyDialectFamily } from './policy-dialect';
import { sealedRules } from './sealed';

export const families: readonly InitDataFamily[] = [
  envelopeFamily,
  documentFamily,
  componentFamily,
  addressFamily,
  imageFamily,
  policyFamily,
  policyDialectFamily,
];

/** Every rule of this folder. */
export const initDataRules: readonly Rule[] = [...families.flatMap(({ rules }) => rules), ...sealedRules];

/** The usual severity of a rule. */
export const severityOf = severityTable(initDataRules);
