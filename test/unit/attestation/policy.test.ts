import assert from 'node:assert/strict';
import { allowed, decision, explainPolicy, readPolicy } from '../../../src/attestation';
import { costsBelow } from '../../support/cpu';

const header = 'package agent_policy\n';
const decided = (rego: string, request = 'ExecProcessRequest') =>
  decision(readPolicy(header + rego), request);

describe('Attestation: policies', () => {
  const decisions: readonly (readonly [string, string])[] = [
    ['default ExecProcessRequest := true', 'always'],
    ['default ExecProcessRequest = false', 'never'],
    ['default ExecProcessRequest := false\nExecProcessRequest if {\n  input.x\n}', 'sometimes'],
    ['default ExecProcessRequest := false\nExecProcessRequest := true', 'always'],
    ['ExecProcessRequest := false', 'never'],
    ['ExecProcessRequest { input.x == 1 }', 'sometimes'],
    ['ExecProcessRequest if input.x', 'sometimes'],
    ['ExecProcessRequest := {"allowed": true}', 'sometimes'],
    ['ExecProcessRequest := true if { input.x }', 'sometimes'],
    ['# default ExecProcessRequest := true', 'undecided'],
    ['x := "default ExecProcessRequest := true"', 'undecided'],
    ['x := `\ndefault ExecProcessRequest := true\n`', 'undecided'],
    ['x := [\nExecProcessRequest\n]', 'undecided'],
  ];
  for (const [rego, expected] of decisions) {
    it(`${JSON.stringify(rego)} is ${expected}`, () => {
      assert.equal(decided(rego), expected);
    });
  }

  it('lets everything pass where failing requests are allowed', () => {
    const policy = readPolicy(`${header}default AllowRequestsFailingPolicy := true\n`);
    assert.equal(allowed(policy, 'ExecProcessRequest'), 'always');
    assert.equal(decision(policy, 'ExecProcessRequest'), 'undecided');
  });

  it('gives package, imports and names their places', () => {
    const text =
      '# c\npackage agent_policy # d\n\nimport rego.v1\nimport future.keywords.in\ndefault  A := true\n';
    const { package: declared, imports, rules, comments } = readPolicy(text);
    const cut = ({ span }: { span: { start: number; end: number } }) => text.slice(span.start, span.end);
    assert.equal(cut(declared!), 'agent_policy');
    assert.deepEqual(imports.map(cut), ['rego.v1', 'future.keywords.in']);
    assert.deepEqual(
      rules.map((rule) => [cut(rule), cut(rule.value!)]),
      [['A', 'true']],
    );
    assert.deepEqual(comments.map(cut), ['# c', '# d']);
  });

  const dialects: readonly (readonly [string, readonly string[], number])[] = [
    ['a if { input.x }', ['if'], 0],
    ['a if input.x', ['if'], 0],
    ['a := 1 if {\n  some i in input.x\n}', ['if', 'in'], 0],
    ['a contains x if {\n  x := input.y\n}', ['contains', 'if'], 0],
    ['a { every x in input.y { x } }', ['every', 'in'], 1],
    ['a(x) { x }', [], 1],
    ['a[x] { x }', [], 1],
    ['a = true { input.x }', [], 1],
    ['a := {"if": 1}', [], 0],
    ['a := {\n  "x"\n}', [], 0],
    ['a := [x | x := input.y[_]]', [], 0],
    ['a if { input.x } else := 2 if { input.y }', ['if'], 0],
    ['default a := false', [], 0],
  ];
  for (const [rego, keywords, bodies] of dialects) {
    it(`${JSON.stringify(rego)} has the keywords [${keywords.join(', ')}] and ${bodies} bare bodies`, () => {
      const { dialect } = readPolicy(header + rego);
      assert.deepEqual(dialect.keywords.map(({ name }) => name).sort(), [...keywords].sort());
      assert.equal(dialect.bareBodies.length, bodies);
    });
  }

  it('says which verbs pass', () => {
    const markdown = explainPolicy(
      readPolicy(`${header}default ReadStreamRequest := true\ndefault ExecProcessRequest := false\n`),
    );
    assert.match(markdown, /kubectl logs \| `ReadStreamRequest` \| yes \|/);
    assert.match(markdown, /kubectl exec, kubectl cp \| `ExecProcessRequest` \| no: fails with an error \|/);
    assert.match(markdown, /`SetPolicyRequest` \| no \(no rule\): the policy stays \|/);
  });

  it('reads hostile text in linear time', () => {
    for (const part of [
      '{',
      '"',
      '`',
      'a{',
      'a if ',
      'default x := ',
      'every x in ',
      '#',
      'a\n',
      ' in ',
      'x contains ',
    ]) {
      const text = part.repeat(Math.ceil(300_000 / part.length));
      costsBelow(3_000, () => readPolicy(text), part);
    }
  });
});
