import assert from 'node:assert/strict';
import { symlinkSync } from 'node:fs';
import { clean, Workspace, type ReportedFile } from './workspace';

const clh = clean.replace('hypervisor.qemu', 'hypervisor.clh');
const bad = '[runtime]\nenable_debug = "yes"\n';
const onWindows = process.platform === 'win32';

describe('Command line: config.d', () => {
  let workspace: Workspace;
  const start = (files: Readonly<Record<string, string | Buffer>>): Workspace =>
    (workspace = new Workspace(files));
  const short = (report: readonly ReportedFile[]): unknown =>
    report.map(({ file, diagnostics }) => [file.replaceAll('\\', '/'), diagnostics.map(({ rule }) => rule)]);
  afterEach(() => {
    workspace.remove();
  });

  it('judges a main file with its drop-ins; one with a finding has an entry of its own', async () => {
    start({
      'k/configuration.toml': clean,
      'k/config.d/10-fine.toml': '[runtime]\nenable_debug = true\n',
      'k/config.d/20-bad.toml': bad,
    });
    assert.deepEqual(short(await workspace.report('k/configuration.toml')), [
      ['k/configuration.toml', []],
      ['k/config.d/20-bad.toml', ['toml-wrong-type']],
    ]);
  });

  it('takes the folder of a main file of any name that is given as one', async () => {
    start({ 'k/any.toml': clean, 'k/config.d/README': 'x' });
    const report = await workspace.report('--kind', 'kata-config', 'k/any.toml', 'k/config.d/README');
    assert.deepEqual(short(report), [
      ['k/any.toml', []],
      ['k/config.d/README', ['toml-drop-in-name', 'toml-syntax']],
    ]);
  });

  it('finds the main files of a drop-in that is given by itself', async () => {
    const dropIn = '[hypervisor.qemu]\nshared_fs = "none"\n';
    start({
      'k/configuration-qemu.toml': clean,
      'k/configuration-clh.toml': clh,
      'k/config.d/10-a.toml': dropIn,
    });
    const [entry, ...more] = await workspace.report('k/config.d/10-a.toml');
    assert.deepEqual(more, []);
    const several = entry?.diagnostics.filter(({ rule }) => rule === 'toml-several-hypervisors') ?? [];
    assert.equal(several.length, 1);
    assert.match(several[0]?.message ?? '', / \(with configuration-clh\.toml\)$/);
  });

  it('says once what is so with each main file', async () => {
    start({
      'k/configuration-qemu.toml': clean,
      'k/configuration-clh.toml': clh,
      'k/config.d/10-a.toml': bad,
    });
    const report = await workspace.report('k');
    assert.deepEqual(short(report), [
      ['k/config.d/10-a.toml', ['toml-wrong-type']],
      ['k/configuration-clh.toml', []],
      ['k/configuration-qemu.toml', []],
    ]);
    assert.doesNotMatch(report[0]?.diagnostics[0]?.message ?? '', /\(with /);
  });

  it('names the main file where the others were not asked for', async () => {
    start({
      'k/configuration-qemu.toml': clean,
      'k/configuration-clh.toml': clh,
      'k/config.d/10-a.toml': bad,
    });
    const [, dropIn] = await workspace.report('k/configuration-qemu.toml');
    assert.match(dropIn?.diagnostics[0]?.message ?? '', / \(with configuration-qemu\.toml\)$/);
  });

  it('lints a drop-in without a main file by itself', async () => {
    start({ 'kata-containers/config.d/10-a.toml': bad, 'other/config.d/10-a.toml': bad });
    assert.deepEqual(
      short(await workspace.report('kata-containers/config.d/10-a.toml', 'other/config.d/10-a.toml')),
      [
        ['kata-containers/config.d/10-a.toml', ['toml-wrong-type']],
        ['other/config.d/10-a.toml', ['nothing-to-check']],
      ],
    );
  });

  it('looks beside the real file of a main file that is a link', async function () {
    if (onWindows) this.skip();
    start({
      'opt/configuration-qemu.toml': clean,
      'opt/config.d/10-a.toml': bad,
      'etc/config.d/10-a.toml': 'not toml',
    });
    symlinkSync('../opt/configuration-qemu.toml', workspace.path('etc/configuration.toml'));
    assert.deepEqual(short(await workspace.report('etc/configuration.toml')), [
      ['etc/configuration.toml', []],
      [workspace.path('opt/config.d/10-a.toml'), ['toml-wrong-type']],
    ]);
    assert.deepEqual(short(await workspace.report('etc/config.d/10-a.toml')), [
      ['etc/config.d/10-a.toml', ['nothing-to-check']],
    ]);
  });

  it('reports a directory, and a link to nothing, in config.d', async function () {
    if (onWindows) this.skip();
    start({ 'k/configuration.toml': clean, 'k/config.d/sub/a.toml': '' });
    symlinkSync('nowhere', workspace.path('k/config.d/20-link.toml'));
    assert.deepEqual(short(await workspace.report('k/configuration.toml')), [
      ['k/configuration.toml', []],
      ['k/config.d/sub', ['toml-drop-in-entry']],
      ['k/config.d/20-link.toml', ['unreadable-file']],
    ]);
    assert.equal(workspace.run(['lint', 'k/configuration.toml']).code, 2);
  });

  it('takes standard input in the place of a drop-in', () => {
    start({ 'k/configuration.toml': clean, 'k/config.d/10-a.toml': '' });
    for (const name of ['k/config.d/10-a.toml', 'k/config.d/20-new.toml']) {
      assert.deepEqual(
        short(workspace.reportOf(bad, '-', '--stdin-filename', name)),
        [['-', ['toml-wrong-type']]],
        name,
      );
    }
  });
});
