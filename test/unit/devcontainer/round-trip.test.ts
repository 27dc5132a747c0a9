import assert from 'node:assert/strict';
import { parse } from 'jsonc-parser';
import { isKataRuntime } from '../../../src/devcontainer';
import { forms } from './forms';
import { Bench } from './memory-files';

describe('Dev container: forms of devcontainer.json', () => {
  it('are enough of them', () => {
    assert.ok(forms.length >= 60, String(forms.length));
    assert.equal(new Set(forms.map(({ before }) => before)).size, forms.length);
  });

  for (const { title, before, after } of forms) {
    it(`${title}: there and back`, async () => {
      const bench = new Bench(before);
      const there = await bench.use('kata-qemu');
      assert.equal(bench.content, after.replaceAll('X', 'kata-qemu'));
      assert.equal(there.after.runtime, 'kata-qemu');
      assert.doesNotThrow(() => void parse(bench.content));
      const again = await bench.use('kata-clh');
      assert.equal(bench.content, after.replaceAll('X', 'kata-clh'));
      assert.equal(again.before.runtime, 'kata-qemu');
      const nothing = await bench.use('kata-clh');
      assert.deepEqual(nothing.changes, []);
      const back = await bench.default();
      assert.equal(bench.content, before);
      assert.deepEqual(back.after, there.before);
      assert.deepEqual(bench.remembered, []);
    });

    it(`${title}: back where the file changed above and below`, async () => {
      // A comment on top and at the end is a change that keeps everything else where it is
      const changed = (text: string) => text.replace(/^(\ufeff?)/, '$1/* new */') + '\n// new\n';
      const bench = new Bench(before);
      await bench.use('kata-qemu');
      bench.content = changed(bench.content);
      await bench.default();
      assert.equal(bench.content, changed(before));
    });

    it(`${title}: Kata is out where nothing is remembered`, async () => {
      const bench = new Bench(before);
      const { before: state } = await bench.use('kata-qemu');
      for (const path of bench.remembered) bench.files.contents.delete(path);
      const back = await bench.default();
      assert.ok(
        back.after.runtime === null || !isKataRuntime(back.after.runtime),
        String(back.after.runtime),
      );
      assert.ok(bench.content !== before || state.runtime === null);
    });
  }
});
