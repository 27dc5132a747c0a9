/** What the lint finds in a manifest, one line a finding. */
import {
  applyEdits,
  classify,
  lintFile,
  type Finding,
  type LintRequest,
  type RuleSettings,
} from '../../../../src/lint';
import { newest } from '../../../../src/knowledge';

export interface Given {
  readonly version?: string;
  readonly path?: string;
  readonly rules?: RuleSettings;
  readonly index?: LintRequest['index'];
}

export function findings(
  text: string,
  { version = newest, path = 'm.yaml', rules, index }: Given = {},
): readonly Finding[] {
  const kind = classify(path, text);
  if (kind === undefined) return [];
  const target = { version, runtime: 'go' as const };
  return lintFile({ kind, path, text, target, index, ...(rules && { options: { rules } }) });
}

/** `rule severity marked text`, for all rules or for one. */
export const found = (text: string, given: Given = {}, rule?: string): string[] =>
  findings(text, given)
    .filter((finding) => rule === undefined || finding.rule === rule)
    .map(({ rule: id, severity, span }) => `${id} ${severity} ${text.slice(span.start, span.end)}`);

/** The text after the first fix of the rule's first finding. */
export function fixed(rule: string, text: string, given: Given = {}): string | undefined {
  const fix = findings(text, given).find((finding) => finding.rule === rule)?.fixes?.[0];
  return fix && applyEdits(text, fix.edits);
}
