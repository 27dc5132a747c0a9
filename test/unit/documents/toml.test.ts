import assert from 'node:assert/strict';
import { parseTOML } from 'toml-eslint-parser';
import { parseToml, type TomlDocument } from '../../../src/documents';

const names = (document: TomlDocument): string[] =>
  document.tables.flatMap(({ header, entries }) => [
    ...(header ? [`[${header.keys.map(({ name }) => name).join('.')}]`] : []),
    ...entries.map(({ keys }) => keys.map(({ name }) => name).join('.')),
  ]);

/** What the library says of the whole text at once. */
function isToml(text: string): boolean {
  try {
    parseTOML(text.replace(/^\ufeff/, ''), { tomlVersion: '1.1' });
    return true;
  } catch {
    return false;
  }
}

describe('parseToml', () => {
  it('gives every node its place', () => {
    const text = '# top\n[a."b c"]\nkey = "x" # why\nlist = [\n  1,\n  2,\n]\n';
    const document = parseToml(text);
    const table = document.tables[1]!;
    assert.deepEqual(
      table.header?.keys.map(({ span }) => text.slice(span.start, span.end)),
      ['a', '"b c"'],
    );
    const [key, list] = table.entries;
    assert.equal(text.slice(key!.value.span.start, key!.value.span.end), '"x"');
    assert.equal(text.slice(list!.span.start, list!.span.end), 'list = [\n  1,\n  2,\n]');
    assert.deepEqual(
      document.comments.map((comment) => comment.text),
      ['# top', '# why'],
    );
    assert.deepEqual(document.problems, []);
  });

  const broken: readonly (readonly [string, string, string, string[]])[] = [
    ['a value without quotes', 'a = 1\nb = yes\nc = 3\n', 'yes', ['a', 'c']],
    ['a missing value', 'a = 1\nb =\nc = 3\n', 'b =', ['a', 'c']],
    ['an open string', 'a = 1\nb = "x\nc = 3\n', 'b = "x', ['a', 'c']],
    ['an open list before a key', 'b = [1,\nc = 3\n[t]\nd = 4\n', 'b = [1,', ['c', '[t]', 'd']],
    ['an open list before a table', 'b = [1,\n[t]\nd = 4\n', 'b = [1,', ['[t]', 'd']],
    ['an open inline table before a table', 'b = { x = 1,\n[t]\nd = 4\n', 'b = { x = 1,', ['[t]', 'd']],
    ['an open multi-line string', 'a = """x\nc = 3\n[t]\n', 'a = """x', ['c', '[t]']],
    ['half a header', 'a = 1\n[t\nb = 2\n', '[t', ['a', '[]', 'b']],
    ['a half-typed key', 'a = 1\nhypervisor_na\nb = 2\n', 'hypervisor_na', ['a', 'b']],
  ];
  for (const [what, text, place, alive] of broken) {
    it(`${what} costs only its own line`, () => {
      const document = parseToml(text);
      assert.equal(document.problems.length, 1, JSON.stringify(document.problems));
      const { span } = document.problems[0]!;
      assert.equal(text.slice(span.start, span.end), place);
      assert.deepEqual(names(document), alive);
    });
  }

  it('keeps a list in a list apart from a header', () => {
    assert.deepEqual(names(parseToml('a = [\n[1, 2],\n["x"],\n[true]\n]\nb = 1\n')), ['a', 'b']);
  });

  const duplicates: readonly (readonly [string, string])[] = [
    ['a key', 'a = 1\na = 2\n'],
    ['a table', '[a]\n[b]\n[a]\n'],
    ['a table over a value', 'a = 1\n[a]\n'],
    ['a dotted key into a table', '[a.b]\n[a]\nb.c = 1\n'],
    ['a table after dotted keys', 'a.b = 1\n[a]\n'],
    ['a table over a list of tables', '[[a]]\n[a]\n'],
    ['a key in an inline table', 'a = { b = 1 }\na.c = 2\n'],
  ];
  for (const [what, text] of duplicates) {
    it(`finds ${what} that stands twice, as the library does`, () => {
      assert.equal(isToml(text), false);
      assert.deepEqual(
        parseToml(text).problems.map(({ kind }) => kind),
        ['duplicate'],
      );
    });
  }
  for (const text of [
    '[a.b]\n[a]\nc = 1\n',
    '[[a]]\nb = 1\n[[a]]\nb = 2\n',
    'a.b = 1\na.c = 2\n',
    '[[a]]\n[a.b]\n[[a]]\n[a.b]\n',
  ]) {
    it(`takes ${JSON.stringify(text)}, as the library does`, () => {
      assert.equal(isToml(text), true);
      assert.deepEqual(parseToml(text).problems, []);
    });
  }

  it('notes what only TOML 1.1 allows', () => {
    const text = 'a = { b = 1, }\nc = "\\e"\nd = { e = 2 }\n';
    const document = parseToml(text);
    assert.deepEqual(document.problems, []);
    assert.deepEqual(
      document.toml11.map(({ start, end }) => text.slice(start, end)),
      ['a = { b = 1, }', 'c = "\\e"'],
    );
  });

  it('reads placeholders of templates as values, and only there', () => {
    const text = 'a = @COUNT@\nb = "@PATH@/x"\nc = [@LIST@]\n';
    const kinds = parseToml(text, { template: true }).tables[0]!.entries.map(({ value }) => value.kind);
    assert.deepEqual(kinds, ['placeholder', 'placeholder', 'array']);
    assert.equal(parseToml(text).problems.length, 2);
  });

  it('survives nesting without an end', () => {
    assert.equal(parseToml(`a = ${'['.repeat(60_000)}\nb = 1\n`).problems.length, 1);
    assert.equal(parseToml(`a = ${'['.repeat(30_000)}${']'.repeat(30_000)}\n`).problems.length, 1);
  });

  it('gives a lone 0 at the end of the text its length', () => {
    for (const text of ['a = 0', 'a = 0\n']) {
      assert.deepEqual(parseToml(text).tables[0]?.entries[0]?.value.span, { start: 4, end: 5 });
    }
  });

  it('keeps CR LF, a byte order mark and offsets together', () => {
    const text = '\ufeff[a]\r\nb = 1\r\n';
    const document = parseToml(text);
    assert.deepEqual(names(document), ['[a]', 'b']);
    const { span } = document.tables[1]!.entries[0]!;
    assert.equal(text.slice(span.start, span.end), 'b = 1');
  });
});
