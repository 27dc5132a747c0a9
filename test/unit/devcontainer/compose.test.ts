import assert from 'node:assert/strict';
import { parse as parseYaml } from 'yaml';
import { overrideName, overrideText, Refusal } from '../../../src/devcontainer';
import { Bench } from './memory-files';

const yml = 'services:\n  app:\n    image: a\n  db:\n    image: b\n    runtime: runsc\n';

const one = '{\n  "dockerComposeFile": "docker-compose.yml", // ours\n  "service": "app"\n}\n';
const list = '{\n  "dockerComposeFile": [\n    "docker-compose.yml"\n  ],\n  "service": "app"\n}\n';

const start = (content: string, others: Readonly<Record<string, string>> = {}, env = {}): Bench =>
  new Bench(content, { 'docker-compose.yml': yml, ...others }, env);

const refused = (line: number, message: RegExp) => (error: unknown) => {
  assert.ok(error instanceof Refusal, String(error));
  assert.match(error.message, message);
  assert.equal(error.line, line);
  return true;
};

describe('Dev container: Docker Compose', () => {
  for (const [title, before, after] of [
    [
      'one file',
      one,
      one.replace('"docker-compose.yml"', '["docker-compose.yml", "docker-compose.kata.yml"]'),
    ],
    [
      'a list',
      list,
      list.replace('"docker-compose.yml"', '"docker-compose.yml",\n    "docker-compose.kata.yml"'),
    ],
    [
      'minified',
      '{"dockerComposeFile":"docker-compose.yml","service":"app"}',
      '{"dockerComposeFile":["docker-compose.yml","docker-compose.kata.yml"],"service":"app"}',
    ],
  ] as const)
    it(`${title}: there and back`, async () => {
      const bench = start(before);
      const there = await bench.use('kata');
      assert.equal(bench.content, after);
      assert.equal(bench.beside(overrideName), overrideText('app', 'kata'));
      assert.deepEqual(
        [there.kind, there.before, there.after],
        ['compose', { runtime: null }, { runtime: 'kata' }],
      );
      assert.deepEqual(
        there.changes.map(({ path }) => path),
        ['/w/.devcontainer/docker-compose.kata.yml', '/w/.devcontainer/devcontainer.json'],
      );
      const again = await bench.use('kata-qemu');
      assert.equal(bench.content, after);
      assert.equal(bench.beside(overrideName), overrideText('app', 'kata-qemu'));
      assert.equal(again.before.runtime, 'kata');
      assert.deepEqual((await bench.use('kata-qemu')).changes, []);
      const back = await bench.default();
      assert.equal(bench.content, before);
      assert.equal(bench.beside(overrideName), undefined);
      assert.deepEqual(back.after, { runtime: null });
      assert.deepEqual(bench.remembered, []);
    });

  it('writes YAML that means what it says, whatever the names are', () => {
    for (const [service, runtime] of [
      ['app', 'kata'],
      ['on', '1e3'],
      ['1', 'io.containerd.kata.v2'],
      ['a: b', '0x10'],
      ['null', '${DEVCONTAINER_RUNTIME:-runc}'],
    ] as const)
      assert.deepEqual(parseYaml(overrideText(service, runtime)), { services: { [service]: { runtime } } });
  });

  it('takes the runtime of the last file, anchors and merges resolved', async () => {
    const bench = start('{"dockerComposeFile":["docker-compose.yml","b.yml"],"service":"app"}', {
      'b.yml': 'x: &x\n  runtime: runsc\nservices:\n  app:\n    <<: *x\n',
    });
    assert.deepEqual((await bench.status()).before, { runtime: 'runsc' });
    await bench.use('kata');
    assert.deepEqual((await bench.status()).before, { runtime: 'kata' });
    const back = await bench.default();
    assert.deepEqual(back.after, { runtime: 'runsc' });
  });

  it('another name where the usual one is taken', async () => {
    const bench = start(one, { [overrideName]: 'services: {}\n' });
    await bench.use('kata');
    assert.equal(bench.beside(overrideName), 'services: {}\n');
    assert.equal(bench.beside('docker-compose.kata-2.yml'), overrideText('app', 'kata'));
    assert.match(bench.content, /\["docker-compose\.yml", "docker-compose\.kata-2\.yml"\]/);
    await bench.default();
    assert.equal(bench.content, one);
    assert.equal(bench.beside('docker-compose.kata-2.yml'), undefined);
    assert.equal(bench.beside(overrideName), 'services: {}\n');
  });

  it('an override file that somebody changed stays', async () => {
    const bench = start(one);
    await bench.use('kata');
    const theirs = `${overrideText('app', 'kata')}    environment: [A=1]\n`;
    bench.files.contents.set(`/w/.devcontainer/${overrideName}`, theirs);
    await bench.use('kata-qemu');
    assert.equal(bench.beside(overrideName), theirs.replace('runtime: kata', 'runtime: kata-qemu'));
    const back = await bench.default();
    assert.equal(bench.content, one);
    assert.equal(bench.beside(overrideName), theirs.replace('runtime: kata', 'runtime: kata-qemu'));
    assert.deepEqual(back.after, { runtime: null });
    assert.match(back.warnings.join(), /was changed since it was written, so it stays/);
  });

  it('an override file that somebody removed is written again, or forgotten on the way back', async () => {
    const bench = start(one);
    await bench.use('kata');
    const switched = bench.content;
    bench.files.contents.delete(`/w/.devcontainer/${overrideName}`);
    await bench.use('runsc');
    assert.equal(bench.content, switched);
    assert.equal(bench.beside(overrideName), overrideText('app', 'runsc'));
    bench.files.contents.delete(`/w/.devcontainer/${overrideName}`);
    const back = await bench.default();
    assert.equal(bench.content, one);
    assert.deepEqual(
      back.changes.map(({ path }) => path),
      ['/w/.devcontainer/devcontainer.json'],
    );
  });

  it('an override file that is named and was never there is written, and goes on the way back', async () => {
    const named = list.replace('yml"', 'yml",\n    "docker-compose.kata.yml"');
    const bench = start(named);
    await bench.use('kata');
    assert.equal(bench.content, named);
    assert.equal(bench.beside(overrideName), overrideText('app', 'kata'));
    await bench.use('kata-qemu');
    await bench.default();
    assert.equal(bench.content, named);
    assert.equal(bench.beside(overrideName), undefined);
  });

  it('changes of devcontainer.json between stay', async () => {
    const bench = start(one);
    await bench.use('kata');
    bench.content = bench.content.replace('{\n', '{\n  "name": "n",\n');
    await bench.default();
    assert.equal(bench.content, one.replace('{\n', '{\n  "name": "n",\n'));
    await bench.use('kata');
    bench.content = bench.content.replace('"]', '", "c.yml"]');
    await bench.default();
    assert.match(bench.content, /"dockerComposeFile": \["docker-compose\.yml", "c\.yml"\], \/\/ ours/);
  });

  it('where nothing is remembered, an override file of ours goes when it is Kata', async () => {
    const shared = list.replace(
      '"docker-compose.yml"',
      '"docker-compose.yml",\n    "docker-compose.kata.yml"',
    );
    const bench = start(shared, { [overrideName]: overrideText('app', 'kata-clh') });
    const back = await bench.default();
    assert.equal(bench.content, list);
    assert.equal(bench.beside(overrideName), undefined);
    assert.deepEqual(back.before, { runtime: 'kata-clh' });
    const other = start(shared, { [overrideName]: overrideText('app', 'runsc') });
    const stays = await other.default();
    assert.deepEqual(stays.changes, []);
    assert.match(stays.warnings.join(), /runsc in docker-compose\.kata\.yml stays/);
  });

  it('an override file of ours in the repository is changed and put back', async () => {
    const shared = list.replace(
      '"docker-compose.yml"',
      '"docker-compose.yml",\n    "docker-compose.kata.yml"',
    );
    const bench = start(shared, { [overrideName]: overrideText('app', 'kata') });
    const there = await bench.use('kata-qemu');
    assert.equal(there.changes.length, 1);
    assert.equal(bench.beside(overrideName), overrideText('app', 'kata-qemu'));
    await bench.default();
    assert.equal(bench.content, shared);
    assert.equal(bench.beside(overrideName), overrideText('app', 'kata'));
  });

  it('a runtime in a file of the user is not taken out', async () => {
    const bench = start(one, { 'docker-compose.yml': 'services:\n  app:\n    runtime: kata\n' });
    await assert.rejects(bench.default(), refused(3, /names the runtime kata/));
    assert.deepEqual((await bench.use('kata')).changes, []);
  });

  it('a file behind the override that names a runtime is refused with its place', async () => {
    const bench = start(one, { 'late.yml': 'services:\n  app:\n    runtime: runc\n' });
    await bench.use('kata');
    bench.content = bench.content.replace('kata.yml"', 'kata.yml", "late.yml"');
    await assert.rejects(bench.use('kata-qemu'), refused(3, /comes behind docker-compose\.kata\.yml/));
  });

  it('a switch whose configuration became one with an image leaves nothing behind', async () => {
    const bench = start(one);
    await bench.use('kata');
    bench.content = '{"image":"a"}';
    await bench.use('kata-qemu');
    assert.equal(bench.beside(overrideName), undefined);
    await bench.default();
    assert.equal(bench.content, '{"image":"a"}');
  });

  it('an override file that git left behind is used again, and goes on the way back', async () => {
    const bench = start(one);
    await bench.use('kata');
    const switched = bench.content;
    bench.content = one;
    await bench.use('kata-qemu');
    assert.equal(bench.content, switched);
    assert.equal(bench.beside(overrideName), overrideText('app', 'kata-qemu'));
    bench.content = one;
    await bench.default();
    assert.equal(bench.content, one);
    assert.equal(bench.beside(overrideName), undefined);
    assert.deepEqual(bench.remembered, []);
  });

  it('per developer: a variable of Compose', async () => {
    const bench = start(one, {}, { DEVCONTAINER_RUNTIME: 'kata' });
    const plan = await bench.use('runc', { perDeveloper: true });
    assert.deepEqual(plan.after, { runtime: '${DEVCONTAINER_RUNTIME:-runc}', resolved: 'kata' });
    const unset = start(bench.content, { [overrideName]: bench.beside(overrideName) ?? '' });
    assert.deepEqual((await unset.status()).before, { runtime: '${DEVCONTAINER_RUNTIME:-runc}' });
    await bench.default();
    assert.equal(bench.content, one);
  });

  it('refuses what Compose or the Dev Container CLI can do nothing with', async () => {
    const cases: readonly [string, number, RegExp][] = [
      ['{\n "dockerComposeFile": "a.yml"\n}', 2, /needs a "service"/],
      ['{\n "dockerComposeFile": "a.yml",\n "service": 1 }', 3, /needs a "service"/],
      ['{\n "service": "a",\n "dockerComposeFile": []\n}', 3, /is empty/],
      ['{\n "service": "a",\n "dockerComposeFile": [\n  "a",\n  1]\n}', 5, /path of a file/],
      ['{\n "service": "a",\n "dockerComposeFile": {}\n}', 3, /path of a file/],
    ];
    for (const [content, line, message] of cases) {
      const bench = new Bench(content);
      await assert.rejects(bench.use('kata'), refused(line, message));
      assert.equal(bench.content, content);
    }
  });

  it('says what it can not see, and that runArgs is not read', async () => {
    const bench = new Bench(
      '{"dockerComposeFile":["gone.yml","${localEnv:NO}","bad.yml"],"service":"app","runArgs":["--runtime=kata"]}',
      { 'bad.yml': 'services: [\n' },
    );
    const { warnings } = await bench.status();
    assert.match(warnings[0] ?? '', /runArgs is not read with Docker Compose/);
    assert.match(warnings.join('\n'), /gone\.yml is not there\./);
    assert.match(warnings.join('\n'), /bad\.yml can't be read/);
    const none = new Bench('{"dockerComposeFile":"a.yml","service":"app"}', { 'a.yml': 'services: {}\n' });
    assert.deepEqual((await none.status()).warnings, [
      'None of the files of Docker Compose has the service app.',
    ]);
  });
});
