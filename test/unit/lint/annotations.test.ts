import assert from 'node:assert/strict';
import { expressionProblem } from '../../../src/lint/kata-config/expressions';
import { fixed, found, rs } from './found';

describe('regular expressions of Go and Rust', () => {
  // checked against RE2 and the regex crate
  const both = [
    'kernel',
    '^a(b|c)*$',
    '',
    'a{2,3}?',
    '[]a]',
    '[^a-z\\d]',
    '(?i)a',
    '(?P<n>a)',
    '\\pL\\p{Greek}',
    '[[:alpha:]]',
    '\\.',
  ];
  const neither = [
    '*kernel',
    '([',
    '[a-',
    'a)',
    '(a',
    '(?=a)',
    '(?<!a)b',
    '\\1x',
    '[z-a]',
    'a\\',
    '+',
    '(|*)',
    'a{3,2}',
    '\\Z',
    '[\\b]',
  ];
  const goOnly = ['a{', '{', '\\Qa.b\\E', 'a{,3}x'];
  const rsOnly = ['a**', 'a{1001}', '\\b{start}'];

  it('takes what they take', () => {
    for (const text of [...both, ...goOnly]) assert.equal(expressionProblem(text, 'go'), undefined, text);
    for (const text of [...both, ...rsOnly]) assert.equal(expressionProblem(text, 'rs'), undefined, text);
  });

  it('refuses what they refuse', () => {
    for (const text of [...neither, ...rsOnly.slice(0, 2)]) assert.ok(expressionProblem(text, 'go'), text);
    for (const text of [...neither, ...goOnly.slice(0, 3)]) assert.ok(expressionProblem(text, 'rs'), text);
  });
});

describe('enable_annotations', () => {
  const go = (list: string, keys = ''): string => `[hypervisor.qemu]\nenable_annotations = ${list}\n${keys}`;

  it('names every broken entry', () => {
    assert.deepEqual(found('toml-annotation-expression', go('["([", "^path$", "*a"]')), [
      'main: warning "(["',
      'main: warning "*a"',
    ]);
    assert.deepEqual(
      found('toml-annotation-expression', rs('qemu', 'enable_annotations = ["a{"]\n'), { runtime: 'rs' }),
      ['main: warning "a{"'],
    );
  });

  it('says what else an entry enables, and what enables nothing', () => {
    const rule = 'toml-annotation-reach';
    assert.deepEqual(found(rule, go('["kernel", "^kernel$", "kernel_parms", ".*"]')), [
      'main: information "kernel"',
      'main: information "kernel_parms"',
      'main: information ".*"',
    ]);
    assert.equal(fixed(rule, go('["kernel_parms"]')), go('["kernel_params"]'));
    assert.equal(fixed(rule, go('["^default_maxvcpus$"]')), go('["^default_max_vcpus$"]'));
    // read since 3.20.0
    assert.deepEqual(found(rule, go('["^cc_init_data$"]'), { version: '3.19.0' }), [
      'main: information "^cc_init_data$"',
    ]);
  });

  it('warns of virtio_fs_extra_args since it left the shipped lists', () => {
    const risk = (list: string, version: string) => found('toml-annotation-risk', go(list), { version });
    assert.deepEqual(risk('["virtio_fs_extra_args"]', '3.30.0'), [
      'main: information "virtio_fs_extra_args"',
    ]);
    assert.deepEqual(risk('["virtio_fs_extra_args"]', '3.31.0'), ['main: warning "virtio_fs_extra_args"']);
    assert.deepEqual(risk('[".*"]', '4.1.0'), ['main: warning ".*"']);
    assert.deepEqual(risk('["^image$"]', '4.1.0'), ['main: information "^image$"']);
    assert.deepEqual(
      found('toml-annotation-risk', '[hypervisor.remote]\nenable_annotations = ["^image$"]\n'),
      [],
    );
  });

  it('looks at the list of allowed values', () => {
    const rule = 'toml-annotation-allow-list';
    assert.deepEqual(found(rule, go('["^path$"]')), ['main: information "^path$"']);
    assert.deepEqual(found(rule, go('["^path$"]', 'valid_hypervisor_paths = ["/q"]\n')), []);
    assert.deepEqual(found(rule, go('["^path$"]', 'valid_hypervisor_paths = []\n')), [
      'main: information "^path$"',
    ]);
  });
});
