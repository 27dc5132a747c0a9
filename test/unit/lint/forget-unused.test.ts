import assert from 'node:assert/strict';
import { isParsed, parseYaml } from '../../../src/documents';
import { parseStatement } from '../../../src/documents/toml/statement';
import { forgetUnused } from '../../../src/lint';

describe('parsed texts', () => {
  const [yaml, statement] = ['kind: Forgotten\n', 'forgotten = 1'];

  it('are kept while somebody asks for them between two closed documents', () => {
    const first = parseYaml(yaml);
    const second = parseStatement(statement, false);
    for (let closed = 0; closed < 3; closed++) {
      forgetUnused();
      assert.equal(parseYaml(yaml), first);
      assert.equal(parseStatement(statement, false), second);
    }
  });

  it('are forgotten where nobody does', () => {
    const before = parseStatement(statement, false);
    parseYaml(yaml);
    forgetUnused();
    assert.ok(isParsed(yaml));
    forgetUnused();
    assert.ok(!isParsed(yaml));
    assert.notEqual(parseStatement(statement, false), before);
  });
});
