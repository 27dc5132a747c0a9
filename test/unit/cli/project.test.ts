import assert from 'node:assert/strict';
import { symlinkSync } from 'node:fs';
import { clean, Workspace } from './workspace';

const unknownKey = `${clean}mem_prealloc = true\n`;

describe('Command line: project file', () => {
  let workspace: Workspace;
  const start = (files: Readonly<Record<string, string | Buffer>>): Workspace =>
    (workspace = new Workspace(files));
  afterEach(() => {
    workspace.remove();
  });

  it('counts from the nearest folder upward, below a flag and a comment', async () => {
    start({
      '.kata-workbench.json': '{ "version": "3.20.0", "rules": { "toml-unknown-key": "error" } }',
      'a/b/configuration.toml': unknownKey,
      'c/.kata-workbench.json': '{ "rules": { "toml-unknown-key": "off" } }',
      'c/configuration.toml': unknownKey,
    });
    const [upper, nearer] = await workspace.report('a', 'c');
    assert.deepEqual(
      upper?.diagnostics.map(({ severity }) => severity),
      ['error'],
    );
    assert.deepEqual(nearer?.diagnostics, []);
    const first = (...words: string[]): string | undefined =>
      workspace.run(['lint', ...words, 'a']).stdout.split('\n')[0];
    assert.equal(
      first(),
      'Kata 3.20.0 (from .kata-workbench.json), Go runtime (no sign of runtime-rs in the file)',
    );
    assert.equal(
      first('--kata-version', '4.0.0', '--runtime', 'go'),
      'Kata 4.0.0, Go runtime (from the command line)',
    );
  });

  it('passes over ignored files in a directory, and says so for a named one', async () => {
    start({
      '.kata-workbench.json': '{ "ignore": ["old/", "*-draft.toml"] }',
      'x/old/configuration.toml': unknownKey,
      'x/configuration-draft.toml': unknownKey,
      'x/configuration.toml': unknownKey,
    });
    assert.deepEqual(
      (await workspace.report('.')).map(({ file }) => file.replaceAll('\\', '/')),
      ['x/configuration.toml'],
    );
    assert.deepEqual(await workspace.report('x/old'), []);
    const [named] = await workspace.report('x/old/configuration.toml');
    assert.deepEqual(
      named?.diagnostics.map(({ rule, severity }) => [rule, severity]),
      [['nothing-to-check', 'information']],
    );
  });

  it('is not read where it is a link to a device, which has no end', function () {
    if (process.platform === 'win32') this.skip();
    start({ 'configuration.toml': unknownKey });
    symlinkSync('/dev/zero', workspace.path('.kata-workbench.json'));
    const { code, stdout, stderr } = workspace.run(['lint', '.']);
    assert.equal(code, 0);
    assert.match(stdout, /1 warning in 1 file/);
    assert.match(stderr, /\.kata-workbench\.json cannot be read: it is not a regular file\./);
  });

  it('says what is wrong with it and counts the rest', () => {
    start({
      '.kata-workbench.json': '{\n  "runtime": "rust", "version": "4.0.0"\n}',
      'configuration.toml': unknownKey,
    });
    const { stdout, stderr } = workspace.run(['lint', 'configuration.toml', './configuration.toml']);
    assert.equal(stderr.split('\n').length, 2, stderr);
    assert.ok(stderr.startsWith(`kata-workbench: ${workspace.path('.kata-workbench.json')}:2:14: `), stderr);
    assert.ok(stdout.startsWith('Kata 4.0.0 (from .kata-workbench.json)'), stdout);
  });
});
