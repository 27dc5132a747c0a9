import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseWords } from '../../../src/cli/lint/command';
import { readOptions } from '../../../src/cli/lint/options';
import { clean, Workspace } from './workspace';

describe('Command line: how it is called', () => {
  let workspace: Workspace;
  before(() => {
    workspace = new Workspace({ 'configuration.toml': clean });
  });
  after(() => {
    workspace.remove();
  });

  it('prints its version', () => {
    const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
    assert.deepEqual(workspace.run(['--version']), { code: 0, stdout: `${version}\n`, stderr: '' });
  });

  it('prints its help, and that of a command', () => {
    const { code, stdout } = workspace.run(['--help']);
    assert.equal(code, 0);
    assert.match(stdout, /^Usage: kata-workbench COMMAND/);
    const lint = workspace.run(['lint', '--help']);
    assert.equal(lint.code, 0);
    assert.match(lint.stdout, /^Usage: kata-workbench lint/);
    for (const option of [
      '--format',
      '--kata-version',
      '--runtime',
      '--kind',
      '--stdin-filename',
      '--fix',
      '--quiet',
      '--max-warnings',
    ]) {
      assert.ok(lint.stdout.includes(`  ${option}`), option);
    }
  });

  const wrong: readonly (readonly [readonly string[], RegExp])[] = [
    [[], /^Usage:/],
    [['check'], /There is no command "check"; commands are lint, .*\nSee kata-workbench --help\.\n$/],
    [['--verson'], /There is no option "--verson"; /],
    [['constructor'], /There is no command "constructor"/],
    [['lint'], /Name at least one file.*\nSee kata-workbench lint --help\.\n$/],
    [['lint', '--bogus', 'configuration.toml'], /^kata-workbench: Unknown option '--bogus'\n/],
  ];
  for (const [words, message] of wrong) {
    it(`refuses: kata-workbench ${words.join(' ')}`, () => {
      const { code, stdout, stderr } = workspace.run(words);
      assert.deepEqual({ code, stdout }, { code: 2, stdout: '' });
      assert.match(stderr, message);
      assert.doesNotMatch(stderr, /^ {4}at /m);
    });
  }

  for (const words of [
    ['devcontainer', 'status'],
    ['lint', 'a.toml'],
  ])
    it(`says that the current folder is gone: kata-workbench ${words.join(' ')}`, function () {
      if (process.platform === 'win32') this.skip(); // No folder goes there while somebody is in it
      const folder = mkdtempSync(join(tmpdir(), 'kata-workbench-test-'));
      const script = 'rmdir "$PWD" && exec "$@"';
      const run = ['-c', script, 'sh', process.execPath, resolve('dist/cli.js'), ...words];
      const { status, stderr } = spawnSync('sh', run, { cwd: folder, encoding: 'utf8', timeout: 20_000 });
      assert.equal(status, 2);
      assert.match(stderr, /^kata-workbench: The current folder is not there any more\./);
    });

  const wrongOptions: readonly (readonly [readonly string[], RegExp])[] = [
    [[''], /One of the file names is empty/],
    [['--format', 'xml', 'a.toml'], /--format is one of text, json, sarif, not "xml"/],
    [['--runtime', 'rust', 'a.toml'], /--runtime is one of go, rs, not "rust"/],
    [['--kind', 'toml', 'a.toml'], /--kind is one of kata-config, .*, not "toml"/],
    [['--kata-version', '3.1.9', 'a.toml'], /--kata-version is a Kata release from 3\.2\.0 on/],
    [['--kata-version', 'latest', 'a.toml'], /not "latest"/],
    [['--max-warnings=-1', 'a.toml'], /--max-warnings is a number of warnings, not "-1"/],
    [['--max-warnings', '', 'a.toml'], /--max-warnings is a number/],
    [['--stdin-filename', 'b.toml', 'a.toml'], /--stdin-filename goes with "-"/],
    [['--fix', '-'], /--fix changes files/],
  ];
  for (const [words, message] of wrongOptions) {
    it(`refuses: kata-workbench lint ${words.join(' ')}`, () => {
      assert.throws(() => readOptions(parseWords(words)), { name: 'UsageError', message });
    });
  }

  it('says once which release stands for one that is not known', () => {
    for (const [asked, taken] of [
      ['99.0.0', '4.1.0'],
      ['3.2.7', '3.2.0'],
    ] as const) {
      const { code, stdout, stderr } = workspace.run([
        'lint',
        '--kata-version',
        asked,
        'configuration.toml',
        './configuration.toml',
      ]);
      assert.equal(code, 0);
      assert.equal(
        stderr.match(new RegExp(`Kata ${asked} is not known; .* ${taken}`, 'g'))?.length,
        1,
        stderr,
      );
      assert.ok(stdout.startsWith(`Kata ${taken} (from the command line)`), stdout);
    }
  });

  it('ends quietly where its reader has seen enough', async () => {
    const { spawn } = await import('node:child_process');
    const line = 'mem_prealloc = true\n';
    workspace.write('many/configuration.toml', `[hypervisor.qemu]\n${line.repeat(3000)}`);
    const child = spawn(process.execPath, ['dist/cli.js', 'lint', workspace.path('many')], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    child.stdout.destroy();
    let stderr = '';
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    const code = await new Promise((resolve) => child.on('close', resolve));
    assert.deepEqual({ code, stderr }, { code: 1, stderr: '' });
  });
});
