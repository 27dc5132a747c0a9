import assert from 'node:assert/strict';
import { redact } from '../../src/redact';

describe('redact', () => {
  const ada = { home: '/home/ada', user: 'ada' };

  it('replaces the home folder and the user name, as words', () => {
    assert.equal(redact('/home/ada/kata.toml of Ada, not adam', ada), '~/kata.toml of <user>, not adam');
  });

  it('replaces the home folders of others', () => {
    assert.equal(redact('/home/bob/x /Users/eve/y', ada), '/home/<user>/x /Users/<user>/y');
  });

  it('knows the paths of Windows, also inside JSON', () => {
    const person = { home: 'C:\\Users\\Ada L', user: 'Ada L' };
    assert.equal(redact('C:\\Users\\Ada L\\x', person), '~\\x');
    assert.equal(redact('"C:\\\\Users\\\\Ada L\\\\x"', person), '"~\\\\x"');
    assert.equal(redact('D:\\Users\\bob\\x', person), 'D:\\Users\\<user>\\x');
  });

  it('takes root for no name, and /rootfs for no home', () => {
    const root = { home: '/root', user: 'root' };
    assert.equal(redact('/root/x and /rootfs of root', root), '~/x and /rootfs of root');
  });

  it('changes nothing where the home is the root and there is no name', () => {
    assert.equal(redact('/a /b', { home: '/', user: '' }), '/a /b');
  });
});
