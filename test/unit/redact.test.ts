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

  it('replaces remote machines, logins and accounts, and leaves links and sockets', () => {
    assert.equal(
      redact('Nobody answers at ssh://eve@build01.corp.example:22: see tcp://10.1.2.3:2376, twice.', ada),
      'Nobody answers at ssh://<machine> see tcp://<machine>, twice.',
    );
    assert.equal(
      redact('proxy http://eve:hunter2@proxy.corp:3128/x', ada),
      'proxy http://<login>@proxy.corp:3128/x',
    );
    assert.equal(
      redact('context arn:aws:eks:eu-west-1:123456789012:cluster/prod', ada),
      'context arn:<account>:cluster/prod',
    );
    const kept = 'unix:///var/run/docker.sock tcp://localhost:2375 https://github.com/kata-containers/x';
    assert.equal(redact(kept, ada), kept);
  });

  it('takes root for no name, and /rootfs for no home', () => {
    const root = { home: '/root', user: 'root' };
    assert.equal(redact('/root/x and /rootfs of root', root), '~/x and /rootfs of root');
  });

  it('changes nothing where the home is the root and there is no name', () => {
    assert.equal(redact('/a /b', { home: '/', user: '' }), '/a /b');
  });
});
