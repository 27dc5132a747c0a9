import assert from 'node:assert/strict';
import { parse } from 'jsonc-parser';
import { generate } from './generate';
import { Bench } from './memory-files';

const count = 5_000;

/** As the Dev Container CLI reads a file. */
const read = (text: string): Record<string, unknown> =>
  parse(text.replace(/^\ufeff/, '')) as Record<string, unknown>;

const without = (value: Record<string, unknown>): unknown => ({ ...value, runArgs: undefined });

describe(`Dev container: ${count} generated files`, () => {
  it('get the runtime, keep everything else, and come back byte for byte', async function () {
    this.timeout(60_000);
    for (let seed = 1; seed <= count; seed++) {
      const { text, runtime, argsWith } = generate(seed);
      const bench = new Bench(text);
      const there = await bench.use('kata-clh');
      const where = () => `seed ${seed}:\n${text}\n->\n${bench.content}`;
      assert.equal(there.before.runtime, runtime === '' ? null : (runtime ?? null), where());
      assert.deepEqual(read(bench.content).runArgs, argsWith('kata-clh'), where());
      assert.deepEqual(without(read(bench.content)), without(read(text)), where());
      // Comments and byte order mark: nothing goes but a former runtime
      if (runtime === undefined) assert.ok(contains(bench.content, text.replace(/\s/g, '')), where());
      await bench.default();
      assert.equal(bench.content, text, where());
    }
  });

  it('come back where something else changed meanwhile', async function () {
    this.timeout(60_000);
    for (let seed = 1; seed <= count; seed++) {
      const { text } = generate(seed);
      const bench = new Bench(text);
      const there = await bench.use('kata-clh');
      const changed = (content: string) => content.replace(/^(\ufeff?)/, '$1/* new */') + ' // new';
      bench.content = changed(bench.content);
      const back = await bench.default();
      const where = () => `seed ${seed}:\n${changed(text)}\n->\n${bench.content}`;
      assert.equal(bench.content, changed(text), where());
      assert.deepEqual(back.after, there.before, where());
      assert.equal(back.before.runtime, 'kata-clh');
    }
  });
});

/** Whether all of `part` is in `whole`, in its order. */
function contains(whole: string, part: string): boolean {
  let at = 0;
  for (const unit of whole.split('')) if (unit === part[at]) at++;
  return at >= part.length;
}
