import assert from 'node:assert/strict';
import { inert, oneLine, plain, visible } from '../../src/editor/untrusted-text';

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

describe('inert', () => {
  // What VS Code makes of messages, descriptions of pickers and labels: vs/base/common/linkedText.ts, iconLabels.ts
  const link = /\[([^\]]+)\]\(((?:https?:\/\/|command:|file:)[^)\s]+)(?: (["'])(.+?)(\3))?\)/i;
  const icon = /(\\)?\$\(([A-Za-z0-9-]+(?:~[A-Za-z]+)?)\)/;

  it('leaves no link that runs a command, and no icon', () => {
    for (const text of [
      '[Fix it](command:workbench.action.terminal.sendSequence?%7B%22text%22:%22id\\n%22%7D)',
      '[a](https://b) [a](file:///etc/passwd "c")',
      '[[a](command:b)](command:c)',
    ]) {
      assert.match(text, link);
      assert.doesNotMatch(inert(text), link);
    }
    assert.match('$(verified-filled) safe', icon);
    assert.doesNotMatch(inert('$(verified-filled) $$(sync~spin)'), icon);
  });

  it('looks as before', () => {
    assert.equal(inert('[a](command:b) $(c) (d)').replaceAll('\u200b', ''), '[a](command:b) $(c) (d)');
    assert.equal(inert('plain (text) of $1'), 'plain (text) of $1');
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
