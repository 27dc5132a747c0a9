import assert from 'node:assert/strict';
import { mergeSandboxes } from '../../../src/sandboxes/merge';
import type { Listed, Sandbox } from '../../../src/sandboxes';
import { kataProcess, type HostProcesses } from '../../../src/sandboxes/processes';
import type { ProcessTable } from '../../../src/sandboxes/proc';

const id = 'b'.repeat(64);

const listed = (more: Partial<Listed> = {}): Listed => ({
  source: { kind: 'docker', name: 'default', local: true },
  id,
  name: 'web',
  state: 'running',
  runtime: { name: 'kata', claim: 'kata' },
  pid: 100,
  labels: {},
  ...more,
});

/** A host whose processes are these command lines, by pid. */
function host(
  commands: Readonly<Record<number, string>>,
  children: Readonly<Record<number, readonly number[]>> = {},
) {
  const processes = Object.entries(commands).flatMap(
    ([pid, command]) =>
      kataProcess({ pid: Number(pid), parent: 1, args: command.split(' '), rss: 1024 }) ?? [],
  );
  const table: ProcessTable = { processes, complete: true };
  const single: HostProcesses = {
    argumentsOf: (pid) => commands[pid]?.split(' '),
    childrenOf: (pid) => children[pid] ?? [],
  };
  return (items: readonly Listed[]): readonly Sandbox[] => mergeSandboxes(items, table, single);
}

const shim = `/opt/kata/bin/containerd-shim-kata-v2 -namespace moby -id ${id}`;
const qemu = `/opt/kata/bin/qemu-system-x86_64 -name sandbox-${id} -m 2048M -smp 1`;

const one = (found: readonly Sandbox[]): Sandbox => {
  assert.equal(found.length, 1);
  return found[0]!;
};

describe('Sandboxes from lists and processes', () => {
  it('puts the processes of a VM to its container', () => {
    const found = one(host({ 90: shim, 100: qemu })([listed()]));
    assert.equal(found.isolation.verdict, 'vm');
    assert.deepEqual(
      {
        hypervisor: found.hypervisor,
        memory: found.memory,
        vmm: found.vmm?.pid,
        shim: found.shim?.pid,
        rss: found.vmm?.rss,
      },
      { hypervisor: 'qemu', memory: 2 ** 31, vmm: 100, shim: 90, rss: 1024 },
    );
  });

  it('says that a container is not in a VM whose own process runs on the host', () => {
    const found = one(host({ 100: 'sleep 3600' })([listed()]));
    assert.equal(found.isolation.verdict, 'not-vm');
    assert.match(found.isolation.reason, /100, sleep/);
    assert.equal(found.hypervisor, undefined);
  });

  it("believes neither the runtime's name nor that of its shim", () => {
    // The stand-in of the tests: runc's shim under the name of Kata's
    const merge = host({ 90: shim, 91: 'sleep 3600' }, { 90: [91] });
    assert.equal(one(merge([listed({ pid: 91 })])).isolation.verdict, 'not-vm');
    assert.equal(one(merge([])).isolation.verdict, 'not-vm');
  });

  it('knows Dragonball, which lives in the shim', () => {
    const found = one(host({ 100: shim })([listed()]));
    assert.equal(found.isolation.verdict, 'vm');
    assert.equal(found.hypervisor, 'dragonball');
  });

  it('lists a sandbox that no engine tells of', () => {
    const found = one(host({ 90: shim, 100: qemu })([]));
    assert.deepEqual(
      {
        kind: found.source.kind,
        namespace: found.source.name,
        name: found.name,
        verdict: found.isolation.verdict,
      },
      { kind: 'processes', namespace: 'moby', name: id.slice(0, 12), verdict: 'vm' },
    );
  });

  it('lists a container once, whoever else knows it', () => {
    const others: readonly Listed[] = [
      listed({ source: { kind: 'containerd', name: 'k8s.io', local: true } }),
      listed({ source: { kind: 'cri', local: true }, name: 'pod' }),
    ];
    assert.equal(one(host({})(others)).name, 'pod');
  });

  it('keeps containers of other machines apart, and from the processes of this one', () => {
    const remote = listed({ source: { kind: 'docker', name: 'far', local: false } });
    const found = host({ 90: shim, 100: qemu })([listed(), remote]);
    assert.deepEqual(
      found.map(({ source, isolation }) => [source.name, isolation.verdict]),
      [
        ['default', 'vm'],
        ['far', 'unknown'],
      ],
    );
  });

  it('does not know about what does not run, and says so', () => {
    const { pid, ...rest } = listed({ state: 'stopped' });
    assert.equal(pid, 100);
    const found = one(host({})([rest]));
    assert.deepEqual(found.isolation, {
      verdict: 'unknown',
      reason: 'It does not run: there is no process to look at.',
    });
  });

  it('names a TEE that the VM was started with before one that the name promises', () => {
    const snp = `${qemu} -machine q35,confidential-guest-support=snp -object sev-snp-guest,id=snp`;
    assert.equal(one(host({ 100: snp })([listed()])).tee, 'amd-sev-snp');
    const named = listed({ runtime: { name: 'kata-qemu-tdx', claim: 'kata' } });
    assert.equal(one(host({ 100: 'sleep 1' })([named])).tee, undefined);
  });
});
