import assert from 'node:assert/strict';
import { printable, printableJson } from '../../../src/documents/printable';
import { shellWord } from '../../../src/host/shell';

describe('texts for a terminal', () => {
  it('have escapes for what moves the cursor or reorders a line', () => {
    assert.equal(printable('a\x1b]0;b\x07\x9b31m\u202e\n'), 'a\\u{1b}]0;b\\u{7}\\u{9b}31m\\u{202e}\\u{a}');
  });

  it('have JSON escapes in JSON, which stays the same', () => {
    const value = { 'k\u202e': ['\x9b31m', '\u2066x\u2069', '\x1b[0m', '中文 é'] };
    const text = printableJson(value);
    assert.doesNotMatch(text.replaceAll('\n', ''), /[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/);
    assert.match(text, /"\\u009b31m"/);
    assert.match(text, /中文 é/);
    assert.deepEqual(JSON.parse(text), value);
  });

  it('are one word of a shell, whatever is in them', () => {
    assert.equal(shellWord('/etc/kata.toml'), '/etc/kata.toml');
    assert.equal(shellWord(`$(id)'\n\u202e\x1b`), `'$(id)'\\''???'`);
  });
});
