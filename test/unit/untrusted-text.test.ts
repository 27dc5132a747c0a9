import assert from 'node:assert/strict';
import { oneLine, plain, visible } from '../../src/editor/untrusted-text';

describe('visible', () => {
  it('shows what a terminal would act on, and what reorders text, as escapes', () => {
    assert.equal(visible('a\x1b[31mb\u202ec\rd'), 'a\\u{1b}[31mb\\u{202e}c\\u{d}d');
  });

  it('keeps lines, and cuts long texts', () => {
    assert.equal(visible('one\ntwo'), 'one\ntwo');
    assert.equal(visible('abcdef', 3), 'abc...');
  });
});

describe('plain', () => {
  it('leaves nothing that Markdown would read: no markup, HTML, links or addresses', () => {
    assert.equal(plain('*a* [b](command:c) <d>'), '\\*a\\* \\[b\\]\\(command\\:c\\) \\<d\\>');
    assert.equal(
      plain('check.go@4.1.0 www.x.y https://z'),
      'check\\.go\\@4\\.1\\.0 www\\.x\\.y https\\:\\/\\/z',
    );
  });

  it('makes a paragraph of each line, none of them a block of code', () => {
    assert.equal(plain('one\n    two'), 'one\n\ntwo');
  });
});

describe('oneLine', () => {
  it('joins lines so that nothing runs before Enter, and each only if the one before went well', () => {
    assert.equal(
      oneLine('# first\nsudo modprobe kvm\r\n\n  sudo usermod -aG kvm "$USER"\n'),
      'sudo modprobe kvm && sudo usermod -aG kvm "$USER"',
    );
  });

  it('joins what goes on in the next line', () => {
    assert.equal(oneLine('docker run \\\n  --rm x'), 'docker run --rm x');
  });

  it('leaves out what would press Enter or another key', () => {
    assert.equal(oneLine('echo a\r\x03rm -rf b\x1b[A'), 'echo arm -rf b[A');
  });

  it('gives no line for a here-document, whose lines have to stay', () => {
    assert.equal(oneLine("sudo tee /etc/x <<'EOF'\nline\nEOF"), undefined);
    assert.equal(oneLine('cat <<-END\nEND'), undefined);
  });
});
