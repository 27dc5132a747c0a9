import assert from 'node:assert/strict';
import {
  booleanOf,
  documentPart,
  embeddedPart,
  entriesOf,
  entryAt,
  itemsOf,
  nodeAt,
  parseYaml,
  scalarAt,
  scalarOffsets,
  scalarType,
  textAt,
  yamlComments,
  yamlDocuments,
  type Span,
  type YamlNode,
} from '../../../src/documents';

const at = (text: string, { start, end }: Span): string => text.slice(start, end);

/** Every node once, with the keys. */
function* walk(node: YamlNode | undefined): Generator<YamlNode> {
  if (!node) return;
  yield node;
  for (const item of itemsOf(node)) yield* walk(item);
  for (const entry of entriesOf(node)) {
    yield entry.key;
    yield* walk(entry.value);
  }
}

describe('YAML documents', () => {
  it('splits at document marks and nowhere else', () => {
    const texts = yamlDocuments('a: 1\n---\nb: |\n  ---\n  x\n--- # c\nc: "---"\n...\nd: 1\n---').map(
      ({ text }) => text,
    );
    assert.deepEqual(texts, [
      'a: 1\n',
      '---\nb: |\n  ---\n  x\n',
      '--- # c\nc: "---"\n...\n',
      'd: 1\n',
      '---',
    ]);
    assert.equal(yamlDocuments('').length, 1);
    assert.equal(yamlDocuments('a: 1\r\n---\r\nb: 2\r\n').length, 2);
    assert.equal(yamlDocuments('a: 1\n----\nb: 2\n---x: 1\n').length, 1);
  });

  it('gives places in the document, and in the file', () => {
    const text = 'a: 1\n---\nmetadata:\n  name: "x y"  # why\n';
    const [, document] = yamlDocuments(text);
    const entry = entryAt(document!.yaml.root, 'metadata', 'name')!;
    assert.equal(at(document!.text, entry.value.span), '"x y"');
    assert.equal(at(text, document!.toFile(entry.span)), 'name: "x y"');
    assert.equal(at(document!.text, document!.yaml.root!.span), 'metadata:\n  name: "x y"');
  });

  it('shares what equal texts say, so that moving a document costs nothing', () => {
    const [first] = yamlDocuments('---\na: 1\n');
    const [, moved] = yamlDocuments('x: 1\n---\na: 1\n');
    assert.equal(first!.yaml, moved!.yaml);
  });

  it('keeps what can be read when a part of it can not', () => {
    const yaml = parseYaml('kind: Pod\nspec:\n  a: "open\n  b: [1,\nmetadata:\n  name: x\n');
    assert.ok(yaml.problems.length > 0);
    assert.equal(textAt(yaml.root, 'kind'), 'Pod');
  });

  it('tells an empty value from an empty text', () => {
    const { root } = parseYaml('a:\nb: ""\nc: ~\n');
    const [a, b, c] = entriesOf(root).map(({ value }) => value);
    assert.deepEqual(a, {
      kind: 'scalar',
      value: '',
      style: 'empty',
      unknown: false,
      span: { start: 2, end: 2 },
    });
    assert.equal(textAt(root, 'b'), '');
    assert.deepEqual(
      [b, c].map((node) => node?.kind === 'scalar' && scalarType(node)),
      ['string', 'null'],
    );
  });

  it('types plain scalars as Kubernetes does, which reads YAML 1.1', () => {
    const type = (value: string): string => scalarType(scalarAt(parseYaml(`a: ${value}`).root, 'a')!);
    for (const value of ['yes', 'On', 'n', 'true', 'FALSE']) assert.equal(type(value), 'boolean', value);
    for (const value of ['1', '-2', '0x1f', '1_000', '1.5', '.5', '1e3', '010', '.inf'])
      assert.equal(type(value), 'number', value);
    for (const value of ['"1"', "'yes'", '160Mi', '1.2.3', 'truth', '250m', '.'])
      assert.equal(type(value), 'string', value);
    assert.equal(booleanOf(nodeAt(parseYaml('a: off').root, 'a')), false);
    assert.equal(booleanOf(nodeAt(parseYaml('a: yes').root, 'a')), true);
    assert.equal(booleanOf(nodeAt(parseYaml('a: "true"').root, 'a')), undefined);
  });

  it('follows aliases and merge keys, and stops at an explosion', () => {
    const text = 'x: &x {a: 1, b: 2}\ny: *x\nz:\n  <<: *x\n  b: 3\nw: *nothing\n';
    const { root } = parseYaml(text);
    assert.equal(textAt(root, 'y', 'a'), '1');
    assert.equal(at(text, entryAt(root, 'y')!.alias!), '*x');
    assert.equal(textAt(root, 'z', 'a'), '1');
    assert.equal(entryAt(root, 'z', 'a')!.merged, true);
    assert.equal(textAt(root, 'z', 'b'), '3');
    assert.equal(textAt(root, 'w'), undefined);
    const bomb = Array.from({ length: 40 }, (_, i) => `k${i}: &k${i} [${`*k${i - 1}, `.repeat(9)} 1]\n`);
    let nodes = 0;
    for (const node of walk(parseYaml(bomb.join('')).root)) nodes += node.kind === 'scalar' ? 1 : 0;
    assert.ok(nodes < 400_000, String(nodes));
    assert.equal(textAt(parseYaml('a: &a\n  b: *a\n').root, 'a', 'b'), undefined);
  });

  it('reads templates around their actions', () => {
    const text =
      '{{- if .Values.x }}\nkind: RuntimeClass\nmetadata:\n  name: {{ $name }}\n  labels:\n    {{- include "l" . | nindent 4 }}\nhandler: "kata-{{ .shim }}"\nspec: {}\n{{ $k }}: {{ $v | quote }}\n{{- /* a\n---\nb */ -}}\n{{- end }}\n';
    const [document] = yamlDocuments(text.replace('---', '--'));
    const { root, template, problems } = document!.yaml;
    assert.deepEqual([template, problems], [true, []]);
    assert.equal(textAt(root, 'kind'), 'RuntimeClass');
    for (const path of [['metadata', 'name'], ['metadata', 'labels'], ['handler']]) {
      const node = nodeAt(root, ...path);
      assert.equal(node?.kind === 'scalar' && node.unknown, true, path.join('.'));
      assert.equal(textAt(root, ...path), undefined);
    }
  });

  it('never throws and keeps every place inside the text', () => {
    const pieces = [
      'a: ',
      '- ',
      '\n',
      '  ',
      '"',
      "'",
      '|\n',
      '>-\n',
      '{',
      '}',
      '[',
      ']',
      '&x ',
      '*x',
      '<<: ',
      '{{',
      '}}',
      '#',
      '?',
      '!!',
      '%',
      '---\n',
      '\t',
      '\r\n',
      'é',
      '😀',
      ':',
    ];
    let seed = 7;
    const random = (limit: number): number => (seed = (seed * 48271) % 2147483647) % limit;
    for (let round = 0; round < 1500; round++) {
      const text = Array.from({ length: random(30) }, () => pieces[random(pieces.length)]).join('');
      for (const { yaml } of yamlDocuments(text)) {
        for (const { span } of [...walk(yaml.root), ...yaml.problems])
          assert.ok(0 <= span.start && span.start <= span.end && span.end <= yaml.text.length, text);
      }
    }
    for (const deep of ['['.repeat(100_000), '- '.repeat(50_000), '{a: '.repeat(50_000)]) parseYaml(deep);
  });
});

describe('texts inside YAML scalars', () => {
  /** The source characters that the value's stand for. */
  const source = (text: string): string => {
    const scalar = scalarAt(parseYaml(text).root, 'a')!;
    const offsets = scalarOffsets(text, scalar);
    return Array.from(scalar.value, (_, i) => text[offsets[i]!]).join('');
  };

  it('maps block scalars line by line', () => {
    const text = 'a: |-\n    x: 1\n\n      y:  2\n    z\nb: 1\n';
    assert.equal(source(text), 'x: 1\n\n  y:  2\nz');
    assert.equal(source(text.replaceAll('\n', '\r\n')).replaceAll('\r', '\n'), 'x: 1\n\n  y:  2\nz');
    assert.equal(source('a: |2\n    x\n   y\n').trimEnd(), '  x\n y');
    assert.equal(source('a: >\n  one\n  two\n\n  three\n').replaceAll(/\s/g, ''), 'onetwothree');
  });

  it('maps quoted and plain ones with their escapes and folds', () => {
    assert.equal(source("a: 'it''s'"), "it's");
    assert.equal(source('a: "a\\n\\u0041\\x42c"'), 'a\\\\\\c');
    assert.equal(source('a: plain text'), 'plain text');
    assert.equal(source('a: one\n  two').replaceAll(/\s/g, ' '), 'one two');
    const text = 'a: "\\U0001F600x"';
    const scalar = scalarAt(parseYaml(text).root, 'a')!;
    assert.deepEqual([...scalarOffsets(text, scalar)], [4, 4, 14, 15]);
  });

  it('reads a document inside a document', () => {
    const text = 'runtimeClass: |\n  kind: RuntimeClass\n  handler: kata-qemu\nmore: 1\n';
    const host = documentPart(parseYaml(text));
    const part = embeddedPart(host, scalarAt(host.yaml.root, 'runtimeClass')!);
    const entry = entryAt(part.yaml.root, 'handler')!;
    assert.equal(at(text, part.toDocument(entry.span)), 'handler: kata-qemu');
    assert.equal(at(text, part.toDocument(part.yaml.root!.span)), 'kind: RuntimeClass\n  handler: kata-qemu');
    assert.equal(part.margin, '  ');
    const flat = documentPart(parseYaml('r: "kind: X\\nhandler: y"'));
    const inner = embeddedPart(flat, scalarAt(flat.yaml.root, 'r')!);
    assert.equal(at(flat.yaml.text, inner.toDocument(entryAt(inner.yaml.root, 'handler')!.value.span)), 'y');
    assert.equal(inner.margin, undefined);
  });

  it('finds comments', () => {
    const text = '# a\nk: v # b\nu: x#y\n  #c\r\n';
    assert.deepEqual(
      yamlComments(text).map(({ text: comment }) => comment),
      ['# a', '# b', '#c'],
    );
  });
});
