import assert from 'node:assert/strict';
import { chmodSync, existsSync, mkdirSync, readdirSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { readRequest } from '../../../src/cli/devcontainer/command';
import { devContainer } from '../../../src/cli/devcontainer/devcontainer';
import { Workspace } from './workspace';

const config = '.devcontainer/devcontainer.json';
const image = '{\n  "image": "a"\n}\n';
const inKata = '{\n  "image": "a",\n  "runArgs": ["--runtime=kata"]\n}\n';

interface Result {
  readonly config: string;
  readonly kind: string;
  readonly before: { readonly runtime: string | null };
  readonly after: { readonly runtime: string | null };
  readonly changed: readonly string[];
  readonly warnings: readonly string[];
  readonly error?: {
    readonly message: string;
    readonly file: string | null;
    readonly line: number | null;
    readonly configs?: readonly string[];
  };
}

describe('Command line: devcontainer', () => {
  let workspace: Workspace;
  const start = (files: Readonly<Record<string, string | Buffer>>): Workspace => {
    workspace = new Workspace(
      Object.fromEntries(Object.entries(files).map(([path, text]) => [`w/${path}`, text])),
    );
    return workspace;
  };
  const folder = () => workspace.path('w');
  const text = (path = config) => workspace.read(`w/${path}`).toString('utf8');
  const run = async (...args: readonly string[]) => {
    const request = readRequest(args);
    assert.ok(request);
    const environment = { XDG_STATE_HOME: workspace.path('state') };
    return devContainer(request, folder(), environment, () => Promise.resolve(undefined));
  };
  const json = async (...args: readonly string[]): Promise<Result & { readonly code: number }> => {
    const { output, errors, code } = await run(...args, '--format', 'json');
    assert.equal(errors, '');
    return { ...(JSON.parse(output) as Result), code };
  };
  afterEach(() => {
    workspace.remove();
  });

  it('status, use and default, as JSON', async () => {
    start({ [config]: image });
    const none = { config, kind: 'image', warnings: [], code: 0 };
    const [off, on] = [{ runtime: null }, { runtime: 'kata' }];
    assert.deepEqual(await json('status'), { ...none, before: off, after: off, changed: [] });
    assert.deepEqual(await json('use', 'kata'), { ...none, before: off, after: on, changed: [config] });
    assert.equal(text(), inKata);
    assert.deepEqual(await json('use', 'kata'), { ...none, before: on, after: on, changed: [] });
    assert.deepEqual(await json('status'), { ...none, before: on, after: on, changed: [] });
    assert.deepEqual(await json('default'), { ...none, before: on, after: off, changed: [config] });
    assert.equal(text(), image);
    assert.deepEqual(await json('default'), { ...none, before: off, after: off, changed: [] });
    assert.deepEqual(readdirSync(workspace.path('w/.devcontainer')), ['devcontainer.json']);
  });

  it('says what changed, and that an existing container needs a rebuild', async () => {
    start({ [config]: image });
    const there = await run('use', 'kata');
    assert.match(
      there.output,
      /^\.devcontainer\/devcontainer\.json \(image\): the engine's default runtime -> kata\nChanged /,
    );
    assert.match(there.output, /until it is rebuilt/);
    assert.equal((await run('status')).output, `${config} (image): kata\n`);
    assert.match((await run('use', 'kata')).output, /Nothing to change\.\n$/);
  });

  it('a runtime may be called default', async () => {
    start({ [config]: image });
    assert.deepEqual((await json('use', 'default')).after, { runtime: 'default' });
    assert.equal(text(), inKata.replace('kata', 'default'));
  });

  it('--dry-run writes nothing and shows the change', async () => {
    start({ [config]: image });
    const { output, code } = await run('use', 'kata', '--dry-run');
    assert.equal(code, 0);
    assert.match(
      output,
      /Would change .*\n--- \S+\n\+\+\+ \S+\n@@ -2,1 \+2,2 @@\n- {2}"image": "a"\n\+ {2}"image": "a",\n\+ {2}"runArgs": \["--runtime=kata"\]\n$/,
    );
    assert.deepEqual((await json('use', 'kata', '--dry-run')).changed, [config]);
    assert.equal(text(), image);
    assert.ok(!existsSync(workspace.path('state')));
  });

  it('Compose: the override file is among what changed', async () => {
    start({
      [config]: '{"dockerComposeFile":"../compose.yml","service":"app"}',
      'compose.yml': 'services: { app: { runtime: runsc } }\n',
    });
    const before = text();
    const there = await json('use', 'kata');
    assert.deepEqual(there.before, { runtime: 'runsc' });
    assert.equal(there.kind, 'compose');
    assert.deepEqual(there.changed, ['.devcontainer/docker-compose.kata.yml', config]);
    const dry = await run('default', '--dry-run');
    assert.match(dry.output, /Would remove \.devcontainer\/docker-compose\.kata\.yml/);
    const back = await json('default');
    assert.deepEqual([...back.changed].sort(), [config, '.devcontainer/docker-compose.kata.yml']);
    assert.deepEqual(back.after, { runtime: 'runsc' });
    assert.equal(text(), before);
    assert.ok(!existsSync(join(folder(), '.devcontainer/docker-compose.kata.yml')));
  });

  it('finds the configuration in each of the three places', async () => {
    for (const path of [config, '.devcontainer.json', '.devcontainer/rust/devcontainer.json']) {
      start({ [path]: image, '.devcontainer/a/b/devcontainer.json': image, '.devcontainer/x': '' });
      assert.equal((await json('status')).config, path);
      workspace.remove();
    }
    start({});
  });

  it('several, and none', async () => {
    start({ [config]: image, '.devcontainer.json': image, '.devcontainer/b/devcontainer.json': image });
    const several = await json('use', 'kata');
    assert.equal(several.code, 2);
    const configs = [config, '.devcontainer.json', '.devcontainer/b/devcontainer.json'];
    assert.deepEqual(several.error?.configs, configs);
    const words = await run('status');
    assert.equal(words.code, 2);
    for (const path of configs) assert.ok(words.errors.includes(`  ${path}\n`));
    assert.equal((await json('use', 'kata', '--config', '.devcontainer.json')).code, 0);
    assert.equal(text('.devcontainer.json'), inKata);
    assert.equal(text(), image);
    workspace.remove();
    start({ 'README.md': '' });
    const none = await json('status');
    assert.equal(none.code, 2);
    assert.match(none.error?.message ?? '', /has no dev container/);
  });

  it('a refused file: exit code 1, file and line', async () => {
    start({ [config]: '{\n  "image": "a"\n  "init": true\n}\n' });
    const refused = await json('use', 'kata');
    assert.deepEqual(refused, {
      error: { message: 'This is not valid JSON with comments: a comma is missing.', file: config, line: 3 },
      code: 1,
    });
    assert.match(
      (await run('status')).errors,
      /^kata-workbench: \.devcontainer\/devcontainer\.json:3: This is/,
    );
  });

  it('refuses what is no text', async () => {
    start({
      [config]: Buffer.from([0x7b, 0x0a, 0xff, 0x7d]),
      'utf16.json': Buffer.from('\ufeff{}', 'utf16le'),
      'd/x': '',
    });
    const one = await json('status');
    assert.deepEqual([one.code, one.error?.line], [1, 2]);
    assert.match(one.error?.message ?? '', /not UTF-8/);
    for (const [name, message] of [
      ['utf16.json', /not UTF-8/],
      ['d', /a folder/],
      ['gone.json', /no such file/],
      ['d/x/y.json', /not a folder/],
    ] as const) {
      const { code, error } = await json('status', '--config', name);
      assert.deepEqual([code, error?.file], [1, name]);
      assert.match(error?.message ?? '', message);
    }
  });

  it('names that are none: exit code 2', async () => {
    start({ [config]: image });
    for (const name of ['', 'a b', '/usr/bin/runc', '$x', 'a\nb']) {
      const { code, error } = await json('use', name);
      assert.equal(code, 2, name);
      assert.equal(error?.file, null);
    }
    assert.equal((await run('use', '--', '--runtime')).code, 2);
    assert.equal(text(), image);
  });

  it('wrong usage', () => {
    start({});
    for (const args of [
      [],
      ['up'],
      ['use'],
      ['use', 'a', 'b'],
      ['default', 'kata'],
      ['status', 'x'],
      ['status', '--config', ''],
      ['status', '--format', 'xml'],
      ['use', '--kata'],
    ])
      assert.throws(() => readRequest(args), args.join(' '));
    assert.equal(readRequest(['--help']), undefined);
  });

  it('changes nothing behind a link that leads out of the folder', async function () {
    if (process.platform === 'win32') this.skip();
    start({});
    workspace.write('elsewhere/settings.json', image);
    mkdirSync(workspace.path('w/.devcontainer'), { recursive: true });
    symlinkSync('../../elsewhere/settings.json', workspace.path(`w/${config}`));
    for (const words of [['use', 'kata'], ['default']] as const) {
      const { code, error } = await json(...words);
      assert.equal(code, 1);
      assert.match(error?.message ?? '', /leads out of the folder, to .*elsewhere\/settings\.json/);
    }
    assert.equal(workspace.read('elsewhere/settings.json').toString(), image);
    assert.equal((await json('status')).code, 0);
  });

  it('keeps mode and symbolic links, and says when nothing can be remembered', async function () {
    if (process.platform === 'win32') this.skip();
    start({ 'shared/dc.json': image });
    mkdirSync(workspace.path('w/.devcontainer'));
    symlinkSync('../shared/dc.json', workspace.path(`w/${config}`));
    chmodSync(workspace.path('w/shared/dc.json'), 0o640);
    await run('use', 'kata');
    assert.equal(text('shared/dc.json'), inKata);
    assert.equal(statSync(workspace.path('w/shared/dc.json')).mode & 0o777, 0o640);
    const memory = readdirSync(workspace.path('state/kata-workbench/devcontainer'));
    assert.equal(memory.length, 1);
    assert.equal(
      statSync(workspace.path(`state/kata-workbench/devcontainer/${memory[0] ?? ''}`)).mode & 0o777,
      0o600,
    );
    // The same file by its other name
    await run('default', '--config', 'shared/dc.json');
    assert.equal(text(), image);
    assert.deepEqual(readdirSync(workspace.path('state/kata-workbench/devcontainer')), []);
    workspace.remove();
    start({ [config]: image });
    workspace.write('state', 'a file');
    const { code, error } = await json('use', 'kata');
    assert.equal(code, 1);
    assert.match(error?.message ?? '', /can't be looked up, .* XDG_STATE_HOME/);
    assert.equal((await json('status')).code, 0);
    assert.equal(text(), image);
  });

  it('adds what the engine says', async () => {
    start({ [config]: image });
    const request = readRequest(['use', 'kata', '--format', 'json']);
    assert.ok(request);
    const environment = { XDG_STATE_HOME: workspace.path('state') };
    const { output } = await devContainer(request, folder(), environment, (name) =>
      Promise.resolve(`no ${name}`),
    );
    assert.deepEqual((JSON.parse(output) as Result).warnings, ['no kata']);
  });

  it('takes less than 50 ms', async () => {
    const properties = Array.from(
      { length: 500 },
      (_, index) => `  "p${index}": ["x", { "y": ${index} }], // c\n`,
    );
    start({ [config]: `{\n${properties.join('')}  "image": "a"\n}\n` });
    await run('status');
    for (const args of [['status'], ['use', 'kata'], ['default']]) {
      const times: number[] = [];
      for (let round = 0; round < 5; round++) {
        const begin = performance.now();
        await run(...args);
        times.push(performance.now() - begin);
      }
      assert.ok(Math.min(...times) < 50, `${args.join(' ')}: ${times.join(', ')} ms`);
    }
  });

  it('as a program: exit codes, and JSON also where the words make no sense', () => {
    start({ [config]: image });
    const program = (...args: readonly string[]) => workspace.run(['devcontainer', ...args]);
    assert.equal(program('--help').code, 0);
    assert.equal(program().code, 2);
    const wrong = program('use', '--kata', '--format', 'json');
    assert.equal(wrong.code, 2);
    assert.equal((JSON.parse(wrong.stdout) as Result).error?.file, null);
    const status = program('status', '--config', 'w/.devcontainer/devcontainer.json', '--format=json');
    assert.equal(status.code, 0);
    assert.equal((JSON.parse(status.stdout) as Result).config, join('w', config));
  });
});
