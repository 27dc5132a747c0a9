import assert from 'node:assert/strict';
import { filesOfThisHost } from '../../../src/lint';

describe('files of this host', () => {
  const installed = (path: string): boolean => path === '/opt/kata/bin';
  it('are looked for where the configuration is that of an installed Kata', () => {
    for (const path of [
      '/etc/kata-containers/configuration.toml',
      '/etc/kata-containers/config.d/10-x.toml',
      '/opt/kata/share/defaults/kata-containers/runtime-rs/configuration-qemu.toml',
    ]) {
      assert.equal(filesOfThisHost(path, installed), installed);
    }
  });
  it('are not looked for anywhere else', () => {
    assert.equal(filesOfThisHost('/home/me/kata-containers/configuration.toml', installed), undefined);
    assert.equal(filesOfThisHost('C:\\etc\\kata-containers\\configuration.toml', installed), undefined);
    assert.equal(
      filesOfThisHost('/etc/kata-containers/configuration.toml', () => false),
      undefined,
    );
  });
});
