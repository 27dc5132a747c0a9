/** devcontainer.json: what does not go together with Kata. */
import { jsonComments } from '../../documents';
import { severityTable } from '../engine';
import type { Finding } from '../finding';
import type { Rule } from '../rule';
import { lintEngineFile, type EngineFile, type EngineOptions } from '../runtimes/run';
import { DevcontainerFile } from './model';
import { checkConflicts, families } from './rules';

/** The rules, in order of id. */
export const devcontainerRules: readonly Rule[] = families
  .flatMap(({ rules }) => rules)
  .sort((a, b) => (a.id < b.id ? -1 : 1));

const severityOf = severityTable(devcontainerRules);

/** Findings of a devcontainer.json, in order of place; none where it does not ask for Kata. */
export function lintDevcontainer(file: EngineFile, options: EngineOptions = {}): readonly Finding[] {
  const read = ({ text }: EngineFile) => ({
    model: new DevcontainerFile(text),
    comments: text.includes('kata-lint-disable') ? jsonComments(text) : [],
  });
  return lintEngineFile({ families, limitRule: 'devcontainer-not-checked', read }, file, options);
}

/**
 * What a dev container asks for that does not go together with a runtime of Kata, whatever runtime its text names: to
 * be asked before the switch. The text may also be a merged configuration of the Dev Container CLI
 * (`read-configuration --include-merged-configuration`) as JSON. Nothing for other runtimes.
 */
export function devcontainerConflicts(text: string, runtime: string): readonly Finding[] {
  const found: Finding[] = [];
  checkConflicts(new DevcontainerFile(text, runtime), (rule, span, message, extra) => {
    found.push({ severity: severityOf(rule), ...extra, rule, span, message });
  });
  return found;
}
