import assert from 'node:assert/strict';
import { lintKataConfig, type RuleSetting } from '../../../src/lint';

const lint = (text: string, rules: Record<string, RuleSetting> = {}): string[] =>
  (
    lintKataConfig(
      { main: { path: 'configuration.toml', text } },
      { version: '4.1.0', runtime: 'go' },
      { rules },
    ).get('configuration.toml') ?? []
  ).map(({ rule, severity }) => `${rule} ${severity}`);

const file = (line: string, above = '', top = ''): string =>
  `${top}[hypervisor.qemu]\nimage = "/a"\nshared_fs = "none"\n${above}${line}\n`;

describe('suppression and severities', () => {
  const wrong = 'default_memroy = 1';
  it('reports without them', () => {
    assert.deepEqual(lint(file(wrong)), ['toml-unknown-key warning']);
  });
  it('a comment silences its rule on the next line', () => {
    assert.deepEqual(lint(file(wrong, '# kata-lint-disable-next-line toml-unknown-key -- a test\n')), []);
    assert.deepEqual(
      lint(file(wrong, '#kata-lint-disable-next-line toml-x, toml-unknown-key\r\n# and a remark\r\n')),
      [],
    );
  });
  it('not another rule, and not another line', () => {
    assert.deepEqual(lint(file(wrong, '# kata-lint-disable-next-line toml-syntax\n')), [
      'toml-unknown-key warning',
    ]);
    assert.deepEqual(
      lint(file(wrong, '# kata-lint-disable-next-line toml-unknown-key\nmemory_slots = 1\n')),
      ['toml-unknown-key warning'],
    );
  });
  it('a comment silences its rule in the whole file', () => {
    assert.deepEqual(lint(file(wrong, '', '# kata-lint-disable-file toml-unknown-key -- why\n')), []);
  });
  it('a setting changes the severity or silences the rule', () => {
    assert.deepEqual(lint(file(wrong), { 'toml-unknown-key': 'hint' }), ['toml-unknown-key hint']);
    assert.deepEqual(lint(file(wrong), { 'toml-unknown-key': 'off' }), []);
  });
  it('syntax errors are left to another extension where it is there', () => {
    const text = file('x = y');
    const set = { main: { path: 'configuration.toml', text } };
    const target = { version: '4.1.0', runtime: 'go' } as const;
    assert.equal(lintKataConfig(set, target).get('configuration.toml')?.length, 1);
    assert.deepEqual(lintKataConfig(set, target, { syntax: false }).get('configuration.toml'), []);
  });
});
