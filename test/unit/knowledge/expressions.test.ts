import assert from 'node:assert/strict';
import { expressionMatches, expressionTest } from '../../../src/knowledge';

describe('expressions of enable_annotations', () => {
  const names = ['kernel', 'kernel_params', 'path'];
  const matching = (expression: string) => {
    const matches = expressionTest(expression);
    return matches && names.filter(matches);
  };

  it('match anywhere in a name', () => {
    assert.deepEqual(matching('kernel'), ['kernel', 'kernel_params']);
    assert.deepEqual(matching('^kernel$'), ['kernel']);
    assert.deepEqual(matching('^(kernel|path)$'), ['kernel', 'path']);
    assert.deepEqual(matching('path|_params$'), ['kernel_params', 'path']);
    assert.deepEqual(matching('^[a-k]+_.*$'), []);
    assert.deepEqual(matching('^[a-z]+_.*$'), ['kernel_params']);
    assert.deepEqual(matching(''), names);
    assert.equal(expressionMatches('^p', 'path'), true);
  });

  it('are not tried where that could take for ever, or where they are none', () => {
    const involved = [
      '(a+)+$',
      '.*.*.*.*.*x',
      'a*a*a*a*a*b',
      '.?'.repeat(60) + 'x',
      '(|.)'.repeat(60) + 'x',
      'a|'.repeat(60),
      'a'.repeat(301),
      '[z-a]',
      'a**',
      '(?i)kernel',
    ];
    for (const expression of involved) assert.equal(matching(expression), undefined, expression);
  });
});
