import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { parseTestArguments } from '../../../scripts/test-arguments';
import { parseCodeArguments } from '../../../scripts/vscode/arguments';
import { desktopCode } from '../../../scripts/vscode/desktop';

describe('arguments of npm test', () => {
  it('name no suite for all', () => {
    assert.deepEqual(parseTestArguments([]), { suites: ['unit', 'engines', 'editor', 'ui'] });
  });

  it('name suites and a filter in any order', () => {
    assert.deepEqual(parseTestArguments(['editor', '--grep', 'a b', 'unit']), {
      suites: ['editor', 'unit'],
      grep: 'a b',
    });
    assert.deepEqual(parseTestArguments(['--grep=x=y', 'ui']), { suites: ['ui'], grep: 'x=y' });
  });

  it('are refused where they are unknown or not whole', () => {
    assert.throws(
      () => parseTestArguments(['units']),
      /does not know "units"\. Usage: npm test -- \[unit\|engines\|editor\|ui\]/,
    );
    assert.throws(() => parseTestArguments(['--grep']), /does not know "--grep"/);
  });
});

describe('arguments of the stand-in for code', () => {
  it('are read as @vscode/test-electron gives them', () => {
    const parsed = parseCodeArguments([
      '/work space/a',
      '--user-data-dir=/tmp/u',
      '--extensions-dir=/tmp/x',
      '--no-sandbox',
      '--skip-welcome',
      '--extensionTestsPath=/ext/tests=1/index.js',
      '--extensionDevelopmentPath=/ext',
      '--extensionDevelopmentPath=/other',
    ]);
    assert.deepEqual(parsed, {
      folder: '/work space/a',
      extensionTestsPath: '/ext/tests=1/index.js',
      extensionDevelopmentPaths: ['/ext', '/other'],
      extensionsDir: '/tmp/x',
    });
  });

  it('are refused without a test to run', () => {
    assert.throws(() => parseCodeArguments(['--version']), /only runs tests/);
    assert.throws(() => parseCodeArguments(['--extensionTestsPath=/t']), /only runs tests/);
  });
});

describe('the desktop VS Code', () => {
  let folder = '';
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'kata-workbench-'));
    for (const name of ['code', 'code.cmd']) writeFileSync(join(folder, name), '');
    chmodSync(join(folder, 'code'), 0o755);
  });
  after(() => {
    rmSync(folder, { recursive: true });
  });
  const at = (more: Record<string, string>) => ({
    PATH: ['/nowhere', folder].join(delimiter),
    DISPLAY: ':0',
    ...more,
  });

  it('is taken from PATH', () => {
    assert.equal(desktopCode(at({}), 'linux', false), join(folder, 'code'));
    assert.equal(desktopCode(at({ DISPLAY: '' }), 'darwin', false), join(folder, 'code'));
    assert.equal(desktopCode(at({ DISPLAY: '' }), 'win32', false), join(folder, 'code.cmd'));
    assert.equal(desktopCode({ PATH: '/nowhere', DISPLAY: ':0' }, 'linux', false), undefined);
  });

  it('is not taken where it can open no window here', () => {
    assert.equal(desktopCode(at({}), 'linux', true), undefined, 'root');
    assert.equal(desktopCode(at({ DISPLAY: '' }), 'linux', false), undefined, 'no display');
    assert.equal(
      desktopCode(at({ VSCODE_IPC_HOOK_CLI: '/s' }), 'linux', false),
      undefined,
      'remote terminal',
    );
    assert.equal(desktopCode(at({ WSL_DISTRO_NAME: 'Debian' }), 'linux', false), undefined, 'WSL');
  });
});
