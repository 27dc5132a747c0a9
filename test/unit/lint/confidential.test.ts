import assert from 'node:assert/strict';
import { found, rs } from './found';

const go = (keys: string): string => `[hypervisor.qemu]\nimage = "/a"\nconfidential_guest = true\n${keys}`;

describe('confidential guests', () => {
  it('virtio-mmio is refused by runtime-rs and fails in the Go runtime, since 3.28.0', () => {
    const rule = 'toml-confidential-block-driver';
    const text = go('block_device_driver = "virtio-mmio"\n');
    assert.deepEqual(found(rule, text), ['main: warning "virtio-mmio"']);
    assert.deepEqual(found(rule, text, { version: '3.27.0' }), []);
    const rsText = rs('clh', 'confidential_guest = true\nvm_rootfs_driver = "virtio-blk-mmio"\n');
    assert.deepEqual(found(rule, rsText, { runtime: 'rs' }), ['main: error "virtio-blk-mmio"']);
  });

  it('ID block and ID authentication come together, and only with confidential_guest', () => {
    const pair = (keys: string) => found('toml-snp-id-pair', go(keys));
    assert.deepEqual(pair('snp_id_auth = "B"\n'), ['main: warning snp_id_auth']);
    assert.deepEqual(pair('snp_id_auth = "B"\nsnp_id_block = "A"\n'), []);
    assert.deepEqual(pair('snp_id_auth = ""\nsnp_id_block = ""\n'), []);
    const off = go('snp_id_auth = "B"\nsnp_id_block = "A"\n').replace('true', 'false');
    assert.deepEqual(found('toml-confidential-not-on', off), [
      'main: warning snp_id_auth',
      'main: warning snp_id_block',
    ]);
  });

  it('advice is at most information, and silent for what shipped configurations have', () => {
    const sized = '[runtime]\nstatic_sandbox_resource_mgmt = true\n';
    assert.deepEqual(found('toml-confidential-guest', go(`shared_fs = "none"\n${sized}`)), []);
    assert.deepEqual(found('toml-confidential-guest', go(sized)), ['main: information true']);
    const rsText = rs('qemu', 'confidential_guest = true\n', '', 'static_sandbox_resource_mgmt = true\n');
    assert.deepEqual(found('toml-confidential-guest', rsText, { runtime: 'rs' }), []);
    assert.deepEqual(found('toml-confidential-debug', go('enable_debug = true\n')), [
      'main: information true',
    ]);
    assert.deepEqual(found('toml-confidential-debug', '[hypervisor.qemu]\nenable_debug = true\n'), []);
  });
});

describe('what a hypervisor of runtime-rs refuses', () => {
  it('is anything but empty, false and 0, in the releases that check it', () => {
    const refused = (name: string, keys: string, version = '4.1.0') =>
      found('toml-unsupported-by-hypervisor', rs(name, keys), { runtime: 'rs', version });
    assert.deepEqual(
      refused('dragonball', 'path = ""\ndefault_bridges = 0\nenable_iommu = false\npflashes = []\n'),
      [],
    );
    assert.deepEqual(refused('dragonball', 'default_bridges = 1\nenable_iommu = true\npflashes = ["/p"]\n'), [
      'main: error default_bridges',
      'main: error enable_iommu',
      'main: error pflashes',
    ]);
    assert.deepEqual(refused('qemu', 'enable_guest_swap = true\n'), ['main: error enable_guest_swap']);
    assert.deepEqual(refused('qemu', 'enable_guest_swap = true\n', '3.14.0'), []);
    assert.deepEqual(refused('remote', 'default_maxvcpus = 4\n'), ['main: warning default_maxvcpus']);
    assert.deepEqual(
      found('toml-unsupported-by-hypervisor', '[hypervisor.qemu]\nenable_guest_swap = true\n'),
      [],
    );
  });
});
