import assert from 'node:assert/strict';
import { besideVm, memoryUse, monitorMetrics, stateFileCommand } from '../../../src/sandboxes';

const id = 'a'.repeat(64);
const use = (rss?: number) => ({ pid: 1, program: 'x', ...(rss !== undefined && { rss }) });

describe('More about a sandbox', () => {
  it('counts memory on the host against what the containers use', () => {
    const processes = { vmm: use(1_000), shim: use(30), virtiofsd: [use(5), use(7)] };
    assert.equal(besideVm(processes), 42);
    assert.deepEqual(memoryUse(processes, 200), { host: 1_042, overhead: 842 });
    // Dragonball is in its shim, and what other users run may be hidden
    assert.equal(besideVm({ shim: use(30) }), undefined);
    assert.equal(besideVm({ vmm: use(1_000), shim: use() }), undefined);
    assert.deepEqual(memoryUse({ vmm: use(1_000) }, 200), { host: 1_000, overhead: 800 });
    assert.equal(memoryUse({ vmm: use() }, 200), undefined);
    assert.equal(memoryUse(processes, 2_000), undefined, 'huge pages are not resident');
  });

  it('names the file that Kata keeps, by the shim', () => {
    const shim = (program: string) => ({ id, shim: { pid: 1, program } });
    const [go, rs] = [`/run/vc/sbs/${id}/persist.json`, `/run/kata/${id}/state.json`];
    assert.equal(stateFileCommand(shim('/opt/kata/bin/containerd-shim-kata-v2')), `sudo cat ${go}`);
    assert.equal(
      stateFileCommand(shim('/opt/kata/runtime-rs/bin/containerd-shim-kata-v2')),
      `sudo cat ${rs}`,
    );
    assert.equal(stateFileCommand({ id }), `sudo cat ${go} ${rs}`);
    assert.equal(stateFileCommand({ id: 'a; reboot' }), undefined);
    assert.equal(stateFileCommand({ id: '-a' }), undefined);
  });

  it("takes kata-monitor's metrics, and nobody else's", async () => {
    const asked: string[] = [];
    const answer = (text: string | undefined, of = id) =>
      monitorMetrics(of, (url) => {
        asked.push(url);
        return Promise.resolve(text);
      });
    const metrics = '# HELP kata_shim_threads Threads.\nkata_shim_threads 12\n';
    assert.equal(await answer(metrics), metrics);
    assert.deepEqual(asked, [`http://127.0.0.1:8090/metrics?sandbox=${id}`]);
    assert.equal(await answer('<html>Something else</html>'), undefined);
    assert.equal(await answer(undefined), undefined);
    assert.equal((await answer(metrics + 'x'.repeat(6_000_000)))?.length, 5_000_000);
    assert.equal(await answer(metrics, '../x'), undefined);
    assert.equal(asked.length, 4);
  });
});
