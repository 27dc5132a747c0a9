import assert from 'node:assert/strict';
import { parse, type ParseError } from 'jsonc-parser';
import { Refusal } from '../../../src/devcontainer';
import { giants, mutate } from '../../support/mutate';
import { forms } from './forms';
import { generate } from './generate';
import { Bench } from './memory-files';

/** Whether the switch refused a text; where not, it went there and back. */
async function refused(text: string): Promise<boolean> {
  const bench = new Bench(text);
  try {
    await bench.use('kata-clh');
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    assert.equal(bench.content, text);
    return true;
  }
  const errors: ParseError[] = [];
  parse(bench.content.replace(/^\ufeff+/, ''), errors, { allowTrailingComma: true });
  assert.deepEqual(errors, [], bench.content);
  assert.equal((await bench.status()).before.runtime, 'kata-clh', `${text}\n->\n${bench.content}`);
  await bench.default();
  assert.equal(bench.content, text);
  return false;
}

describe('Dev container: hostile texts', () => {
  it('are refused as they are, or switched and put back', async function () {
    this.timeout(30_000);
    const count = { refused: 0, switched: 0 };
    for (let seed = 1; seed <= 4_000; seed++) {
      const base = seed % 2 ? generate(seed).text : (forms[seed % forms.length]?.before ?? '');
      const text = mutate(base, seed);
      try {
        count[(await refused(text)) ? 'refused' : 'switched']++;
      } catch (error) {
        throw new Error(`seed ${seed}:\n${text}`, { cause: error });
      }
    }
    assert.ok(count.refused > 400 && count.switched > 400, JSON.stringify(count));
  });

  for (const [name, text] of Object.entries(giants))
    it(name, async () => {
      assert.equal(await refused(text()), true);
      await refused(`{"image":"a","x":${JSON.stringify(text().slice(0, 900_000))}}`);
    });

  it('100,000 arguments', async () => {
    assert.equal(await refused(`{"image":"a","runArgs":[${'"-i",'.repeat(100_000)}]}`), false);
  });
});
