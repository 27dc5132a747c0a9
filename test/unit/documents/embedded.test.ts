import assert from 'node:assert/strict';
import { EmbeddedText, parseToml } from '../../../src/documents';

/** The outer text of an inner stretch of the only value of a TOML text. */
function outerOf(toml: string, inner: string): string {
  const { value } = parseToml(toml).tables[0]!.entries[0]!;
  assert.ok(value.kind === 'string');
  const embedded = EmbeddedText.read(toml, value.span);
  assert.ok(embedded);
  assert.equal(embedded.value, value.value);
  const start = embedded.value.indexOf(inner);
  assert.ok(start >= 0, embedded.value);
  const span = embedded.outer({ start, end: start + inner.length });
  return toml.slice(span.start, span.end);
}

describe('Texts inside TOML strings', () => {
  const cases: readonly (readonly [string, string, string, string])[] = [
    ['a literal string', "a = 'one two'", 'two', 'two'],
    ['a multi-line literal string', "a = '''\none\ntwo\n'''", 'two', 'two'],
    ['one that starts on its line', "a = '''one\ntwo'''", 'one\nt', 'one\nt'],
    ['quotes before the closing ones', "a = '''\none''two'''''", "two''", "two''"],
    ['a basic string', 'a = "one two"', 'two', 'two'],
    ['an escape', 'a = "one \\"two\\" three"', '"two"', '\\"two\\"'],
    ['text after escapes', 'a = "\\u00e9\\U0001F600\\t three"', 'three', 'three'],
    ['an astral character', 'a = "x\\U0001F600y"', '\u{1F600}', '\\U0001F600'],
    ['a multi-line basic string', 'a = """\none\n  two = \\"x\\"\n"""', '"x"', '\\"x\\"'],
    ['a joined line', 'a = """one \\\n   two"""', 'two', 'two'],
    ['the last character', 'a = "one\\n"', '\n', '\\n'],
  ];
  for (const [what, toml, inner, outer] of cases) {
    it(`maps ${what}`, () => {
      assert.equal(outerOf(toml, inner), outer);
    });
  }

  it('keeps places behind the end inside the string', () => {
    const toml = 'a = "one"';
    const embedded = EmbeddedText.read(toml, { start: 4, end: 9 })!;
    assert.deepEqual(embedded.outer({ start: 90, end: 99 }), { start: 8, end: 8 });
    assert.deepEqual(embedded.outer({ start: 1, end: 99 }), { start: 6, end: 8 });
  });

  it('reads nothing but strings', () => {
    assert.equal(EmbeddedText.read('a = 1', { start: 4, end: 5 }), undefined);
    assert.equal(EmbeddedText.read('a = "', { start: 4, end: 5 }), undefined);
  });

  for (const [quote, escape] of [
    ["'''", ''],
    ['"""', '\\n'],
  ] as const) {
    it(`reads a string of half a megabyte in ${quote}`, () => {
      const line = `x = 1${escape}\n`;
      const toml = `"a.b" = ${quote}\n${line.repeat(80_000)}${quote} # c\nnext = 2\n`;
      const document = parseToml(toml);
      assert.deepEqual(document.problems, []);
      const [entry, next] = document.tables[0]!.entries;
      assert.deepEqual(entry!.keys, [{ name: 'a.b', span: { start: 0, end: 5 } }]);
      assert.ok(entry!.value.kind === 'string');
      assert.equal(entry!.value.value, `x = 1\n${escape === '' ? '' : '\n'}`.repeat(80_000));
      assert.equal(toml.slice(entry!.span.end), ' # c\nnext = 2\n');
      assert.deepEqual(
        document.comments.map(({ text }) => text),
        ['# c'],
      );
      assert.equal(next!.keys[0]!.name, 'next');
    });
  }
});
