/**
 * docs/security.md lists by name every file of src through which something comes in or goes out. A file that is not there
 * yet has to be looked at, and put there.
 */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The page's points by their title, and what makes a file belong to one. */
const doors: Readonly<Record<string, RegExp>> = {
  'Command lines': /\bargs: \[(?!\.\.\.args\b)/,
  'The runner': /from 'execa'|child_process/,
  Terminals: /\bcreateTerminal\(|\.sendText\(/,
  Clipboard: /clipboard\.writeText\(/,
  'Files written':
    /\b(?:writeFile|writeFileSync|appendFile\w*|copyFile\w*|renameSync|rmSync|mkdir|mkdirSync|createWriteStream)\(|\.WorkspaceEdit\(/,
  'State and settings': /\bConfigurationTarget\.|\b(?:state|memory|kept)\.update\(/,
  'Files read': /from 'node:fs(?:\/promises)?'/,
  Unpacking: /'node:zlib'/,
  'Patterns made at run time': /new RegExp\(/,
  Network: /\bfetch\(|'node:(?:net|http|http2|https|dgram|tls|dns)'|\bWebSocket\b/,
  Markdown: /new (?:vscode\.)?MarkdownString\(/,
  'Messages and lists':
    /\bshow(?:Information|Warning|Error)Message\b|\bshowQuickPick\b|\bcreateQuickPick\b|\bshowInputBox\b/,
  'Progress and status bar': /\bwithProgress\(|\bcreateStatusBarItem\(|\bsetStatusBarMessage\(/,
  Pages: /\bregisterTextDocumentContentProvider\(|\bopenTextDocument\(\{|markdown\.showPreview/,
  Addresses: /\bopenExternal\(|\bUri\.parse\(/,
  'Output of the command line': /\bprocess\.std(?:out|err)\.write\(/,
  'Language models': /\bregisterTool\b|\bLanguageModelToolResult\(|setRequestHandler\(/,
};

/** Nothing of this is anywhere in src. */
const never: Readonly<Record<string, RegExp>> = {
  'Markdown that may run commands': /\bisTrusted\s*[=:]/,
  'HTML in Markdown': /\bsupportHtml\b/,
  'a webview': /\b(?:createWebviewPanel|registerWebview\w*|registerCustomEditorProvider)\b/,
  'a handler of vscode:// addresses': /\bregisterUriHandler\b/,
  telemetry: /\b(?:createTelemetryLogger|TelemetryReporter|sendTelemetry\w*)\b/,
  'code made from text': /\beval\(|\bnew Function\(|'node:vm'/,
  'a shell': /\bshell: true\b|\bexecSync\b/,
};

const sources = new Map(
  readdirSync('src', { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => file.replaceAll('\\', '/'))
    .sort()
    .map((file) => [file, readFileSync(join('src', file), 'utf8')] as const),
);

const page = readFileSync(join('docs', 'security.md'), 'utf8');

/** The files of each point, at the end of the page. */
const listed = new Map(
  (/```text\n(.*?)```/s.exec(page)?.[1] ?? '')
    .trim()
    .split('\n')
    .map((line) => line.split(': ') as [string, string])
    .map(([title, files]) => [title, files.split(' ')] as const),
);

describe('docs/security.md', () => {
  for (const [title, door] of Object.entries(doors))
    it(`lists for "${title}" the files that there are`, () => {
      const found = [...sources].filter(([, text]) => door.test(text)).map(([file]) => file);
      assert.deepEqual(listed.get(title), found);
    });

  for (const [what, pattern] of Object.entries(never))
    it(`is right that there is no such thing as ${what}`, () => {
      assert.deepEqual(
        [...sources].filter(([, text]) => pattern.test(text)).map(([file]) => file),
        [],
      );
    });

  it('says of each of them what is done, and names tests that there are', () => {
    const points = [...page.matchAll(/^- \*\*([^*]+)\.\*\* (?:.*\n(?:  .*\n)*)/gm)];
    assert.deepEqual(points.map(([, title]) => title).toSorted(), Object.keys(doors).toSorted());
    assert.deepEqual([...listed.keys()].toSorted(), Object.keys(doors).toSorted());
    for (const [point, title] of points) {
      const tests = [...(point.split('_Tests:')[1] ?? '').matchAll(/`([^`]+)`/g)].map(
        ([, test = '']) => test,
      );
      assert.ok(tests.length > 0, title);
      for (const test of tests)
        assert.ok(
          ['', '.test.ts'].some((end) => existsSync(join('test', `${test}${end}`))),
          `${title}: ${test}`,
        );
    }
  });
});
