import assert from 'node:assert/strict';
import { fixed, found, rs } from './found';

describe('devices', () => {
  it('a VFIO port is checked where the Go runtime reads it', () => {
    const ports = (name: string) =>
      found(
        'toml-vfio-ports',
        `[hypervisor.${name}]\ncold_plug_vfio = "root-port"\nhot_plug_vfio = "root-port"\n`,
      );
    assert.deepEqual(ports('qemu'), ['main: error "root-port"']);
    assert.deepEqual(ports('firecracker'), []);
  });

  it('sector sizes are powers of two, logical up to physical, since 3.29.0', () => {
    const sizes = (logical: number, physical: number, version = '4.1.0', name = 'qemu') =>
      found(
        'toml-sector-size',
        `[hypervisor.${name}]\nblock_device_logical_sector_size = ${logical}\nblock_device_physical_sector_size = ${physical}\n`,
        { version },
      );
    assert.deepEqual(sizes(512, 4096), []);
    assert.deepEqual(sizes(0, 0), []);
    assert.deepEqual(sizes(65536, 0), []);
    assert.deepEqual(sizes(256, 131072), ['main: error 256', 'main: error 131072']);
    assert.deepEqual(sizes(4096, 512), ['main: error 512']);
    assert.deepEqual(sizes(1000, 0, '3.28.0'), []);
    assert.deepEqual(sizes(1000, 0, '4.1.0', 'clh'), []);
  });

  it('runtime-rs does not look at single sector sizes where block devices are off', () => {
    const size = (keys: string) => found('toml-sector-size', rs('qemu', keys), { runtime: 'rs' });
    assert.deepEqual(size('block_device_logical_sector_size = 1000\n'), ['main: error 1000']);
    assert.deepEqual(size('disable_block_device_use = true\nblock_device_logical_sector_size = 1000\n'), []);
  });

  it('PCIe ports exclude each other in runtime-rs since 3.17.0', () => {
    const text = rs('qemu', 'pcie_root_port = 1\npcie_switch_port = 1\n');
    assert.deepEqual(found('toml-pcie-ports', text, { runtime: 'rs' }), ['main: error 1']);
    assert.deepEqual(found('toml-pcie-ports', text, { runtime: 'rs', version: '3.16.0' }), []);
  });
});

describe('network and agent', () => {
  it('disable_new_netns wants the model none in the Go runtime', () => {
    const text = (model: string) => `[hypervisor.qemu]\n[runtime]\n${model}disable_new_netns = true\n`;
    const rule = 'toml-network-namespace';
    assert.deepEqual(found(rule, text('internetworking_model = "macvtap"\n')), ['main: error true']);
    assert.deepEqual(found(rule, text('internetworking_model = "none"\n')), []);
    assert.deepEqual(found(rule, text('internetworking_model = "bridge"\n')), []);
    assert.equal(
      fixed(rule, text('')),
      text('').replace('[runtime]\n', '[runtime]\ninternetworking_model = "none"\n'),
    );
  });

  it('a remote hypervisor fixes the network in runtime-rs since 4.1.0', () => {
    const text = rs('remote', '', '', 'internetworking_model = "tcfilter"\ndisable_new_netns = true\n');
    assert.deepEqual(found('toml-remote-network', text, { runtime: 'rs' }), [
      'main: information "tcfilter"',
      'main: information true',
    ]);
    assert.deepEqual(found('toml-remote-network', text, { runtime: 'rs', version: '4.0.0' }), []);
  });

  it('the agent timeouts agree since 4.1.0, defaults included', () => {
    const rule = 'toml-agent-timeouts';
    const wrong = (agent: string, version = '4.1.0') =>
      found(rule, rs('qemu', '', agent), { runtime: 'rs', version });
    assert.deepEqual(wrong('dial_timeout_ms = 3001\n'), ['main: error 3001']);
    assert.deepEqual(wrong('dial_timeout_ms = 3000\n'), []);
    assert.deepEqual(wrong('reconnect_timeout_ms = 9\n'), ['main: error 9']);
    assert.deepEqual(wrong('dial_timeout_ms = 3001\n', '4.0.0'), []);
    assert.deepEqual(wrong('dial_timeout_ms = 0\n', '3.2.0'), ['main: error 0']);
    const text = rs('qemu', '', 'dial_timeout_ms = 45000\n');
    assert.equal(
      fixed(rule, text, { runtime: 'rs' }),
      rs('qemu', '', 'reconnect_timeout_ms = 45000\ndial_timeout_ms = 45000\n'),
    );
  });
});
