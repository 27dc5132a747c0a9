/** Compose files: what does not go together with Kata. */
import { yamlComments } from '../../documents';
import { severityTable } from '../engine';
import type { Finding } from '../finding';
import type { Rule } from '../rule';
import { lintEngineFile, type EngineFile, type EngineOptions } from '../runtimes/run';
import { servicesOf } from './model';
import { checkServices, families } from './rules';

/** The rules, in order of id. */
export const composeRules: readonly Rule[] = families
  .flatMap(({ rules }) => rules)
  .sort((a, b) => (a.id < b.id ? -1 : 1));

const severityOf = severityTable(composeRules);

/** Findings of a Compose file, in order of place; none where no service has a runtime of Kata. */
export function lintCompose(file: EngineFile, options: EngineOptions = {}): readonly Finding[] {
  const read = ({ text }: EngineFile) => ({
    model: servicesOf(text),
    comments: text.includes('kata-lint-disable') ? yamlComments(text) : [],
  });
  return lintEngineFile({ families, limitRule: 'compose-not-checked', read }, file, options);
}

/** What a service asks for that does not go together with a runtime of Kata, whatever runtime it has in the file. */
export function composeConflicts(text: string, service: string, runtime: string): readonly Finding[] {
  const found: Finding[] = [];
  const services = servicesOf(text, { [service]: runtime }).filter(({ name }) => name === service);
  checkServices(services, (rule, span, message, extra) => {
    found.push({ severity: severityOf(rule), ...extra, rule, span, message });
  });
  return found;
}
