import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, symlinkSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { clean, Workspace } from './workspace';

const unknownKey = `${clean}mem_prealloc = true\n`;
const broken = `${clean}image = "/j"\n`;
const onWindows = process.platform === 'win32';

describe('Command line: lint', () => {
  let workspace: Workspace;
  const start = (files: Readonly<Record<string, string | Buffer>>): Workspace =>
    (workspace = new Workspace(files));
  afterEach(() => {
    workspace.remove();
  });

  it('ends with 0 below error, 1 with an error or too many warnings', () => {
    start({ 'configuration-warn.toml': unknownKey, 'configuration-error.toml': broken });
    const code = (...words: string[]): number | null => workspace.run(['lint', ...words]).code;
    assert.equal(code('configuration-warn.toml'), 0);
    assert.equal(code('--max-warnings', '1', 'configuration-warn.toml'), 0);
    assert.equal(code('--max-warnings', '0', 'configuration-warn.toml'), 1);
    assert.equal(code('--max-warnings', '0', '--quiet', 'configuration-warn.toml'), 1);
    assert.equal(code('configuration-error.toml'), 1);
  });

  it('reports as JSON: one entry for each file as it was given, with places as in LSP', async () => {
    start({ 'a/configuration.toml': unknownKey, 'a/notes.txt': 'x' });
    const report = await workspace.report(
      './a/configuration.toml',
      'a/../a/configuration.toml',
      'a/notes.txt',
    );
    assert.deepEqual(
      report.map(({ file, kind, diagnostics }) => [file, kind, diagnostics.map(({ rule }) => rule)]),
      [
        ['./a/configuration.toml', 'kata-config', ['toml-unknown-key']],
        ['a/../a/configuration.toml', 'kata-config', ['toml-unknown-key']],
        ['a/notes.txt', null, ['nothing-to-check']],
      ],
    );
    const [finding] = report[0]?.diagnostics ?? [];
    assert.ok(finding);
    assert.deepEqual(Object.keys(finding), ['rule', 'severity', 'message', 'range', 'docs', 'fixes']);
    assert.deepEqual(finding.range, { start: { line: 5, character: 0 }, end: { line: 5, character: 12 } });
    assert.deepEqual(finding.fixes?.[0], {
      title: 'Rename to enable_mem_prealloc',
      edits: [{ range: finding.range, newText: 'enable_mem_prealloc' }],
    });
    const [note] = report[2]?.diagnostics ?? [];
    assert.deepEqual([note?.severity, note?.range.start], ['information', { line: 0, character: 0 }]);
    assert.ok(note && existsSync(fileURLToPath(note.docs)), note?.docs);
  });

  it('prints a line per finding, the Kata it judged for and a summary', () => {
    start({ 'configuration.toml': `# kata: version=4.0.0 runtime=go\n${unknownKey}` });
    const { stdout, stderr } = workspace.run(['lint', 'configuration.toml']);
    const lines = stdout.split('\n');
    assert.equal(lines[0], "Kata 4.0.0, Go runtime (from the file's comment)");
    assert.match(
      lines[2] ?? '',
      /^configuration\.toml:7:1 warning .*enable_mem_prealloc.* {2}\[toml-unknown-key\]$/,
    );
    assert.equal(lines[4], '1 warning in 1 file.');
    assert.equal(stderr, '');
  });

  it('with --quiet reports errors only, and nothing where there is none', async () => {
    start({
      'configuration-warn.toml': unknownKey,
      'configuration-both.toml': `${broken}mem_prealloc = true\n`,
    });
    assert.equal(workspace.run(['lint', '--quiet', 'configuration-warn.toml']).stdout, '');
    const [both] = await workspace.report('--quiet', 'configuration-both.toml');
    assert.deepEqual(
      both?.diagnostics.map(({ rule }) => rule),
      ['toml-duplicate-key'],
    );
  });

  it('lints a named file of any name as what --kind says', async () => {
    start({ 'any.name': unknownKey });
    assert.equal((await workspace.report('any.name'))[0]?.diagnostics[0]?.rule, 'nothing-to-check');
    assert.equal(
      (await workspace.report('--kind', 'kata-config', 'any.name'))[0]?.diagnostics[0]?.rule,
      'toml-unknown-key',
    );
  });

  it('searches a directory for what is for Kata, and nowhere else', async () => {
    start({
      'x/configuration.toml': clean,
      'x/deep/configuration-clh.toml': broken,
      'x/Cargo.toml': '[package]\n',
      'x/compose.yaml': 'services: {}\n',
      'x/deploy.yaml': 'kind: Pod\n',
      'x/node_modules/configuration.toml': broken,
      'x/.git/configuration.toml': broken,
      'x/other/config.d/a.xml': '<x/>',
    });
    assert.deepEqual(
      (await workspace.report('x')).map(({ file }) => file.replaceAll('\\', '/')),
      ['x/configuration.toml', 'x/deep/configuration-clh.toml'],
    );
    assert.deepEqual(
      (await workspace.report('x/Cargo.toml', 'x/other')).map(({ file }) => file),
      ['x/Cargo.toml'],
    );
  });

  it('does not follow links to directories, and takes a file once where it is also a link', async function () {
    if (onWindows) this.skip();
    start({ 'x/configuration-qemu.toml': clean });
    symlinkSync('..', workspace.path('x/loop'));
    symlinkSync('configuration-qemu.toml', workspace.path('x/configuration.toml'));
    symlinkSync('nowhere', workspace.path('x/configuration-old.toml'));
    const { code, stderr } = workspace.run(['lint', 'x']);
    assert.deepEqual({ code, stderr }, { code: 0, stderr: '' });
    assert.deepEqual(
      (await workspace.report('x')).map(({ file }) => file),
      ['x/configuration-qemu.toml'],
    );
  });

  it('reports what it cannot read, ends with 2 and lints the rest', function () {
    start({ 'configuration.toml': unknownKey });
    mkdirSync(workspace.path('configuration-folder.toml'));
    const words = ['none.toml', 'configuration.toml/x', 'configuration.toml'];
    if (!onWindows) {
      execFileSync('mkfifo', [workspace.path('pipe.toml')]);
      symlinkSync('nowhere', workspace.path('link.toml'));
      symlinkSync('circle.toml', workspace.path('circle.toml'));
      words.push('pipe.toml', 'link.toml', 'circle.toml');
    }
    const { code, stdout, stderr } = workspace.run([
      'lint',
      '--format',
      'json',
      ...words,
      'configuration-folder.toml',
    ]);
    assert.equal(code, 2);
    const report = JSON.parse(stdout) as { file: string; diagnostics: { rule: string; message: string }[] }[];
    const unread = report
      .filter(({ diagnostics }) => diagnostics[0]?.rule === 'unreadable-file')
      .map(({ file }) => file);
    assert.deepEqual(
      unread,
      words.filter((word) => word !== 'configuration.toml'),
    );
    assert.equal(
      report.find(({ file }) => file === 'configuration.toml')?.diagnostics[0]?.rule,
      'toml-unknown-key',
    );
    for (const file of unread)
      assert.ok(stderr.includes(`kata-workbench: ${file}: The file cannot be read: `), file);
    if (!onWindows) {
      assert.match(stderr, /pipe\.toml: .*not a regular file/);
      assert.match(stderr, /link\.toml: .*a symbolic link to nothing/);
    }
  });

  it('reads no more of a large file than it needs, and does not judge it', async () => {
    start({
      'configuration.toml': Buffer.alloc(10_000_000, `${'é'.repeat(20)}\n`),
      'configuration-line.toml': `[runtime]\n#${'x'.repeat(70_000)}`,
    });
    for (const { diagnostics } of await workspace.report(
      '--kind',
      'kata-config',
      'configuration.toml',
      'configuration-line.toml',
    )) {
      assert.deepEqual(
        diagnostics.map(({ rule, severity }) => [rule, severity]),
        [['toml-not-checked', 'information']],
      );
    }
  });

  it('reports the first byte that is not UTF-8', async () => {
    const bytes = Buffer.concat([
      Buffer.from(`${clean}# \ufffd é `),
      Buffer.from([0xe9]),
      Buffer.from(' x\n'),
    ]);
    start({ 'configuration.toml': bytes, 'configuration-fine.toml': `${clean}# \ufffd\n` });
    const [bad, fine] = await workspace.report('configuration.toml', 'configuration-fine.toml');
    assert.deepEqual(
      bad?.diagnostics.map(({ rule, severity, range }) => [rule, severity, range]),
      [['toml-syntax', 'error', { start: { line: 5, character: 6 }, end: { line: 5, character: 7 } }]],
    );
    assert.deepEqual(fine?.diagnostics, []);
  });

  it('reads standard input, and the files around the one that it stands for', () => {
    start({ 'configuration.toml': clean, 'config.d/10-a.toml': '[hypervisor.qemu]\nmem_prealloc = true\n' });
    const [alone] = workspace.reportOf(broken, '-');
    assert.deepEqual(
      [alone?.file, alone?.kind, alone?.diagnostics[0]?.rule],
      ['-', null, 'nothing-to-check'],
    );
    const report = workspace.reportOf(broken, '-', '--stdin-filename', 'configuration.toml');
    assert.deepEqual(
      report.map(({ file, kind, diagnostics }) => [
        file.replaceAll('\\', '/'),
        kind,
        diagnostics.map(({ rule }) => rule),
      ]),
      [
        ['-', 'kata-config', ['toml-duplicate-key']],
        ['config.d/10-a.toml', 'kata-config', ['toml-unknown-key']],
      ],
    );
    const { stdout } = workspace.run(['lint', '-', '--stdin-filename', 'configuration.toml'], broken);
    assert.match(stdout, /^configuration\.toml:6:1 error /m);
  });

  it('shows no control character of a name or of a text', async function () {
    if (onWindows) this.skip();
    start({ 'configuration\n\x1b[2J\u202e.toml': `${clean}"mem\x1b\\u001b[2J" = 1\n` });
    const name = 'configuration\n\x1b[2J\u202e.toml';
    const { stdout } = workspace.run(['lint', '--kind', 'kata-config', name, 'no\x1bne']);
    assert.doesNotMatch(stdout, /[\x1b\u202e]/);
    assert.ok(stdout.includes('configuration\\u{a}\\u{1b}[2J\\u{202e}.toml:6:'), stdout);
    assert.equal((await workspace.report('--kind', 'kata-config', name))[0]?.file, name);
  });
});
