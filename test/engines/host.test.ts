import assert from 'node:assert/strict';
import { createRunner } from '../../src/engines';
import { createHostReader, type Check } from '../../src/host';
import { dockerProbe } from '../../src/host/checks/docker';
import { readMachine } from '../../src/host/machine';
import { runProbes } from '../../src/host/run';
import { describeDocker } from '../support/docker';

describeDocker('The host check beside a real Docker', (docker) => {
  async function check(): Promise<ReadonlyMap<string, Check>> {
    const { environment } = docker;
    const variables: Readonly<Record<string, string | undefined>> = { ...process.env, ...environment };
    const reader = {
      ...createHostReader(createRunner({ environment: { ...process.env, ...environment } })),
      variable: (name: string) => variables[name],
    };
    const checks = await runProbes([dockerProbe], reader, await readMachine(reader));
    return new Map(checks.map((one) => [one.id, one]));
  }

  it('tells that its runtimes called kata are runc, and its shim is no shim of Kata', async () => {
    const checks = await check();
    assert.equal(checks.get('docker')?.status, 'ok', checks.get('docker')?.detail);
    assert.equal(checks.get('docker.runtime.runc')?.status, 'not-applicable');
    for (const name of ['kata', 'kata-qemu']) {
      const { status, detail } = checks.get(`docker.runtime.${name}`) ?? {};
      assert.equal(status, 'failed', name);
      assert.match(detail ?? '', /run in runc, without a VM/);
    }
    if (!docker.takesShims) return;
    const shim = checks.get('docker.runtime.kata-shim');
    assert.equal(shim?.status, 'failed');
    assert.match(shim.detail, /only called like one/);
  });
});
