import assert from 'node:assert/strict';
import { applyEdits, modify, parse } from 'jsonc-parser';
import { generate } from './generate';
import { Bench } from './memory-files';

type Value = Record<string, unknown>;
const read = (text: string): Value => parse(text.replace(/^\ufeff/, '')) as Value;

/** A change by another program, at a path of the file. */
const change = (
  text: string,
  path: (string | number)[],
  value: unknown,
  isArrayInsertion = false,
): string => {
  const mark = text.startsWith('\ufeff') ? '\ufeff' : '';
  const body = text.slice(mark.length);
  return mark + applyEdits(body, modify(body, path, value, { isArrayInsertion, formattingOptions: {} }));
};

const image = (more = ''): string => `{\n  "image": "a"${more}\n}\n`;

describe('Dev container: what changed between a switch and the way back', () => {
  it('stays, in 1,000 generated files', async function () {
    this.timeout(30_000);
    for (let seed = 10_001; seed <= 11_000; seed++) {
      const { text } = generate(seed);
      const bench = new Bench(text);
      await bench.use('kata-clh');
      bench.content = change(bench.content, ['added'], { by: 'user' });
      bench.content = change(bench.content, ['runArgs', -1], '--added', true);
      bench.content = change(bench.content, ['name'], 'changed');
      const before = bench.content;
      await bench.default();
      const own = (read(text).runArgs ?? []) as readonly string[];
      const named = read(change(text, ['name'], 'changed'));
      const expected = { ...named, added: { by: 'user' }, runArgs: [...own, '--added'] };
      assert.deepEqual(
        read(bench.content),
        expected,
        `seed ${seed}:\n${text}\n->\n${before}\n->\n${bench.content}`,
      );
    }
  });

  const cases: readonly [title: string, before: string, there: (text: string) => string, after: string][] = [
    [
      'a property behind ours',
      image(),
      (text) => text.replace('"]\n', '"],\n  "init": true\n'),
      image(',\n  "init": true'),
    ],
    [
      'an argument behind ours: the array is theirs now',
      image(),
      (text) => text.replace('kata"]', 'kata", "--init"]'),
      image(',\n  "runArgs": ["--init"]'),
    ],
    [
      'an argument in front of ours',
      image(),
      (text) => text.replace('["--runtime', '["--init", "--runtime'),
      image(',\n  "runArgs": ["--init"]'),
    ],
    [
      'a comment behind ours',
      image(),
      (text) => text.replace('kata"]', 'kata"] // VM'),
      '{\n  "image": "a"\n  // VM\n}\n',
    ],
    [
      'a comment within our array',
      image(),
      (text) => text.replace('kata"]', 'kata" /* VM */]'),
      image(',\n  "runArgs": [/* VM */]'),
    ],
    [
      'the array on several lines',
      image(),
      (text) => text.replace('["--runtime=kata"]', '[\n    "--runtime=kata"\n  ]'),
      image(),
    ],
    ['the other form', image(), (text) => text.replace('"--runtime=kata"', '"--runtime", "kata"'), image()],
    [
      'the other form, and a runtime that stood before',
      image(',\n  "runArgs": ["--runtime=runsc", "--init"]'),
      (text) => text.replace('"--runtime=kata"', '"--runtime", "kata"') + '//',
      image(',\n  "runArgs": ["--runtime=runsc", "--init"]') + '//',
    ],
    [
      'two elements that became one',
      image(',\n  "runArgs": ["--runtime", "runsc"]'),
      (text) => text.replace('"--runtime", "kata"', '"--runtime=kata"'),
      image(',\n  "runArgs": ["--runtime=runsc"]'),
    ],
    [
      'the runtime, to another Kata one: still the way back',
      image(',\n  "runArgs": ["--runtime=runsc"]'),
      (text) => text.replace('kata', 'kata-fc'),
      image(',\n  "runArgs": ["--runtime=runsc"]'),
    ],
    [
      'the runtime, taken out: that was meant',
      image(',\n  "runArgs": ["--init", "--runtime=runsc"]'),
      (text) => text.replace(', "--runtime=kata"', ''),
      image(',\n  "runArgs": ["--init"]'),
    ],
    ['null', image(',\n  "runArgs": null'), (text) => `//\n${text}`, `//\n${image(',\n  "runArgs": null')}`],
    [
      'an empty array',
      image(',\n  "runArgs": [ ]'),
      (text) => `//\n${text}`,
      `//\n${image(',\n  "runArgs": [ ]')}`,
    ],
    [
      'line ends',
      image(',\n  "init": true'),
      (text) => text.replaceAll('\n', '\r\n'),
      image(',\n  "init": true').replaceAll('\n', '\r\n'),
    ],
  ];
  for (const [title, before, there, after] of cases)
    it(`stays: ${title}`, async () => {
      const bench = new Bench(before);
      await bench.use('kata');
      const changed = there(bench.content);
      assert.notEqual(changed, bench.content);
      bench.content = changed;
      await bench.default();
      assert.equal(bench.content, after);
      assert.deepEqual(bench.remembered, []);
    });

  it('a runtime that somebody put in our place is left, and said', async () => {
    const bench = new Bench(image());
    await bench.use('kata');
    const theirs = bench.content.replace('kata', 'runsc');
    bench.content = theirs;
    const back = await bench.default();
    assert.equal(bench.content, theirs);
    assert.equal(back.after.runtime, 'runsc');
    assert.deepEqual(back.warnings, [
      'runsc stays: it is not Kata, and no switch is remembered that wrote it.',
    ]);
    assert.deepEqual(bench.remembered, []);
  });

  it('a switch over a runtime that somebody put in our place leads back to theirs', async () => {
    const bench = new Bench(image());
    await bench.use('kata');
    const theirs = bench.content.replace('kata', 'runsc');
    bench.content = theirs;
    await bench.use('kata-qemu');
    await bench.default();
    assert.equal(bench.content, theirs);
  });

  it('two switches with a change between them lead back to the first file', async () => {
    const bench = new Bench(image(',\n  "runArgs": ["--runtime=runsc"]'));
    await bench.use('kata');
    bench.content = `// new\n${bench.content}`;
    await bench.use('kata-qemu');
    await bench.default();
    assert.equal(bench.content, `// new\n${image(',\n  "runArgs": ["--runtime=runsc"]')}`);
  });

  it('a switch to what stood there before forgets', async () => {
    const bench = new Bench(image(',\n  "runArgs": ["--runtime=runsc"]'));
    await bench.use('kata');
    assert.equal(bench.remembered.length, 1);
    await bench.use('runsc');
    assert.deepEqual(bench.remembered, []);
  });

  it('Kata that was there before any switch is put back, too', async () => {
    const before = image(',\n  "runArgs": ["--runtime=kata"]');
    const bench = new Bench(before);
    await bench.use('kata-qemu');
    const back = await bench.default();
    assert.equal(bench.content, before);
    assert.equal(back.after.runtime, 'kata');
    assert.deepEqual(back.warnings, ['kata stood there before the switch, so it is back.']);
    await bench.default();
    assert.equal(bench.content, image());
  });
});
