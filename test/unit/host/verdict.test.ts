import assert from 'node:assert/strict';
import { topics, type Check, type Status, type Verdict } from '../../../src/host';
import { judge } from '../../../src/host/verdict';
import { comparison } from '../../../src/host/workloads';

const topicOf = (id: string): Check['topic'] =>
  topics.find((topic) => id.startsWith(`${topic}.`)) ??
  (/^(?:docker|containerd|crio)/.test(id) ? 'engines' : 'devices');

/** Checks with these statuses; each has a fix of its own. */
const checks = (statuses: Readonly<Record<string, Status>>): readonly Check[] =>
  Object.entries(statuses).map(([id, status]) => ({
    id,
    topic: topicOf(id),
    title: id,
    status,
    detail: '',
    source: 'x',
    fix: { text: `Fix ${id}.`, command: `fix ${id}` },
  }));
const verdict = (statuses: Readonly<Record<string, Status>>): Verdict => judge(checks(statuses));

const vms = { os: 'ok', kvm: 'ok', 'vhost-vsock': 'ok', 'vhost-net': 'ok', tun: 'ok' } as const;
const kata = {
  'kata.runtime': 'ok',
  docker: 'ok',
  'docker.runtime.runc': 'not-applicable',
  'docker.runtime.kata': 'ok',
} as const;
const noTee = {
  'tee.tdx': 'failed',
  'tee.sev-snp': 'not-applicable',
  'tee.secure-execution': 'not-applicable',
  'tee.cca': 'not-applicable',
} as const;
const ids = ({ next }: Verdict) => next.map(({ id }) => id);
const answers = ({ workloads }: Verdict) =>
  Object.fromEntries(workloads.map(({ id, answer }) => [id, answer]));

describe('Host check: the verdict', () => {
  it('is ready where a registered runtime is Kata and VMs can run', () => {
    const found = verdict({ ...vms, ...kata, ...noTee });
    assert.equal(found.status, 'ready');
    assert.equal(found.text, 'Ready for Kata with Docker: use --runtime=kata (no TEE)');
    assert.deepEqual(found.next, []);
    assert.deepEqual(answers(found), {
      'dev-container': 'yes',
      // Docker's Kata is none that Kubernetes uses
      'kata-pods': 'after-setup',
      tdx: 'no',
      'peer-pods': 'after-setup',
    });
  });

  it('prefers a runtime that works, then Docker', () => {
    const text = (statuses: Readonly<Record<string, Status>>) =>
      verdict({ ...vms, ...noTee, ...statuses }).text;
    assert.match(text({ 'containerd.runtime.kata-clh': 'ok', ...kata }), /with Docker: use --runtime=kata /);
    assert.match(
      text({ 'docker.runtime.kata': 'failed', 'containerd.runtime.kata-clh': 'ok' }),
      /with containerd: use the handler kata-clh /,
    );
    assert.match(
      text({ docker: 'failed', 'docker.runtime.kata': 'ok', 'crio.runtime.kata': 'ok' }),
      /with CRI-O/,
    );
  });

  it('names the TEE that is on, and does not deny one that is out of sight', () => {
    const text = (tee: Status) => verdict({ ...vms, ...kata, ...noTee, 'tee.tdx': tee }).text;
    assert.match(text('ok'), /\(TEE: TDX\)$/);
    assert.match(text('unknown'), /\(no TEE that can be seen\)$/);
    assert.equal(answers(verdict({ ...vms, 'tee.sev-snp': 'ok' }))['sev-snp'], 'after-setup');
    assert.equal(
      answers(verdict({ ...vms, 'tee.sev-snp': 'ok', 'crio.runtime.kata': 'ok' }))['sev-snp'],
      'yes',
    );
    assert.equal(answers(verdict({ ...vms, 'tee.sev-snp': 'unknown' }))['sev-snp'], 'unknown');
    // A TEE is of no use where no VM can run
    assert.equal(answers(verdict({ ...vms, kvm: 'failed', 'tee.sev-snp': 'ok' }))['sev-snp'], 'no');
  });

  it('is partly where VMs can run but no registered runtime is Kata', () => {
    const bare = verdict({
      ...vms,
      ...noTee,
      'kata.runtime': 'failed',
      docker: 'ok',
      'docker.runtime.runc': 'not-applicable',
    });
    assert.equal(bare.status, 'partly');
    assert.equal(bare.text, 'VMs can run here (no TEE), but Kata is not set up: 2 things to do');
    assert.deepEqual(ids(bare), ['kata.runtime', 'docker']);
    // The archive's shim is where its type does not lead to; an installed one is found by it, once it is linked
    assert.match(bare.next[1]?.command ?? '', /"runtimeType": "\/opt\/kata\/runtime-rs\/bin\//);
    const linked = verdict({ ...vms, 'kata.runtime': 'ok', 'kata.shim-path': 'warning', docker: 'ok' });
    assert.deepEqual(ids(linked), ['kata.shim-path', 'docker']);
    assert.match(linked.next[1]?.command ?? '', /"runtimeType": "io\.containerd\.kata\.v2"/);
    assert.deepEqual(answers(bare), {
      'dev-container': 'after-setup',
      'kata-pods': 'after-setup',
      tdx: 'no',
      'peer-pods': 'after-setup',
    });
    const runc = verdict({ ...vms, ...kata, 'docker.runtime.kata': 'failed' });
    assert.deepEqual([runc.status, ids(runc)], ['partly', ['docker.runtime.kata']]);
    // Docker does not start with a broken file; one that runs has read another
    const broken = { ...vms, ...kata, 'docker.daemon-json': 'failed' } as const;
    assert.equal(verdict(broken).status, 'ready');
    const stuck = verdict({ ...broken, docker: 'unknown' });
    assert.deepEqual([stuck.status, ids(stuck)], ['partly', ['docker.daemon-json']]);
    const pair = verdict({ ...vms, ...kata, 'docker.networking': 'failed' });
    assert.deepEqual([pair.status, ids(pair)], ['partly', ['docker.networking']]);
    // One engine is enough, and Docker is the one for dev containers
    const stopped = verdict({ ...vms, docker: 'failed', containerd: 'ok', crio: 'failed' });
    assert.deepEqual(ids(stopped), ['docker', 'docker']);
    assert.deepEqual(ids(verdict({ ...vms, docker: 'not-applicable', containerd: 'ok' })), ['containerd']);
    const both = verdict({
      ...vms,
      'kata.runtime': 'failed',
      docker: 'ok',
      nerdctl: 'ok',
      'nerdctl.runtime.io.containerd.kata.v2': 'failed',
    });
    assert.deepEqual(ids(both), ['kata.runtime', 'docker']);
    assert.deepEqual(ids(verdict({ ...vms, 'kata.runtime': 'failed', docker: 'not-applicable' })), [
      'kata.runtime',
      'docker',
    ]);
  });

  it('does not say no where it could not look', () => {
    const silent = verdict({ ...vms, ...noTee, ...kata, 'docker.runtime.kata': 'unknown' });
    assert.equal(silent.status, 'partly');
    assert.equal(
      silent.text,
      'VMs can run here (no TEE); whether Kata with Docker can start them could not be told',
    );
    assert.equal(answers(silent)['dev-container'], 'unknown');
    const late = verdict({ ...vms, docker: 'unknown', 'docker.runtime': 'unknown' });
    assert.equal(answers(late)['dev-container'], 'unknown');
    for (const id of ['kvm', 'vhost-vsock', 'vhost-net', 'tun']) {
      const found = verdict({ ...vms, ...kata, [id]: 'unknown' });
      assert.deepEqual(
        [found.status, answers(found)['kata-pods'], ids(found)],
        ['unknown', 'unknown', [id]],
        id,
      );
    }
    assert.equal(verdict({}).status, 'unknown');
  });

  it('is not ready where something keeps VMs from running, with the shortest way out', () => {
    const bios = verdict({
      ...vms,
      ...kata,
      'cpu.virtualization': 'failed',
      kvm: 'failed',
      'vhost-vsock': 'failed',
    });
    assert.equal(bios.status, 'not-ready');
    assert.equal(bios.text, 'Not ready: 2 things to do');
    // Loading KVM comes by itself once the CPU allows it
    assert.deepEqual(ids(bios), ['cpu.virtualization', 'vhost-vsock']);
    assert.deepEqual(bios.next[0], {
      id: 'cpu.virtualization',
      text: 'Fix cpu.virtualization.',
      command: 'fix cpu.virtualization',
    });
    assert.equal(answers(bios)['dev-container'], 'no');
    assert.match(bios.workloads[0]?.reason ?? '', /see kvm, vhost-vsock\./);
    const guest = verdict({
      ...vms,
      kvm: 'failed',
      'cpu.virtualization': 'failed',
      'guest.tee': 'warning',
      'kata.runtime': 'failed',
    });
    assert.equal(guest.text, 'Not ready: a confidential VM can have no VMs inside, so peer pods only');
    assert.deepEqual([ids(guest), answers(guest)['peer-pods']], [['guest.tee'], 'after-setup']);
    for (const id of ['os', 'wsl', 'kernel', 'kernel.parameters', 'vsock-conflict', 'cpu.smt', 'tun'])
      assert.equal(verdict({ ...vms, ...kata, [id]: 'failed' }).status, 'not-ready', id);
    assert.deepEqual(ids(verdict({ ...vms, os: 'failed', kvm: 'not-applicable', 'vhost-vsock': 'failed' })), [
      'os',
    ]);
  });

  it('counts devices where a registered Kata needs them, and before that only KVM', () => {
    const lacking = { ...vms, ...noTee, 'vhost-vsock': 'failed', tun: 'unknown' } as const;
    const bare = verdict({ ...lacking, 'tee.sev-snp': 'ok', 'kata.runtime': 'failed', docker: 'ok' });
    assert.equal(bare.status, 'partly');
    assert.deepEqual(ids(bare), ['vhost-vsock', 'kata.runtime', 'docker']);
    assert.deepEqual(answers(bare), {
      'dev-container': 'after-setup',
      'kata-pods': 'after-setup',
      tdx: 'no',
      'sev-snp': 'after-setup',
      'peer-pods': 'after-setup',
    });
    assert.match(bare.workloads[1]?.reason ?? '', /once Kata has what it needs: see vhost-vsock\. On a node/);
    assert.equal(verdict({ ...lacking, ...kata }).status, 'not-ready');
    // A device that the registered runtimes do without is a warning
    assert.equal(verdict({ ...vms, ...kata, 'vhost-vsock': 'warning' }).status, 'ready');
  });

  it('makes one step of the modules that are to be loaded', () => {
    const load = (name: string) => `sudo modprobe ${name}\necho ${name} | sudo tee -a /etc/x`;
    const found = judge(
      checks({ ...vms, 'vhost-vsock': 'failed', 'vhost-net': 'failed', tun: 'failed', docker: 'ok' }).map(
        (check) =>
          check.status === 'failed'
            ? { ...check, fix: { text: 'Load it.', command: load(check.id.replace('-', '_')) } }
            : check,
      ),
    );
    assert.deepEqual(found.next[0], {
      id: 'vhost-vsock',
      text: 'Load the modules vhost_vsock, vhost_net and tun, now and at every start.',
      command: ['vhost_vsock', 'vhost_net', 'tun'].map(load).join('\n'),
    });
    assert.deepEqual(ids(found), ['vhost-vsock', 'docker']);
    assert.deepEqual(
      found.next.map(({ elsewhere }) => elsewhere),
      [undefined, true],
    );
  });

  it('sends to the host of a container first, and away from a Codespace', () => {
    const inside = verdict({ container: 'warning', kvm: 'unknown', tun: 'unknown', docker: 'ok' });
    assert.deepEqual([inside.status, ids(inside)], ['unknown', ['container']]);
    assert.match(inside.text, /inside this container: run the check on its host$/);
    const codespace = verdict({ container: 'failed', kvm: 'unknown', docker: 'ok' });
    assert.deepEqual([codespace.status, ids(codespace)], ['not-ready', ['container']]);
  });

  it('takes nerdctl for an engine only where it is seen', () => {
    const silent = { ...vms, 'kata.runtime': 'unknown' } as const;
    assert.deepEqual(ids(verdict({ ...silent, nerdctl: 'unknown' })), ['kata.runtime', 'docker']);
    assert.deepEqual(ids(verdict({ ...silent, nerdctl: 'ok' })), ['kata.runtime', 'nerdctl']);
    assert.match(verdict(silent).text, /could not be told$/);
  });

  it("needs neither the flag, nor KVM and vhost-vsock on Microsoft's hypervisor", () => {
    assert.equal(verdict({ ...vms, ...kata, 'cpu.virtualization': 'failed' }).status, 'ready');
    assert.equal(
      verdict({ ...vms, ...kata, kvm: 'not-applicable', mshv: 'ok', 'vhost-vsock': 'failed' }).status,
      'ready',
    );
    assert.equal(verdict({ ...vms, ...kata, kvm: 'failed', mshv: 'not-applicable' }).status, 'not-ready');
  });

  it('compares runc, Kata and Confidential Containers on this host', () => {
    const here = (statuses: Readonly<Record<string, Status>>) =>
      comparison(verdict(statuses).workloads).map((isolation) => isolation.here);
    const registered = { ...vms, containerd: 'ok', 'containerd.runtime.kata': 'ok' } as const;
    assert.deepEqual(here({ ...registered, 'tee.tdx': 'ok' }), ['yes', 'yes', 'yes']);
    assert.deepEqual(here({ ...vms, 'tee.tdx': 'ok' }), ['yes', 'after-setup', 'after-setup']);
    assert.deepEqual(here({ ...vms, ...noTee, ...kata }), ['yes', 'yes', 'no']);
    assert.deepEqual(here({ ...vms, kvm: 'unknown', 'tee.cca': 'unknown' }), ['yes', 'unknown', 'unknown']);
  });
});
