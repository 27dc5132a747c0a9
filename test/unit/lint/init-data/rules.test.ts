import assert from 'node:assert/strict';
import { initDataRules } from '../../../../src/lint/init-data';
import { lintOwnExample } from './examples';

describe('Init-data rules', () => {
  for (const rule of initDataRules) {
    it(`${rule.id}: its bad example has exactly the marked findings, its good one none`, () => {
      const bad = lintOwnExample(rule.bad);
      const own = bad.findings.filter((finding) => finding.rule === rule.id);
      assert.ok(bad.spans.length > 0, 'the bad example marks no place');
      assert.deepEqual(
        own.map(({ span }) => span),
        bad.spans,
        JSON.stringify(bad.findings),
      );
      const good = lintOwnExample(rule.good).findings;
      assert.deepEqual(
        good.filter(({ rule: id, severity }) => id === rule.id || severity === 'error'),
        [],
      );
    });
  }

  it('have ids of their own with a prefix', () => {
    const ids = initDataRules.map(({ id }) => id);
    assert.deepEqual([...new Set(ids)], ids);
    for (const id of ids) assert.match(id, /^(?:init-data|policy|secret)-[a-z]+(-[a-z]+)*$/);
  });
});
