import assert from 'node:assert/strict';
import { verityProblem } from '../../../src/lint/kata-config/verity';
import { fixed, found, rs } from './found';

describe('dm-verity parameters', () => {
  const good = 'root_hash=ab,salt=cd,data_blocks=8,data_block_size=4096,hash_block_size=4096';

  it('are five parts with sensible sizes', () => {
    assert.equal(verityProblem('', 'go'), undefined);
    assert.equal(verityProblem(good, 'go'), undefined);
    assert.equal(verityProblem(` ${good.replaceAll(',', ' , ')},`, 'rs'), undefined);
    assert.equal(verityProblem('bogus', 'go'), '"bogus" is not NAME=VALUE');
    assert.equal(verityProblem(good.replace('salt=cd,', ''), 'go'), 'salt is missing');
    assert.equal(verityProblem(good.replace('=8', '=0'), 'go'), 'data_blocks must not be 0');
    assert.match(verityProblem(good.replace('=4096', '=1000'), 'go') ?? '', /multiple of 512/);
    assert.match(verityProblem(good.replace('=8', '=x'), 'go') ?? '', /no|not a whole number/);
  });

  it('are not looked at where the key is unknown or the hypervisor boots elsewhere', () => {
    const rule = 'toml-kernel-verity-params';
    const text = (name: string) => `[hypervisor.${name}]\nkernel_verity_params = "bogus"\n`;
    assert.deepEqual(found(rule, text('qemu')), ['main: warning "bogus"']);
    assert.deepEqual(found(rule, text('remote')), []);
    assert.deepEqual(found(rule, text('qemu'), { version: '3.26.0' }), []);
  });
});

describe('text for QEMU and the kernel', () => {
  it('marks the kernel parameter without a name, and joins it', () => {
    const text = (params: string) => `[hypervisor.qemu]\nkernel_params = '${params}'\n`;
    assert.deepEqual(found('toml-kernel-params', text('a=1 =b "c d"=e')), ['main: error =b']);
    assert.equal(fixed('toml-kernel-params', text('a  =1 b')), text('a=1 b'));
    assert.deepEqual(
      found('toml-kernel-params', rs('qemu', 'kernel_params = "=x"\n'), { runtime: 'rs' }),
      [],
    );
  });

  it('marks the pieces of an object, and leaves the others', () => {
    const text = (value: string) => `[hypervisor.qemu]\nmachine_accelerators = "${value}"\n`;
    const rule = 'toml-machine-accelerators';
    assert.deepEqual(found(rule, text('nosmm,sgx-epc,id=epc1,memdev=mem1')), [
      'main: warning sgx-epc,id=epc1,memdev=mem1',
    ]);
    assert.equal(fixed(rule, text('nosmm,sgx-epc,id=epc1')), text('nosmm'));
    assert.deepEqual(found(rule, text('nosmm,kernel_irqchip=split,nvdimm=off')), []);
  });
});

describe('lists', () => {
  it('extension images are checked where they are read', () => {
    const text = (name: string, keys: string) => `[[hypervisor.${name}.guest_extension_images]]\n${keys}`;
    const rule = 'toml-guest-extension-images';
    const heads = (name: string) => `[hypervisor.${name}]\nimage = "/a"\n`;
    assert.deepEqual(found(rule, heads('qemu') + text('qemu', 'path = "/p"\n')), [
      'main: error hypervisor.qemu.guest_extension_images',
    ]);
    assert.deepEqual(found(rule, heads('clh') + text('clh', 'path = "/p"\n')), []);
    assert.deepEqual(found(rule, heads('qemu') + text('qemu', 'path = "/p"\n'), { version: '3.32.0' }), []);
    const inline = '[hypervisor.qemu]\nguest_extension_images = [{ name = "a b" }]\n';
    assert.deepEqual(found(rule, inline), ['main: error "a b"']);
  });

  it('shared mounts have five fields and plain absolute paths', () => {
    const mounts = (keys: string) =>
      found('toml-shared-mounts', `${rs('qemu', '')}[[runtime.shared_mounts]]\n${keys}`, { runtime: 'rs' });
    const rest = 'name = "n"\nsrc_ctr = "a"\ndst_ctr = "b"\nsrc_path = "/s"\n';
    assert.deepEqual(mounts(`${rest}dst_path = "/d"\n`), []);
    assert.deepEqual(mounts(rest), ['main: error runtime.shared_mounts']);
    assert.deepEqual(mounts(`${rest}dst_path = "/d/../e"\n`), ['main: error "/d/../e"']);
    assert.deepEqual(mounts(`${rest}dst_path = "/a b"\n`), ['main: error "/a b"']);
    assert.deepEqual(mounts(`${rest}dst_path = ""\n`), ['main: error ""']);
  });

  it('bind mounts of the Go runtime have names of their own and no suffix', () => {
    const text = (list: string) => `[hypervisor.qemu]\n[runtime]\nsandbox_bind_mounts = ${list}\n`;
    const rule = 'toml-bind-mounts';
    assert.deepEqual(found(rule, text('["/a/x", "/b/x/"]')), ['main: error "/b/x/"']);
    assert.deepEqual(found(rule, text('["/a/x:ro"]')), ['main: warning "/a/x:ro"']);
    assert.equal(fixed(rule, text('["/a/x:ro"]')), text('["/a/x"]'));
    assert.deepEqual(
      found(rule, rs('qemu', '', '', 'sandbox_bind_mounts = ["/a:ro", "/b/a"]\n'), { runtime: 'rs' }),
      [],
    );
  });

  it('files are looked for only where the caller can see the host', () => {
    const text =
      '[hypervisor.qemu]\nkernel = "/k"\nimage = "relative"\nshared_fs = "none"\nvirtio_fs_daemon = "/v"\n';
    const rule = 'toml-missing-file';
    assert.deepEqual(found(rule, text), []);
    assert.deepEqual(found(rule, text, { options: { fileExists: () => false } }), ['main: warning "/k"']);
    assert.deepEqual(found(rule, text, { options: { fileExists: () => true } }), []);
  });
});
