import assert from 'node:assert/strict';
import { fixed, found, rs } from './found';

describe('virtio-fs in the Go runtime', () => {
  const daemon = (text: string, given = {}): string[] => found('toml-virtio-fs-daemon', text, given);

  it('needs its daemon where it is on, also by default', () => {
    assert.deepEqual(daemon('[hypervisor.clh]\n'), ['main: error hypervisor.clh']);
    assert.deepEqual(daemon('[hypervisor.qemu]\nshared_fs = "virtio-fs-nydus"\n'), [
      'main: error "virtio-fs-nydus"',
    ]);
    assert.deepEqual(daemon('[hypervisor.qemu]\nshared_fs = "virtio-fs"\nvirtio_fs_daemon = ""\n'), [
      'main: error ""',
    ]);
    assert.deepEqual(daemon('[hypervisor.qemu]\nshared_fs = "virtio-9p"\n'), []);
    assert.deepEqual(daemon('[hypervisor.firecracker]\n'), []);
  });

  it('may get it from a drop-in', () => {
    const dropIns = { '10.toml': '[hypervisor.qemu]\nvirtio_fs_daemon = "/v"\n' };
    assert.deepEqual(daemon('[hypervisor.qemu]\n', { dropIns }), []);
  });

  it('offers the path of kata-static below the header, with the line ends of the file', () => {
    assert.equal(
      fixed('toml-virtio-fs-daemon', '[hypervisor.qemu] # here\r\nimage = "/a"\r\n'),
      '[hypervisor.qemu] # here\r\nvirtio_fs_daemon = "/opt/kata/libexec/virtiofsd"\r\nimage = "/a"\r\n',
    );
  });
});

describe('file sharing in runtime-rs', () => {
  it('is off without shared_fs', () => {
    const absent = (keys: string) => found('toml-shared-fs-absent', rs('qemu', keys), { runtime: 'rs' });
    assert.deepEqual(absent(''), []);
    assert.deepEqual(absent('virtio_fs_cache = "auto"\n'), ['main: information virtio_fs_cache']);
    assert.deepEqual(absent('shared_fs = "none"\nvirtio_fs_cache = "auto"\n'), []);
  });
});
