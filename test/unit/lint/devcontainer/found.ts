/** What the lint finds in a devcontainer.json or a Compose file, one line a finding. */
import { newest } from '../../../../src/knowledge';
import { applyEdits, lintFile, type Finding } from '../../../../src/lint';

const target = { version: newest, runtime: 'go' } as const;

export const lintDevcontainerText = (text: string): readonly Finding[] =>
  lintFile({ kind: 'devcontainer', path: 'devcontainer.json', text, target });

export const lintComposeText = (text: string): readonly Finding[] =>
  lintFile({ kind: 'compose', path: 'compose.yaml', text, target });

/** `rule: severity marked text`, one a finding. */
export const lines = (text: string, findings: readonly Finding[]): string[] =>
  findings.map(({ rule, severity, span }) => `${rule}: ${severity} ${text.slice(span.start, span.end)}`);

/** The text after the first fix of the rule's first finding. */
export function fixed(text: string, findings: readonly Finding[], rule: string): string | undefined {
  const fix = findings.find((finding) => finding.rule === rule)?.fixes?.[0];
  return fix && applyEdits(text, fix.edits);
}
