import assert from 'node:assert/strict';
import { newest } from '../../../../src/knowledge';
import { containerdRules } from '../../../../src/lint/containerd';
import { crioRules } from '../../../../src/lint/crio';
import { dockerRules } from '../../../../src/lint/docker';
import { unmark } from '../examples';
import { lintText } from './found';

for (const [prefix, rules] of Object.entries({
  containerd: containerdRules,
  crio: crioRules,
  docker: dockerRules,
})) {
  describe(`${prefix} rules`, () => {
    for (const rule of rules) {
      it(`${rule.id}: its bad example has exactly the marked findings, its good one none at all`, () => {
        const { text, spans } = unmark(rule.bad.text);
        const findings = lintText({ ...rule.bad, text, version: rule.bad.version ?? newest });
        assert.ok(spans.length > 0, 'the bad example marks no place');
        assert.deepEqual(
          findings.map(({ rule: id, span }) => ({ id, ...span })),
          spans.map((span) => ({ id: rule.id, ...span })),
          JSON.stringify(findings),
        );
        assert.deepEqual(lintText({ ...rule.good, version: rule.good.version ?? newest }), []);
      });
    }

    it('have ids of their own with a prefix, in order', () => {
      const ids = rules.map(({ id }) => id);
      assert.deepEqual(ids, [...new Set(ids)].sort());
      for (const id of ids) assert.match(id, new RegExp(`^${prefix}-[a-z]+(-[a-z]+)*$`));
    });
  });
}
