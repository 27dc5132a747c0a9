/** All families of rules over init-data. A new one is added here and nowhere else. */
import type { Finding } from '../../finding';
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

const bySeverity = new Map(initDataRules.map(({ id, severity }) => [id, severity]));

/** The usual severity of a rule. */
export function severityOf(rule: string): Finding['severity'] {
  const severity = bySeverity.get(rule);
  if (!severity) throw new Error(`The rule ${rule} is not declared by any family.`);
  return severity;
}
