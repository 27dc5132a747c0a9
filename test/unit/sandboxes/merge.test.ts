import assert from 'node:assert/strict';
import { mergeSandboxes } from '../../../src/sandboxes/merge';
import type { Listed, Sandbox } from '../../../src/sandboxes';
import { kataProcess, withParents, type HostProcesses } from '../../../src/sandboxes/processes';
import type { ProcessTable } from '../../../src/sandboxes/proc';

const id = 'b'.repeat(64);

const listed = (more: Partial<Listed> = {}): Listed => ({
  source: { kind: 'docker', name: 'default', local: true },
  id,
  name: 'web',
  state: 'running',
  runtime: { name: 'kata', claim: 'kata' },
  pid: 100,
  ...more,
});

interface Host {
  readonly children?: Readonly<Record<number, readonly number[]>>;
  readonly threads?: Readonly<Record<number, readonly string[]>>;
  /** Processes in the PID namespace of a container. */
  readonly nested?: readonly number[];
  /** Processes that are nobody's whom an engine tells of. */
  readonly foreign?: readonly number[];
  readonly complete?: boolean;
}

/** A host whose processes are these command lines, by pid. */
function host(
  commands: Readonly<Record<number, string>>,
  { children = {}, threads = {}, nested = [], foreign = [], complete = true }: Host = {},
) {
  const processes = Object.entries(commands).flatMap(
    ([pid, command]) =>
      kataProcess({ pid: Number(pid), parent: 1, args: command.split(' '), rss: 1024 }) ?? [],
  );
  const table: ProcessTable = { processes: withParents(processes), complete };
  const single: HostProcesses = {
    argumentsOf: (pid) => commands[pid]?.split(' '),
    childrenOf: (pid) => children[pid] ?? [],
    threadsOf: (pid) => threads[pid] ?? ['tokio-runtime-w'],
    belongsTo: (pid) => commands[pid] !== undefined && !foreign.includes(pid),
    isNested: (pid) => nested.includes(pid),
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
    const merge = host({ 90: shim, 91: 'sleep 3600' }, { children: { 90: [91] } });
    assert.equal(one(merge([listed({ pid: 91 })])).isolation.verdict, 'not-vm');
    assert.equal(one(merge([])).isolation.verdict, 'not-vm');
  });

  it('knows Dragonball by its thread in the shim, whether an engine tells of it or not', () => {
    const merge = host({ 100: shim }, { threads: { 100: ['containerd-shim', 'vmm_master'] } });
    for (const found of [one(merge([listed()])), one(merge([]))]) {
      assert.equal(found.isolation.verdict, 'vm');
      assert.equal(found.hypervisor, 'dragonball');
    }
  });

  it('claims no VM for a shim that has started none', () => {
    // Just forked to become QEMU: it still looks like a shim
    const starting = host({ 90: shim, 91: shim }, { children: { 90: [91] } });
    assert.equal(one(starting([])).isolation.verdict, 'unknown');
    // The Go runtime names its shim as the process of a peer pod
    const peer = one(host({ 100: shim })([listed({ runtime: { name: 'kata-remote', claim: 'kata' } })]));
    assert.deepEqual([peer.isolation.verdict, peer.hypervisor], ['unknown', 'remote']);
    assert.match(peer.isolation.reason, /peer pod/);
  });

  it('knows a VMM without an id among its arguments by its parent', () => {
    const vmm = { pid: 100, parent: 90, args: ['cloud-hypervisor', '--api-socket', 'fd=7'] };
    const processes = withParents(
      [{ pid: 90, parent: 1, args: shim.split(' ') }, vmm, { ...vmm, pid: 101, parent: 5 }].flatMap(
        (process) => kataProcess(process) ?? [],
      ),
    );
    assert.deepEqual(
      processes.map(({ pid, sandbox }) => [pid, sandbox]),
      [
        [90, id],
        [100, id],
      ],
    );
  });

  it('takes no process for the one of a container only because it has its number', () => {
    // Docker in a VM, in another container or far away counts processes for itself
    const found = one(host({ 100: 'sleep 1' }, { foreign: [100] })([listed()]));
    assert.equal(found.isolation.verdict, 'unknown');
    assert.match(found.isolation.reason, /counts it as 100/);
  });

  it('takes no container for a VM because it calls itself QEMU, or is QEMU', () => {
    const merge = host({ 100: '/usr/bin/qemu-system-x86_64 -m 4G' }, { nested: [100] });
    assert.equal(one(merge([listed()])).isolation.verdict, 'not-vm');
    assert.equal(one(host({ 100: 'qemu-kvm' })([listed()])).isolation.verdict, 'vm');
  });

  it('says that /proc hides processes only where it does', () => {
    const reason = (complete: boolean) => one(host({}, { complete })([listed()])).isolation.reason;
    assert.match(reason(false), /hidepid/);
    assert.doesNotMatch(reason(true), /hidepid/);
  });

  it('believes the configuration of an engine where no process says otherwise', () => {
    const runtime = { name: 'kata', claim: 'kata', pretends: 'It starts runc.' } as const;
    assert.deepEqual(one(host({})([listed({ runtime, state: 'stopped' })])).isolation, {
      verdict: 'not-vm',
      reason: 'It starts runc.',
    });
    assert.equal(one(host({ 100: qemu })([listed({ runtime })])).isolation.verdict, 'vm');
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

  it('keeps containers of the same name in two namespaces apart', () => {
    const named = (namespace: string): Listed =>
      listed({ source: { kind: 'containerd', name: namespace, local: true }, id: 'web', pid: 0 });
    const found = host({
      90: '/opt/kata/bin/containerd-shim-kata-v2 -namespace b -id web',
      91: 'qemu-kvm -name sandbox-web',
    })([named('a'), named('b')]);
    assert.deepEqual(
      found.map(({ source, isolation, vmm }) => [source.name, isolation.verdict, vmm?.pid]),
      [
        ['a', 'unknown', undefined],
        ['b', 'vm', 91],
      ],
    );
  });

  it('keeps containers of other machines apart', () => {
    const remote = listed({
      source: { kind: 'docker', name: 'far', local: false },
      id: 'c'.repeat(64),
      pid: 55,
    });
    const found = host({ 90: shim, 100: qemu, 55: 'sleep 1' }, { foreign: [55] })([listed(), remote]);
    assert.deepEqual(
      found.map(({ source, isolation }) => [source.name, isolation.verdict, isolation.reason.slice(0, 26)]),
      [
        ['default', 'vm', 'Process 100 is its VMM (qe'],
        ['far', 'unknown', 'It runs on another machine'],
      ],
    );
  });

  it('knows the processes of an engine of this machine that is reached like one far away', () => {
    const found = one(
      host({ 90: shim, 100: qemu })([listed({ source: { kind: 'docker', name: 'tcp', local: false } })]),
    );
    assert.deepEqual([found.source.name, found.isolation.verdict, found.vmm?.pid], ['tcp', 'vm', 100]);
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
