import assert from 'node:assert/strict';
import { installedTarget } from '../../../src/host';
import type { KataTarget } from '../../../src/knowledge';
import { SavedMachine, type MachineFiles } from '../../support/machine';

const go = { '/opt/kata/bin/containerd-shim-kata-v2': '' };
const rs = { '/opt/kata/runtime-rs/bin/containerd-shim-kata-v2': '' };
const release = { '/opt/kata/VERSION': '4.0.0\n' };

async function found(files: MachineFiles): Promise<Partial<KataTarget>> {
  const machine = new SavedMachine(files);
  try {
    return await installedTarget(await machine.reader());
  } finally {
    machine.remove();
  }
}

describe('the Kata that is installed', () => {
  it('is told where there is one', async () => {
    assert.deepEqual(await found({ ...rs, ...release }), { version: '4.0.0', runtime: 'rs' });
    assert.deepEqual(await found(go), { runtime: 'go' });
    assert.deepEqual(await found({}), {});
  });

  it('has no runtime where both are installed, and nothing is said where an unknown shim is beside it', async () => {
    assert.deepEqual(await found({ ...go, ...rs, ...release }), { version: '4.0.0' });
    assert.deepEqual(await found({ ...go, ...release, '/usr/bin/containerd-shim-kata-v2': '' }), {});
  });
});
