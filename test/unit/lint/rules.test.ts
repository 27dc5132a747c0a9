import assert from 'node:assert/strict';
import { rules } from '../../../src/lint';
import { initDataRules } from '../../../src/lint/init-data';
import { lintExample } from './examples';

/** Those of init-data look into values, and have tests of their own. */
const own = new Set(initDataRules);

describe('every rule', () => {
  for (const rule of rules.filter((each) => !own.has(each))) {
    it(`${rule.id}: its bad example has exactly the marked findings, its good one none`, () => {
      const { findings, spans } = lintExample(rule.bad);
      const own = findings.filter((finding) => finding.rule === rule.id);
      assert.ok(spans.length > 0, 'the bad example marks no place');
      assert.deepEqual(
        own.map(({ span }) => ({ start: span.start, end: span.end })),
        spans,
        JSON.stringify(findings),
      );
      const good = lintExample(rule.good);
      assert.deepEqual(
        good.findings.filter((finding) => finding.rule === rule.id),
        [],
      );
      assert.deepEqual(
        good.findings.filter(({ severity }) => severity === 'error'),
        [],
      );
    });
  }

  it('has an id with a prefix, and one page each', () => {
    const ids = rules.map(({ id }) => id);
    assert.deepEqual(ids, [...new Set(ids)].sort());
    for (const id of ids)
      assert.match(
        id,
        /^(toml|manifest|runtime-class|pod|coco|init-data|policy|secret|containerd|crio|docker|devcontainer|compose)-[a-z0-9]+(-[a-z0-9]+)*$/,
      );
  });
});
