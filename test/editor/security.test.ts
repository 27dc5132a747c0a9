import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { ScopeMemory } from '../../src/editor/cluster/scope';
import { ConfigFolders } from '../../src/editor/lint/config-folders';
import { safe } from '../../src/editor/devcontainer/ask';
import { isShared } from '../../src/editor/devcontainer/shared';
import { ProjectFiles } from '../../src/editor/lint/project-files';
import { writeProject } from '../../src/editor/target/writers';
import { createRunner } from '../../src/engines';
import { desk } from './dev-desk';

describe('what a hostile repository brings', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'kata-workbench-test-'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  it('links to a device, which has no end: they are not read', async function () {
    if (process.platform === 'win32') this.skip();
    const own = join(vscode.workspace.workspaceFolders![0]!.uri.fsPath, 'hostile');
    const log = vscode.window.createOutputChannel('Kata test', { log: true });
    const [projects, folders] = [new ProjectFiles(log), new ConfigFolders(log)];
    try {
      mkdirSync(join(own, 'config.d'), { recursive: true });
      symlinkSync('/dev/zero', join(own, '.kata-workbench.json'));
      symlinkSync('/dev/zero', join(own, 'config.d', '10-zero.toml'));
      const file = vscode.Uri.file(join(own, 'configuration.toml'));
      assert.equal((await projects.of(file))?.uri.path.includes('hostile') ?? false, false);
      const dropIns = await folders.dropIns(vscode.Uri.file(own));
      assert.deepEqual(
        dropIns.map(({ text, entry }) => ({ text, entry })),
        [{ text: '', entry: 'symlink' }],
      );
    } finally {
      rmSync(own, { recursive: true });
      projects.dispose();
      folders.dispose();
      log.dispose();
    }
  });

  it('a project file that is a link: what is behind it is not written', async function () {
    if (process.platform === 'win32') this.skip();
    const [link, elsewhere] = [join(folder, '.kata-workbench.json'), join(folder, 'settings.json')];
    writeFileSync(elsewhere, '{}');
    for (const target of [elsewhere, join(folder, 'nothing')]) {
      symlinkSync(target, link);
      await assert.rejects(writeProject({ version: '4.1.0' }, vscode.Uri.file(link)), /is a link/);
      rmSync(link);
    }
    assert.equal(readFileSync(elsewhere, 'utf8'), '{}');
    assert.ok(!existsSync(join(folder, 'nothing')));
    await writeProject({ version: '4.1.0' }, vscode.Uri.file(link));
    assert.deepEqual(JSON.parse(readFileSync(link, 'utf8')), { version: '4.1.0' });
  });

  it('a program that Git would run before it answers: it does not', async function () {
    if (!existsSync('/usr/bin/git')) this.skip();
    const git = (...words: string[]) => execFileSync('git', words, { cwd: folder });
    const hook = join(folder, 'hook');
    const ran = join(folder, 'ran');
    writeFileSync(hook, `#!/bin/sh\ntouch '${ran}'\n`);
    chmodSync(hook, 0o755);
    git('init', '--quiet');
    writeFileSync(join(folder, 'devcontainer.json'), '{}');
    git('add', 'devcontainer.json');
    git('config', 'core.fsmonitor', hook);
    assert.equal(await isShared(desk([], createRunner()), join(folder, 'devcontainer.json')), true);
    assert.ok(!existsSync(ran));
    git('ls-files');
    assert.ok(existsSync(ran), 'this Git would have run it');
  });
});

describe('what a hostile kubeconfig or container brings', () => {
  it('a context that is called as what every object has', () => {
    const memory = new ScopeMemory({
      get: <T>(_: string, otherwise?: T) => otherwise as T,
      update: () => Promise.resolve(),
    });
    for (const name of ['constructor', '__proto__', 'toString']) {
      const context = { name, cluster: 'c', user: 'u', namespace: 'default' };
      assert.deepEqual(memory.in({ current: name, contexts: [context], servers: new Map() }), {
        context,
        namespaces: [],
      });
    }
  });

  it('names that would be links or icons in a list', () => {
    const hostile = '[a](command:b) $(verified)';
    const item = safe({ label: `$(vm) ${hostile}`, description: hostile, detail: hostile });
    for (const text of [item.label.slice('$(vm) '.length), item.description, item.detail])
      assert.doesNotMatch(text, /\]\(|\$\(/);
    assert.ok(item.label.startsWith('$(vm) '), 'the icon of our own stays');
  });
});
