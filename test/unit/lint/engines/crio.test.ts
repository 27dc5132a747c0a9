import assert from 'node:assert/strict';
import { crioRuntimes } from '../../../../src/lint/crio';
import { fixed, found } from './found';

const head = '[crio.runtime.runtimes.kata]\n';
const path = 'runtime_path = "/opt/kata/bin/containerd-shim-kata-v2"\n';
const rest = 'runtime_type = "vm"\nprivileged_without_host_devices = true\n';
const crio = (text: string): { kind: 'crio'; text: string } => ({ kind: 'crio', text });

describe('CRI-O', () => {
  it('says nothing about what the installer writes, and about other runtimes', () => {
    const text = `[crio]\n  storage_option = [\n\t"overlay.skip_mount_home=true",\n  ]\n\n[crio.runtime.runtimes.kata-qemu-snp-runtime-rs]\n\truntime_path = "/opt/kata/runtime-rs/bin/containerd-shim-kata-v2"\n\truntime_type = "vm"\n\truntime_root = "/run/vc"\n\truntime_config_path = "/opt/kata/share/defaults/kata-containers/runtime-rs/runtimes/qemu-snp-runtime-rs/configuration-qemu-snp-runtime-rs.toml"\n\tprivileged_without_host_devices = true\n\truntime_pull_image = true\n`;
    assert.deepEqual(found(crio(text)), []);
    assert.deepEqual(
      found(crio(`${head}${path}${rest}[crio.runtime.runtimes.runc]\nfoo = 1\nruntime_type = "oci"\n`)),
      [],
    );
  });

  it('the type: missing, wrong, or not this drop-in’s business', () => {
    const bare = `${head}${path}privileged_without_host_devices = true\n`;
    assert.deepEqual(found(crio(bare)), ['crio-runtime-type: error kata']);
    assert.equal(fixed('crio-runtime-type', crio(bare)), bare.replace(head, `${head}runtime_type = "vm"\n`));
    assert.deepEqual(found(crio(`${head}${path}${rest.replace('vm', 'pod')}`)), [
      'crio-runtime-type: error "pod"',
    ]);
    assert.deepEqual(found(crio(`${head}runtime_pull_image = true\n`)), []);
  });

  it('the path', () => {
    const at = (value: string): string[] => found(crio(`${head}runtime_path = "${value}"\n${rest}`));
    assert.deepEqual(at('/usr/bin/containerd-shim-kata-v2'), []);
    assert.deepEqual(at('/usr/bin/containerd-shim-katadbg-v2'), []);
    assert.deepEqual(at('/usr/bin/kata-runtime'), ['crio-runtime-path: error "/usr/bin/kata-runtime"']);
    assert.deepEqual(at('/usr/bin/kata-shim'), ['crio-runtime-path: error "/usr/bin/kata-shim"']);
    assert.deepEqual(at('containerd-shim-kata-v2'), ['crio-runtime-path: warning "containerd-shim-kata-v2"']);
  });

  it('the configuration', () => {
    const config = '/opt/kata/share/defaults/kata-containers/runtime-rs/configuration-qemu-runtime-rs.toml';
    assert.deepEqual(found(crio(`${head}${path}${rest}runtime_config_path = "${config}"\n`)), [
      `crio-config-path: warning "${config}"`,
    ]);
  });

  it('keys of containerd and other strangers', () => {
    const text = `${head}${path}${rest}pod_annotations = ["io.katacontainers.*"]\nruntime_rot = "/run/vc"\nmonitor_path = ""\n`;
    assert.deepEqual(found(crio(text)), [
      'crio-unknown-key: warning pod_annotations',
      'crio-unknown-key: warning runtime_rot',
    ]);
    const once = fixed('crio-unknown-key', crio(text)) ?? '';
    assert.equal(fixed('crio-unknown-key', crio(once))?.includes('\nruntime_root = "/run/vc"\n'), true);
  });

  it('one finding for all runtimes that lack a setting', () => {
    const two = `${head}${path}runtime_type = "vm"\n[crio.runtime.runtimes.kata-clh]\n${path}runtime_type = "vm"\n`;
    assert.deepEqual(found(crio(two)), ['crio-privileged: information kata']);
    assert.deepEqual(found(crio(fixed('crio-privileged', crio(two)) ?? '')), []);
  });

  it('allows annotations of its own only', () => {
    const list = 'allowed_annotations = ["io.kubernetes.cri-o.Devices", "io.katacontainers.config.*"]\n';
    assert.deepEqual(found(crio(`${head}${path}${rest}${list}`)), [
      'crio-annotations: error "io.katacontainers.config.*"',
    ]);
  });

  it('names the runtimes for definitions', () => {
    const text =
      '[crio.runtime.runtimes.kata]\nruntime_type = "vm"\nruntime_path = "/b"\nruntime_config_path = "/a"\n';
    assert.deepEqual(crioRuntimes(text), [
      { handler: 'kata', span: { start: 23, end: 27 }, configPath: '/a', type: 'vm', program: '/b' },
    ]);
  });
});
