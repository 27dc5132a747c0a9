/** Which Rego the agent reads: version 0 up to Kata 3.29.0, version 1 since 3.30.0. */
import type { Policy } from '../../../attestation';
import { compareVersions } from '../../../knowledge';
import { LineIndex } from '../../../documents';
import { t } from '../../../text';
import { kata, type InitDataFamily, type InitDataModel, type Report } from '../model';
import { initData, policyBase } from './samples';

/** The agent took regorus 0.9.1 in this release; before it had 0.1.4 to 0.2.8, and OPA up to 3.5.0. */
const versionOne = '3.30.0';

/** What the agent sets for regorus since the same release (src/agent/policy/src/policy.rs@4.1.0). */
const limits = { line: 64 * 1024, lines: 200_000 };

export const policyDialectFamily: InitDataFamily = {
  rules: [
    {
      id: 'policy-dialect',
      summary: 'The policy is written in a Rego that this Kata does not read',
      severity: 'error',
      about:
        'Since 3.30.0 the agent reads Rego version 1: a rule needs `if` before its body. Before, it read version 0, where `if`, `in`, `every` and `contains` are plain names unless the policy says `import rego.v1` or imports them from `future.keywords`. A policy with that import and with `if` is read by both.',
      bad: initData('policy.rego', `${policyBase}ExecProcessRequest «{» input.x == 1 }\n`),
      good: initData('policy.rego', `${policyBase}ExecProcessRequest if { input.x == 1 }\n`),
      source:
        'src/agent/policy/Cargo.toml@3.29.0 and @3.30.0; microsoft/regorus, src/parser.rs (parse_rule_bodies)',
    },
    {
      id: 'policy-size',
      summary: 'The policy is longer than the agent reads',
      severity: 'error',
      about:
        'Since 3.30.0 the agent refuses a policy with a line over 65,536 bytes or with more than 200,000 lines.',
      bad: initData('policy.rego', `${policyBase}«x := "${'a'.repeat(66_000)}"»\n`),
      good: initData('policy.rego', policyBase),
      source: 'src/agent/policy/src/policy.rs@4.1.0',
    },
  ],
  check(model, report) {
    if (!model.policy) return;
    if (compareVersions(model.target.version, versionOne) >= 0) {
      bodies(model.policy, model, report);
      sizes(model.policy, model, report);
    } else keywords(model.policy, model, report);
  },
};

function bodies({ dialect }: Policy, model: InitDataModel, report: Report): void {
  for (const span of dialect.bareBodies) {
    const edits = [{ span: { start: span.start, end: span.start }, newText: 'if ' }];
    const message = t(
      '{0} reads Rego version 1 and refuses the policy: "if" must stand before the body of a rule.',
      kata(model),
    );
    report('policy-dialect', 'policy.rego', span, message, {
      fixes: [{ title: t('Insert "if"'), edits, preferred: true }],
    });
  }
}

function keywords(policy: Policy, model: InitDataModel, report: Report): void {
  const imports = new Set(policy.imports.map(({ name }) => name));
  const all = imports.has('rego.v1') || imports.has('future.keywords');
  if (imports.has('rego.v1')) {
    for (const span of policy.dialect.bareBodies) {
      report(
        'policy-dialect',
        'policy.rego',
        span,
        t('"import rego.v1" needs "if" before the body of a rule.'),
      );
    }
  }
  if (all) return;
  const missing = policy.dialect.keywords.filter(
    ({ name }) =>
      !imports.has(`future.keywords.${name}`) && !(name === 'in' && imports.has('future.keywords.every')),
  );
  const [first] = missing;
  if (!first) return;
  const list = missing.map(({ name }) => `"${name}"`).join(', ');
  const message = t(
    '{0} reads Rego version 0, where {1} without an import {2}: the policy is refused or means something else. Add "import rego.v1".',
    kata(model),
    list,
    missing.length > 1 ? t('are plain names') : t('is a plain name'),
  );
  const after = policy.package?.span.end;
  const mixed = policy.dialect.bareBodies.length > 0;
  const fix =
    after === undefined || mixed
      ? undefined
      : { span: { start: after, end: after }, newText: '\n\nimport rego.v1' };
  report('policy-dialect', 'policy.rego', first.span, message, {
    ...(fix && { fixes: [{ title: t('Add import rego.v1'), edits: [fix], preferred: true }] }),
  });
}

function sizes({ text }: Policy, model: InitDataModel, report: Report): void {
  const { starts } = new LineIndex(text);
  if (starts.length > limits.lines) {
    const start = starts[limits.lines] ?? 0;
    report(
      'policy-size',
      'policy.rego',
      { start, end: start + 1 },
      t('{0} refuses a policy of more than 200,000 lines.', kata(model)),
    );
  }
  for (const [line, start] of starts.entries()) {
    const end = (starts[line + 1] ?? text.length + 1) - 1;
    if (end - start <= limits.line) continue;
    report(
      'policy-size',
      'policy.rego',
      { start, end },
      t('{0} refuses a policy with a line over 65,536 characters.', kata(model)),
    );
    return;
  }
}
