import assert from 'node:assert/strict';
import { chmodSync, lstatSync, readdirSync, statSync, symlinkSync } from 'node:fs';
import { replaceFile } from '../../../src/cli/lint/fix';
import { decode } from '../../../src/cli/lint/sources';
import { clean, Workspace } from './workspace';

const quoted = `${clean}enable_debug = "true"\nmem_prealloc = true # é\n`;
const fixed = `${clean}enable_debug = true\nmem_prealloc = true # é\n`;
const onWindows = process.platform === 'win32';

describe('Command line: --fix', () => {
  let workspace: Workspace;
  const start = (files: Readonly<Record<string, string | Buffer>>): Workspace =>
    (workspace = new Workspace(files));
  afterEach(() => {
    workspace.remove();
  });

  it('applies what is certain, reports what is left and is then done', () => {
    start({ 'configuration.toml': quoted });
    const { code, stdout, stderr } = workspace.run(['lint', '--fix', 'configuration.toml']);
    assert.deepEqual({ code, stderr }, { code: 0, stderr: '' });
    assert.match(stdout, /\[toml-unknown-key\]\n\n1 warning in 1 file\. Fixes were applied to 1 file\.\n$/);
    assert.equal(workspace.read('configuration.toml').toString(), fixed);
    assert.doesNotMatch(workspace.run(['lint', '--fix', 'configuration.toml']).stdout, /Fixes were applied/);
    assert.deepEqual(readdirSync(workspace.folder), ['configuration.toml']);
  });

  it('keeps the byte order mark, the line ends and the mode', () => {
    const windows = (text: string): string => `\ufeff${text.replaceAll('\n', '\r\n')}`;
    start({ 'configuration.toml': windows(quoted) });
    chmodSync(workspace.path('configuration.toml'), 0o640);
    workspace.run(['lint', '--fix', 'configuration.toml']);
    assert.equal(workspace.read('configuration.toml').toString(), windows(fixed));
    if (!onWindows) assert.equal(statSync(workspace.path('configuration.toml')).mode & 0o777, 0o640);
  });

  it('changes the real file behind a link', function () {
    if (onWindows) this.skip();
    start({ 'opt/configuration-qemu.toml': quoted });
    symlinkSync('opt/configuration-qemu.toml', workspace.path('configuration.toml'));
    workspace.run(['lint', '--fix', 'configuration.toml']);
    assert.ok(lstatSync(workspace.path('configuration.toml')).isSymbolicLink());
    assert.equal(workspace.read('opt/configuration-qemu.toml').toString(), fixed);
  });

  it('changes nothing behind a link that it found', function () {
    if (onWindows) this.skip();
    start({ 'elsewhere/settings.toml': quoted, 'repository/README.md': '' });
    symlinkSync('../elsewhere/settings.toml', workspace.path('repository/configuration.toml'));
    const { code, stderr } = workspace.run(['lint', '--fix', 'repository']);
    assert.equal(code, 2);
    assert.match(stderr, /configuration\.toml.* symbolic link; name it/);
    assert.equal(workspace.read('elsewhere/settings.toml').toString(), quoted);
  });

  it('changes a drop-in only where it is given', () => {
    const dropIn = '[runtime]\nenable_debug = "true"\n';
    start({ 'configuration.toml': clean, 'config.d/10-a.toml': dropIn });
    assert.equal(workspace.run(['lint', '--fix', 'configuration.toml']).code, 1);
    assert.equal(workspace.read('config.d/10-a.toml').toString(), dropIn);
    assert.equal(workspace.run(['lint', '--fix', 'configuration.toml', 'config.d/10-a.toml']).code, 0);
    assert.equal(workspace.read('config.d/10-a.toml').toString(), '[runtime]\nenable_debug = true\n');
    assert.deepEqual(readdirSync(workspace.path('config.d')), ['10-a.toml']);
  });

  it('leaves a file alone that is not UTF-8', () => {
    const bytes = Buffer.concat([Buffer.from(quoted), Buffer.from([0x23, 0xff, 0x0a])]);
    start({ 'configuration.toml': bytes });
    assert.equal(workspace.run(['lint', '--fix', 'configuration.toml']).code, 1);
    assert.deepEqual(workspace.read('configuration.toml'), bytes);
  });

  it('does not touch a file that changed meanwhile, nor leave anything behind', () => {
    start({ 'configuration.toml': 'theirs' });
    const path = workspace.path('configuration.toml');
    assert.match(replaceFile(decode(Buffer.from('ours'), path), 'fixed') ?? '', /changed by somebody else/);
    assert.equal(workspace.read('configuration.toml').toString(), 'theirs');
    assert.equal(replaceFile(decode(Buffer.from('theirs'), path), 'fixed'), undefined);
    assert.equal(workspace.read('configuration.toml').toString(), 'fixed');
    assert.match(
      replaceFile(decode(Buffer.from(''), workspace.path('gone.toml')), 'fixed') ?? '',
      /no such file/,
    );
    assert.deepEqual(readdirSync(workspace.folder), ['configuration.toml']);
  });
});
