import assert from 'node:assert/strict';
import { fixed, found, rs } from './found';

const boots = (text: string, given = {}): string[] => found('toml-boot-image', text, given);
const kernel = 'kernel = "/k"\n';

describe('what the guest boots from', () => {
  it('depends on the hypervisor in the Go runtime', () => {
    const table = (name: string, keys: string) => `[hypervisor.${name}]\n${keys}`;
    const both = 'image = "/a"\ninitrd = "/i"\n';
    assert.deepEqual(boots(table('qemu', both)), ['main: warning initrd']);
    assert.deepEqual(boots(table('stratovirt', both)), ['main: error initrd']);
    assert.deepEqual(boots(table('remote', both)), []);
    assert.deepEqual(boots(table('qemu', '')), ['main: warning hypervisor.qemu']);
    assert.deepEqual(boots(table('clh', 'image = ""\n')), ['main: error ""']);
    assert.deepEqual(boots(table('remote', '')), []);
    assert.deepEqual(boots(table('acrn', 'initrd = "/i"\n'), { version: '3.2.0' }), ['main: error initrd']);
  });

  it('leaves Secure Execution alone', () => {
    const machine = '[hypervisor.qemu]\nconfidential_guest = true\nmachine_type = "s390-ccw-virtio"\n';
    assert.deepEqual(boots(machine), []);
    assert.deepEqual(boots(`${machine}image = "/a"\n`), ['main: warning image']);
    assert.deepEqual(boots('[hypervisor.qemu]\nconfidential_guest = true\n'), [
      'main: information hypervisor.qemu',
    ]);
    const ccw = rs('qemu', `${kernel}confidential_guest = true\nvm_rootfs_driver = "virtio-blk-ccw"\n`);
    assert.deepEqual(boots(ccw, { runtime: 'rs' }), []);
    assert.deepEqual(boots(ccw, { runtime: 'rs', version: '3.14.0' }), ['main: error hypervisor.qemu']);
  });

  it('depends on the hypervisor in runtime-rs', () => {
    const rsBoots = (name: string, keys: string, version = '4.1.0') =>
      boots(rs(name, kernel + keys), { runtime: 'rs', version });
    assert.deepEqual(rsBoots('clh', 'image = "/a"\ninitrd = "/i"\n'), ['main: error initrd']);
    assert.deepEqual(rsBoots('firecracker', 'initrd = "/i"\n'), ['main: error initrd']);
    assert.deepEqual(rsBoots('openvmm', ''), []);
    assert.deepEqual(rsBoots('remote', ''), []);
    assert.deepEqual(rsBoots('dragonball', 'initrd = "/i"\n'), []);
    assert.deepEqual(rsBoots('dragonball', 'initrd = "/i"\n', '3.7.0'), ['main: error initrd']);
  });

  it('counts drop-ins, and says nothing of what may stand in an unknown main file', () => {
    const dropIns = { '10-boot.toml': '[hypervisor.qemu]\ninitrd = "/i"\n' };
    assert.deepEqual(boots('[hypervisor.qemu]\nimage = "/a"\n', { dropIns }), [
      'config.d/10-boot.toml: warning initrd',
    ]);
    assert.deepEqual(boots('[hypervisor.qemu]\nimage = ""\n', { dropIns }), []);
    const bare = { '10-boot.toml': '[hypervisor.qemu]\ndefault_memory = 4096\n' };
    assert.deepEqual(boots('', { main: false, dropIns: bare }), []);
  });

  it('says nothing where a line could not be read or a template leaves a value open', () => {
    assert.deepEqual(boots('[hypervisor.qemu]\nimage = /a\n'), []);
    assert.deepEqual(boots('[hypervisor.qemu]\nimage = 5\n'), []);
  });
});

describe('memory and templates', () => {
  it('knows the smallest guest of each hypervisor of runtime-rs', () => {
    const memory = (name: string, keys: string) =>
      found('toml-memory-too-small', rs(name, keys), { runtime: 'rs' });
    assert.deepEqual(memory('qemu', 'default_memory = 63\n'), ['main: error 63']);
    assert.deepEqual(memory('qemu', 'default_memory = 64\n'), []);
    assert.deepEqual(memory('qemu', 'default_memory = 0\n'), []);
    assert.deepEqual(memory('firecracker', 'default_memory = 127\n'), ['main: error 127']);
    assert.deepEqual(memory('openvmm', ''), ['main: error hypervisor.openvmm']);
    assert.deepEqual(found('toml-memory-too-small', '[hypervisor.qemu]\ndefault_memory = 63\n'), []);
  });

  it('wants an initrd for templates up to 3.31.0, and no virtio-fs', () => {
    const text = (keys: string) => `[hypervisor.qemu]\n${keys}[factory]\nenable_template = true\n`;
    const template = (keys: string, version: string) => found('toml-vm-template', text(keys), { version });
    assert.deepEqual(template('shared_fs = "none"\n', '3.31.0'), ['main: error true']);
    assert.deepEqual(template('shared_fs = "none"\n', '3.32.0'), []);
    assert.deepEqual(template('initrd = "/i"\nvirtio_fs_daemon = "/v"\n', '4.1.0'), ['main: warning true']);
    assert.equal(
      fixed('toml-vm-template', text('initrd = "/i"\n'), { version: '4.1.0' }),
      text('shared_fs = "none"\ninitrd = "/i"\n'),
    );
    const cache = (name: string) => `[hypervisor.${name}]\nimage = "/a"\n[factory]\nvm_cache_number = 2\n`;
    assert.deepEqual(found('toml-vm-template', cache('qemu')), []);
    assert.deepEqual(found('toml-vm-template', cache('firecracker')), ['main: error 2']);
  });
});
