import assert from 'node:assert/strict';
import { describeContainerd } from '../support/docker';

describeContainerd('containerd', (containerd) => {
  const runtime = (id: string, namespace: string) =>
    containerd
      .ctr(['containers', 'info', id], { namespace })
      .then((text) => (JSON.parse(text) as { readonly Runtime: { readonly Name: string } }).Runtime.Name);

  for (const namespace of ['default', 'k8s.io'])
    it(`runs a container under the shim of Kata in ${namespace}`, async () => {
      const id = `engines-${namespace}`;
      const args = ['run', '-d', '--runtime', 'io.containerd.kata.v2', containerd.image, id, 'sleep', '1d'];
      await containerd.ctr(args, { namespace });
      assert.match(
        await containerd.ctr(['tasks', 'list'], { namespace }),
        new RegExp(`^${id}\\s+\\d+\\s+RUNNING`, 'm'),
      );
      assert.equal(await runtime(id, namespace), 'io.containerd.kata.v2');
    });

  it('refuses a shim that it does not have', async () => {
    const args = [
      'run',
      '--rm',
      '--runtime',
      'io.containerd.kata-qemu.v2',
      containerd.image,
      'engines-none',
      'true',
    ];
    await assert.rejects(containerd.ctr(args), /containerd-shim-kata-qemu-v2/);
  });

  it('comes back with its tasks after it was killed', async () => {
    const args = [
      'run',
      '-d',
      '--runtime',
      'io.containerd.kata.v2',
      containerd.image,
      'engines-kept',
      'sleep',
      '1d',
    ];
    await containerd.ctr(args);
    await containerd.restart();
    assert.match(await containerd.ctr(['tasks', 'list']), /^engines-kept\s+\d+\s+RUNNING/m);
  });
});
