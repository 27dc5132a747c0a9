import assert from 'node:assert/strict';
import { lintKataConfig, type Finding } from '../../../src/lint';
import { shipped, type Configuration } from '../../support/configurations';

const findings = ({ name, text, target }: Configuration): readonly Finding[] =>
  lintKataConfig({ main: { path: name, text } }, target).get(name) ?? [];

/**
 * Mistakes that the shipped files really hold, by release, runtime and file. A key that no loader of that release and
 * runtime reads is a mistake of the template: it looks like a setting and is none.
 */
const upstreamMistakes: Readonly<Record<string, readonly string[]>> = {
  '3.2.0 go configuration-qemu-nvidia-gpu.toml': ['hotplug_vfio_on_root_bus', 'pcie_root_port'],
  '4.1.0 rs configuration-qemu-nvidia-cpu-runtime-rs.toml': [
    'firmware_volume',
    'vhost_user_reconnect_timeout_sec',
    'use_legacy_serial',
    'kubelet_root_dir',
  ],
  '4.1.0 rs configuration-qemu-nvidia-gpu-runtime-rs.toml': [
    'firmware_volume',
    'vhost_user_reconnect_timeout_sec',
    'use_legacy_serial',
    'kubelet_root_dir',
  ],
  '4.1.0 rs configuration-qemu-nvidia-gpu-snp-runtime-rs.toml': [
    'firmware_volume',
    'vhost_user_reconnect_timeout_sec',
    'use_legacy_serial',
    'kubelet_root_dir',
  ],
  '4.1.0 rs configuration-qemu-nvidia-gpu-tdx-runtime-rs.toml': [
    'firmware_volume',
    'vhost_user_reconnect_timeout_sec',
    'use_legacy_serial',
    'kubelet_root_dir',
  ],
  // an s390x file, filled in for amd64: without its CCW rootfs driver it needs an image, and its loader refuses it
  '4.1.0 rs configuration-qemu-se-runtime-rs.toml': ['hypervisor.qemu'],
  '4.1.0 rs configuration-remote.toml': ['remote_hypervisor_socket', 'remote_hypervisor_timeout'],
  // dial_timeout_ms = 45000 without reconnect_timeout_ms, which is 3000 then: its own loader refuses it
  '4.1.0 rs configuration-rs-fc.toml': ['45000'],
};

const all = shipped();

// They are not part of the project; where they are not beside it there is nothing to test
if (all.length > 0) {
  describe('configurations as Kata ships them', () => {
    it('have no finding of error or warning level but the mistakes that are really there', () => {
      const found = Object.fromEntries(
        all.flatMap((configuration) => {
          const { name, text, target } = configuration;
          const serious = findings(configuration).filter(
            ({ severity }) => severity === 'error' || severity === 'warning',
          );
          const places = serious.map(({ span }) => text.slice(span.start, span.end));
          return serious.length > 0 ? [[`${target.version} ${target.runtime} ${name}`, places] as const] : [];
        }),
      );
      assert.deepEqual(found, upstreamMistakes);
    });

    it('get no more than a handful of notes each', () => {
      for (const configuration of all) {
        const notes = findings(configuration).filter(({ severity }) => severity === 'information');
        assert.ok(notes.length <= 20, `${configuration.name}: ${String(notes.length)} notes`);
      }
    });
  });
}
