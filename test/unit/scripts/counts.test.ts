import assert from 'node:assert/strict';
import { countsLine, isGreen, judge, sum } from '../../../scripts/counts';

const counts = (passed: number, failed = 0, skipped = 0) => ({ passed, failed, skipped });

describe('counts of a test run', () => {
  it('are summed and printed in the one form that CI reads', () => {
    assert.equal(
      countsLine(sum([counts(3, 1), counts(10, 0, 2), counts(0)])),
      '13 passed, 1 failed, 2 skipped',
    );
  });

  it('are green only where something passed and nothing failed', () => {
    assert.equal(isGreen(counts(1), false), true);
    assert.equal(isGreen(counts(0), false), false);
    assert.equal(isGreen(counts(5, 1), false), false);
  });

  it('are not green in CI where something was skipped', () => {
    assert.equal(isGreen(counts(5, 0, 1), false), true);
    assert.equal(isGreen(counts(5, 0, 1), true), false);
  });
});

describe('the judgement on a suite', () => {
  const written = (...of: Parameters<typeof counts>) => JSON.stringify(counts(...of));

  it('takes the counts that the suite wrote', () => {
    assert.deepEqual(judge(written(4, 0, 1), 0, false), { counts: counts(4, 0, 1) });
    assert.deepEqual(judge(written(4, 2), 1, false), { counts: counts(4, 2) });
  });

  it('does not believe an exit code of 0 without a result: the extension host crashed', () => {
    const { counts: judged, problem } = judge(undefined, 0, false);
    assert.deepEqual(judged, counts(0, 1));
    assert.equal(problem, 'the suite ended (exit code 0) without a result');
  });

  it('fails a suite that passed and then ended badly', () => {
    assert.deepEqual(judge(written(4), 97, false).counts, counts(4, 1));
    assert.deepEqual(judge(written(4), undefined, false).counts, counts(4, 1));
  });

  it('fails a suite without a test, but for a filter that leaves none', () => {
    assert.deepEqual(judge(written(0), 0, false).counts, counts(0, 1));
    assert.deepEqual(judge(written(0), 0, true), { counts: counts(0) });
  });

  it('fails a torn or foreign result', () => {
    for (const text of ['', '{"passed": 3', 'null', '{"passed": 3}', '[]'])
      assert.deepEqual(judge(text, 0, false).counts, counts(0, 1), text);
  });
});
