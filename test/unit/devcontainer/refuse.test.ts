import assert from 'node:assert/strict';
import { isKataRuntime, Refusal, runtimeNameProblem } from '../../../src/devcontainer';
import { Bench } from './memory-files';

const refused = (line: number | undefined, message: RegExp) => (error: unknown) => {
  assert.ok(error instanceof Refusal, String(error));
  assert.match(error.message, message);
  assert.equal(error.line, line);
  return true;
};

describe('Dev container: files that are refused', () => {
  const files: readonly [title: string, content: string, line: number, message: RegExp][] = [
    ['empty', '', 1, /one JSON object/],
    ['only a comment', '// nothing\n', 1, /one JSON object/],
    ['an array', '\n[]\n', 2, /one JSON object/],
    ['a text', '"image"', 1, /one JSON object/],
    ['no closing brace', '{\n  "image": "a"\n', 3, /closing }/],
    ['no comma', '{\n  "image": "a"\n  "init": true\n}', 3, /comma is missing/],
    ['no colon', '{\n  "image" "a"\n}', 2, /colon is missing/],
    ['no value', '{\n  "image":\n}', 3, /value is missing/],
    ['no quotes', '{\n  image: "a"\n}', 2, /not valid JSON/],
    ['single quotes', "{\n  'image': 'a'\n}", 2, /not valid JSON/],
    ['a text without end', '{\n  "image": "a\n}', 2, /no closing quote/],
    ['a comment without end', '{\n  "image": "a"\n} /* x', 3, /comment has no end/],
    ['two objects', '{"image":"a"}\n{}', 2, /behind the end/],
    ['a conflict of git', '{\n<<<<<<< HEAD\n  "image": "a"\n=======\n}', 2, /not valid JSON/],
    ['binary', '{"image":"a\u0000"}', 1, /not valid JSON/],
    ['nested too deeply', `{"image":"a","x":${'['.repeat(200_000)}`, 1, /nested too deeply|not valid JSON/],
    ['larger than anybody writes', `{"image":"a"}${' '.repeat(1_000_000)}`, 1, /million/],
    [
      'without an image',
      '// .devcontainer/devcontainer.json\n{\n"name": "n",\n"runArgs": ["--runtime=kata"]\n}',
      2,
      /no "image"/,
    ],
    ['a build without Dockerfile', '{\n  "build": {}\n}', 1, /no "image"/],
    ['runArgs a text', '{\n "image": "a",\n "runArgs": "--runtime=kata"\n}', 3, /runArgs is a text/],
    ['runArgs an object', '{\n "image": "a",\n "runArgs": {}\n}', 3, /runArgs is an object/],
    ['runArgs false', '{\n "image": "a",\n "runArgs": false\n}', 3, /true or false/],
    ['a number in runArgs', '{\n "image": "a",\n "runArgs": [\n  "--memory",\n  1\n ]\n}', 5, /is a number/],
    ['an array in runArgs', '{"image": "a", "runArgs": [["--init"]]}', 1, /is an array/],
    ['a null in runArgs', '{"image": "a", "runArgs": [\nnull]}', 2, /is null/],
  ];
  for (const [title, content, line, message] of files)
    it(`${title}: with its place, untouched`, async () => {
      const bench = new Bench(content);
      await assert.rejects(bench.use('kata'), refused(line, message));
      await assert.rejects(bench.default(), refused(line, message));
      await assert.rejects(bench.status(), refused(line, message));
      assert.equal(bench.content, content);
      assert.deepEqual(bench.remembered, []);
    });

  it('a damaged memory loses nothing', async () => {
    const bench = new Bench('{"image":"a"}');
    await bench.use('kata');
    const [memory = ''] = bench.remembered;
    const whole = bench.files.contents.get(memory) ?? '';
    const damaged = [
      '',
      '{',
      '[]',
      'null',
      whole.slice(0, -20),
      whole.replace('"version": 1', '"version": 2'),
      whole.replace('"start": ', '"start": -'),
      whole.replace('"kind": "property"', '"kind": "constructor"'),
      whole.replace('"kind": "property"', '"kind": "values", "texts": ["x"]'),
    ];
    for (const text of damaged) {
      assert.notEqual(text, whole);
      bench.files.contents.set(memory, text);
      await assert.rejects(bench.default(), refused(undefined, /is damaged/));
      await assert.rejects(bench.use('kata-qemu'), refused(undefined, /is damaged/));
      assert.equal((await bench.status()).before.runtime, 'kata');
      assert.equal(bench.files.contents.get(memory), text);
    }
  });

  it('a memory that can not be written stops the switch', async () => {
    const bench = new Bench('{"image":"a"}');
    bench.files.locked.add('/state');
    await assert.rejects(bench.use('kata'), Refusal);
    assert.equal(bench.content, '{"image":"a"}');
  });

  it('a file that can not be written leaves all as it was', async () => {
    const content = '{"dockerComposeFile":"a.yml","service":"app"}';
    const bench = new Bench(content, { 'a.yml': 'services: { app: {} }\n' });
    bench.files.locked.add(bench.path);
    await assert.rejects(bench.use('kata'), Refusal);
    assert.deepEqual(
      [...bench.files.contents.keys()],
      ['/w/.devcontainer/devcontainer.json', '/w/.devcontainer/a.yml'],
    );
    bench.files.locked.clear();
    await bench.use('kata');
    const all = new Map(bench.files.contents);
    bench.files.locked.add(bench.path);
    await assert.rejects(bench.default(), Refusal);
    assert.deepEqual(bench.files.contents, all);
  });

  it('a file that changed since the plan was made is left alone', async () => {
    const bench = new Bench('{"image":"a"}');
    const read = bench.files.read.bind(bench.files);
    let reads = 0;
    bench.files.read = async (path) => {
      const file = await read(path);
      return path === bench.path && file && ++reads > 1 ? { ...file, text: `${file.text} ` } : file;
    };
    await assert.rejects(bench.use('kata'), refused(undefined, /meanwhile/));
    assert.equal(bench.content, '{"image":"a"}');
    assert.deepEqual(bench.remembered, []);
  });
});

describe('Dev container: what a configuration says', () => {
  const state = async (runArgs: string, environment = {}) =>
    (await new Bench(`{"image":"a","runArgs":${runArgs}}`, {}, environment).status()).before;

  it('the last runtime that docker takes', async () => {
    assert.deepEqual(await state('["--runtime=a","--runtime","b"]'), { runtime: 'b' });
    assert.deepEqual(await state('["--runtime","a","--runtime"]'), { runtime: 'a' });
    assert.deepEqual(await state('["--name","--runtime=a"]'), { runtime: null });
    assert.deepEqual(await state('["--init","--runtime=a"]'), { runtime: 'a' });
    assert.deepEqual(await state('["-it","--runtime=a"]'), { runtime: 'a' });
    assert.deepEqual(await state('["-itv","--runtime=a"]'), { runtime: null });
    assert.deepEqual(await state('["-v/a:/b","--runtime=a"]'), { runtime: 'a' });
    assert.deepEqual(await state('["image","--runtime=a"]'), { runtime: null });
    assert.deepEqual(await state('["--runtime=a","--runtime="]'), { runtime: null });
    assert.deepEqual(await state('["--runtimes=a"]'), { runtime: null });
  });

  it('a variable as it stands, and what it is here', async () => {
    const own = '["--runtime=${localEnv:DEVCONTAINER_RUNTIME:runc}"]';
    const runtime = '${localEnv:DEVCONTAINER_RUNTIME:runc}';
    assert.deepEqual(await state(own), { runtime, resolved: 'runc' });
    assert.deepEqual(await state(own, { DEVCONTAINER_RUNTIME: 'kata' }), { runtime, resolved: 'kata' });
    assert.deepEqual(await state('["--runtime=${env:X}"]'), { runtime: '${env:X}', resolved: '' });
    assert.deepEqual(await state('["--runtime=${devcontainerId}"]'), { runtime: '${devcontainerId}' });
  });

  it('an argument that docker refuses', async () => {
    const plan = await new Bench('{"image":"a","runArgs":["--runtime kata"]}').status();
    assert.deepEqual(plan.before, { runtime: null });
    assert.deepEqual(plan.warnings, ['docker run refuses "--runtime kata"; write "--runtime=NAME".']);
  });

  it('the kind as the Dev Container CLI decides it', async () => {
    const kind = async (content: string) => (await new Bench(content).status()).kind;
    assert.equal(await kind('{"image":"a","dockerComposeFile":"a.yml","service":"s"}'), 'image');
    assert.equal(await kind('{"image":"a","build":{"dockerfile":"D"}}'), 'dockerfile');
    assert.equal(await kind('{"image":"a","build":{"args":{}}}'), 'image');
    assert.equal(await kind('{"dockerFile":"D","dockerComposeFile":"a.yml"}'), 'dockerfile');
  });

  it('per developer: a variable with its default', async () => {
    const bench = new Bench('{"image":"a"}');
    const plan = await bench.use('runc', { perDeveloper: true });
    assert.equal(
      bench.content,
      '{"image":"a","runArgs":["--runtime=${localEnv:DEVCONTAINER_RUNTIME:runc}"]}',
    );
    assert.deepEqual(plan.after, { runtime: '${localEnv:DEVCONTAINER_RUNTIME:runc}', resolved: 'runc' });
    await bench.default();
    assert.equal(bench.content, '{"image":"a"}');
  });

  it('only a Kata runtime is taken out where nothing is remembered', async () => {
    const content = '{"image":"a","runArgs":["--runtime=kata-fc","--runtime","runsc"]}';
    const bench = new Bench(content);
    const plan = await bench.default();
    assert.equal(bench.content, '{"image":"a","runArgs":["--runtime","runsc"]}');
    assert.deepEqual(plan.after, { runtime: 'runsc' });
    const again = await bench.default();
    assert.deepEqual(again.changes, []);
    assert.match(again.warnings.join(), /runsc stays/);
  });
});

describe('Dev container: names of runtimes', () => {
  it('which can be one', () => {
    for (const name of [
      'kata',
      'kata-qemu',
      'io.containerd.kata-qemu.v2',
      'default',
      'nvidia',
      'a_b',
      'K1',
      '2',
    ])
      assert.equal(runtimeNameProblem(name), undefined, name);
    const bad = [
      '',
      ' ',
      'a b',
      '-x',
      '--runtime',
      '.a',
      '/usr/bin/kata',
      'a/b',
      '$HOME',
      '${x}',
      'a\n',
      'a\u0000',
      'é',
      'a=b',
      'a"b',
      "a'b",
      'a,b',
      'a;b',
      '\u202ekata',
      'x'.repeat(129),
    ];
    for (const name of bad) assert.ok(runtimeNameProblem(name), JSON.stringify(name));
  });

  it('which are Kata', () => {
    for (const name of [
      'kata',
      'kata-qemu',
      'io.containerd.kata.v2',
      'io.containerd.kata-fc.v2',
      'kata_clh',
      'kata-runtime',
      'my-kata',
      'Kata',
    ])
      assert.ok(isKataRuntime(name), name);
    for (const name of [
      'runc',
      'runsc',
      'io.containerd.runc.v2',
      'katana',
      'nvidia',
      'crun',
      'youki',
      'sysbox-runc',
    ])
      assert.ok(!isKataRuntime(name), name);
  });
});
