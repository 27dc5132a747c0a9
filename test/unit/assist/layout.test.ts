import assert from 'node:assert/strict';
import { foldsOf, outlineOf, type OutlineItem } from '../../../src/assist';
import { parseToml } from '../../../src/documents';

const text = `# top
# of the file
title = "x"

# of qemu
[hypervisor.qemu]
path = "/a" # why
valid = [
  "a", # one
  "b",
]
qemu.x = { a = 1, b = "2" }
# last of qemu

# of the list
# two lines
[[runtime.shared_mounts]]
name = "first"
long = """
text"""

[broken
enable_debug = true
`;

const flat = (items: readonly OutlineItem[], indent = ''): string[] =>
  items.flatMap(({ kind, name, detail, children }) => [
    `${indent}${kind} ${name} ${detail}`.trimEnd(),
    ...flat(children, `${indent}  `),
  ]);

describe('outline', () => {
  const items = outlineOf(parseToml(text));

  it('has tables, lists and keys with their values', () => {
    assert.deepEqual(flat(items), [
      'key title "x"',
      'table hypervisor.qemu',
      '  key path "/a"',
      '  key valid [ "a", # one "b", ]',
      '  table qemu.x',
      '    key a 1',
      '    key b "2"',
      'list runtime.shared_mounts first',
      '  key name "first"',
      '  key long """ text"""',
      'key enable_debug true',
    ]);
  });

  it('ends a table before the comment of the next one', () => {
    const [, qemu, list] = items;
    assert.ok(qemu && list);
    assert.equal(text.slice(qemu.span.start, qemu.span.end).split('\n').at(-1), '# last of qemu');
    assert.equal(text.slice(list.span.start, list.span.end).split('\n').at(-1), 'text"""');
    assert.equal(text.slice(qemu.nameSpan.start, qemu.nameSpan.end), 'hypervisor.qemu');
  });

  it('shortens long values', () => {
    const [item] = outlineOf(parseToml(`a = "${'x'.repeat(200)}"`));
    assert.equal(item?.detail.length, 80);
  });
});

describe('folding', () => {
  const lines = text.split('\n');
  const folds = (source: string) =>
    foldsOf(parseToml(source)).map(({ first, last, comment }) => [first, last, comment === true]);

  it('folds tables, values over several lines and blocks of comments', () => {
    const found = foldsOf(parseToml(text)).map(({ first, last, comment }) => [
      lines[first],
      lines[last],
      comment === true,
    ]);
    assert.deepEqual(found, [
      ['# top', '# of the file', true],
      ['[hypervisor.qemu]', '# last of qemu', false],
      ['valid = [', ']', false],
      ['# of the list', '# two lines', true],
      ['[[runtime.shared_mounts]]', 'text"""', false],
      ['long = """', 'text"""', false],
      ['[broken', 'enable_debug = true', false],
    ]);
  });

  it('is the same with other line ends', () => {
    assert.deepEqual(folds(text.replaceAll('\n', '\r\n')), folds(text));
  });
});
