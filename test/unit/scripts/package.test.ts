import assert from 'node:assert/strict';
import type { Metafile } from 'esbuild';
import { bytesOf, filesOf, withinBudget } from '../../../scripts/budget';
import { relativeLinks } from '../../../scripts/links';
import { withoutRulePages, withoutSources } from '../../../scripts/vscode/pack';

type Output = Metafile['outputs'][string];
type Import = Output['imports'][number];

const output = (bytes: number, ...imports: Import[]): Output => ({ bytes, inputs: {}, imports, exports: [] });
const now = (path: string): Import => ({ path, kind: 'import-statement' });
const later = (path: string): Import => ({ path, kind: 'dynamic-import' });

describe('the size of a bundle', () => {
  const outputs = {
    'a.js': output(1, now('b.js'), later('lazy.js'), {
      path: 'vscode',
      kind: 'import-statement',
      external: true,
    }),
    'b.js': output(20, now('a.js')),
    'lazy.js': output(300, now('b.js'), now('deep.js')),
    'deep.js': output(4000),
    'other.js': output(50_000),
  };

  it('counts what is loaded at once', () => {
    const files = filesOf(outputs, 'a.js', { lazy: false });
    assert.deepEqual(files, ['a.js', 'b.js']);
    assert.equal(bytesOf(outputs, files), 21);
  });

  it('counts each file once, also what is loaded later', () => {
    const files = filesOf(outputs, 'a.js', { lazy: true });
    assert.deepEqual(files, ['a.js', 'b.js', 'lazy.js', 'deep.js']);
    assert.equal(bytesOf(outputs, files), 4321);
  });

  it('is not nothing where the entry is not there', () => {
    assert.throws(() => filesOf(outputs, 'extension.js', { lazy: false }), /no file extension\.js/);
  });

  it('is checked against a budget', () => {
    assert.equal(withinBudget('It', 350_000, 350_000), 'It: 350 kB of at most 350 kB');
    assert.throws(() => withinBudget('It', 350_001, 350_000), /It: 350 kB of at most 350 kB/);
  });
});

describe('the relative links of a Markdown text', () => {
  it('are its files and pictures', () => {
    const text =
      'See [rules](docs/rules.md#toml) and [it](./docs/rules.md), ![p](docs/a%20b.png "title") <img width="3" src="c.png">';
    assert.deepEqual(relativeLinks(text), ['docs/rules.md', 'docs/a b.png', 'c.png']);
  });

  it('are neither addresses nor headings nor code', () => {
    const text =
      '[a](https://example.org/x) [b](#heading) [c](mailto:a@b.c) `[d](e.md)`\n```md\n[f](g.md)\n```\n';
    assert.deepEqual(relativeLinks(text), []);
  });

  it('for who has the sources are in no package', () => {
    const block = '<!-- sources -->\n\n[b](docs/architecture.md)\n\n<!-- /sources -->\n\n';
    assert.equal(withoutSources(`a\n\n${block}c\n\n${block}d`), 'a\n\nc\n\nd');
  });

  it('to pages of rules become words in the extension', () => {
    assert.equal(
      withoutRulePages(
        '[a page](docs/rules.md), | [toml-x](docs/rules/toml-x.md) |, [rest](docs/command-line.md)',
      ),
      'a page, | toml-x |, [rest](docs/command-line.md)',
    );
  });
});
