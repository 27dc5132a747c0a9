import assert from 'node:assert/strict';
import { CommandFailure } from '../../../src/engines';
import { proveFromWithin, proveIsolation, type Proof } from '../../../src/devcontainer';
import { evidence, nothing, weigh } from '../../../src/devcontainer/prove-evidence';
import { insideFiles as at } from '../../../src/devcontainer/prove-inside';
import { fakeRunner, type FakeAnswer } from '../../support/fake-runner';
import {
  grepped,
  host,
  hostKernel,
  id,
  kata,
  kataProcesses,
  machine,
  pid,
  runc,
  runcProcesses,
  shimArgs,
} from './guests';

const inspect = (runtime: string, state = 'running'): string =>
  JSON.stringify([
    {
      Id: id,
      Name: '/devk',
      State: { Status: state, Pid: pid },
      HostConfig: { Runtime: runtime },
      Config: {},
    },
  ]);
const info = (runtimes: object, more: object = {}): string =>
  JSON.stringify({
    ServerVersion: '28.5.2',
    KernelVersion: hostKernel,
    DockerRootDir: '/var/lib/docker',
    Runtimes: { runc: { path: 'runc', status: {} }, ...runtimes },
    DefaultRuntime: 'runc',
    ...more,
  });

interface Given {
  readonly runtime?: string;
  readonly state?: string;
  readonly runtimes?: object;
  readonly info?: FakeAnswer;
  readonly inside: Readonly<Record<string, string>> | FakeAnswer;
  readonly host?: Parameters<typeof machine>;
}

const isAnswer = (inside: Given['inside']): inside is FakeAnswer =>
  inside instanceof CommandFailure || typeof inside !== 'object' || 'exitCode' in inside;

function prove({
  runtime = 'kata',
  state,
  runtimes = { kata: {} },
  inside,
  host: here,
  ...more
}: Given): Promise<Proof> {
  const runner = fakeRunner({
    'docker inspect *': inspect(runtime, state),
    'docker info *': more.info ?? info(runtimes),
    'docker exec *': isAnswer(inside) ? inside : grepped(inside),
  });
  return proveIsolation(id, { runner, ...(here && { host: machine(...here) }) });
}

/** `id: says weight`, without what says nothing. */
const told = ({ evidence: all }: Proof): string[] =>
  all.filter(({ says }) => says !== 'unknown').map((each) => `${each.id}: ${each.says} ${each.weight}`);

const without = (files: Readonly<Record<string, string>>, path: string) =>
  Object.fromEntries(Object.entries(files).filter(([name]) => name !== path));

describe('The proof of isolation', () => {
  it('sees a Kata VM from inside and outside', async () => {
    const proof = await prove({ inside: kata, host: [host, kataProcesses] });
    assert.equal(proof.text, 'In a Kata VM (QEMU, guest kernel 6.12.28).');
    assert.deepEqual(told(proof), [
      'shim: vm strong',
      'vmm: vm decisive',
      'kernel: vm strong',
      'boot-id: vm strong',
      'root-file-system: vm strong',
      'boot-parameters: vm strong',
      'hypervisor: vm strong',
      'firmware: vm weak',
    ]);
    assert.deepEqual(
      [proof.verdict, proof.runtime, proof.vmm, proof.kernel, proof.declaredTee],
      ['vm', 'kata', 'QEMU', '6.12.28', undefined],
    );
  });

  it('sees runc under the name of Kata', async () => {
    for (const runtimes of [{ kata: { path: '/usr/bin/runc' } }, { kata: {} }]) {
      const proof = await prove({ inside: runc, runtimes, host: [host, runcProcesses] });
      assert.equal(proof.text, 'NOT in a VM: kata is runc here.');
      assert.deepEqual(told(proof), [
        'shim: not-vm decisive',
        'process: not-vm decisive',
        'kernel: not-vm weak',
        'boot-id: not-vm decisive',
        'root-file-system: not-vm strong',
        'hypervisor: not-vm strong',
      ]);
    }
  });

  it('sees runc behind a shim that is called after Kata', async () => {
    const processes = { ...runcProcesses, 8500: { args: shimArgs('containerd-shim-kata-v2') } };
    const proof = await prove({ inside: runc, host: [host, processes] });
    assert.equal(proof.text, 'NOT in a VM: the container runs on the kernel of its host.');
    assert.deepEqual(told(proof).slice(0, 2), ['shim: vm strong', 'process: not-vm decisive']);
  });

  it('believes the host more than the container', async () => {
    const proof = await prove({ inside: kata, host: [{}, runcProcesses] });
    assert.equal(proof.text, 'NOT in a VM: kata is runc here.');
  });

  it('does not take processes of the container for those of the host', async () => {
    const processes = {
      ...runcProcesses,
      9000: { ...kataProcesses[pid]!, namespaces: [9000, 7] },
      9001: { args: shimArgs('containerd-shim-kata-v2'), namespaces: [9001, 8] },
    };
    const proof = await prove({ inside: kata, host: [host, processes] });
    assert.deepEqual([proof.verdict, proof.vmm], ['not-vm', undefined]);
  });

  it('does not take the processes of another container for its own', async () => {
    const other = id.replace('1', '2');
    const rename = (args: readonly string[]) => args.map((arg) => arg.replace(id, other));
    const processes = {
      1: { args: ['/sbin/init'] },
      8500: { args: rename(shimArgs('containerd-shim-kata-v2')) },
      8600: { args: rename(kataProcesses[pid]!.args) },
      8700: { args: ['/usr/bin/code', '--note', `containerd-shim-kata-v2 -id ${id}`] },
      8800: { args: shimArgs('containerd-shim-kata-v2').map((arg) => `${arg}${arg === id ? '0' : ''}`) },
    };
    const proof = await prove({ inside: {}, host: [host, processes] });
    assert.equal(proof.verdict, 'unknown');
    assert.deepEqual(told(proof), []);
  });

  it('names gVisor, and what else is no VM', async () => {
    const version = 'Linux version 4.4.0 #1 SMP Sun Jan 10 15:06:54 PST 2016\n';
    const gvisor = { [at.version]: version, [at.mounts]: '1 0 0:1 / / rw - 9p none rw\n' };
    const proof = await prove({ runtime: 'runsc', inside: gvisor });
    assert.equal(proof.text, 'NOT in a VM: it runs in gVisor.');
    assert.equal((await prove({ runtime: 'runc', inside: runc })).text, 'NOT in a VM: it runs in runc.');
  });

  it('says whose word it is where the daemon runs elsewhere', async () => {
    for (const here of [undefined, [host, { 1: { args: ['/sbin/init'] } }] as const]) {
      const proof = await prove({ inside: kata, ...(here && { host: [...here] }) });
      assert.equal(proof.text, 'In a Kata VM (guest kernel 6.12.28), by its own account.');
      // Another machine's boot id is no evidence
      assert.ok(!told(proof).some((each) => each.startsWith('boot-id')));
    }
    const proof = await prove({ inside: runc, runtimes: { kata: { path: '/usr/bin/runc' } } });
    assert.equal(proof.text, 'NOT in a VM: kata is runc here.');
  });

  it('says that it can not see what the host hides', async () => {
    const hidden = await prove({ inside: kata, host: [host, { 9999: { args: ['bash'] } }] });
    assert.match(hidden.evidence[0]?.found ?? '', /hidepid/);
    assert.equal(hidden.verdict, 'vm');
    const denied = await prove({ inside: kata, host: [host, 'unreadable'] });
    assert.match(denied.evidence[0]?.found ?? '', /can not be read/);
  });

  it('does not take the same release for the same kernel', async () => {
    const version = `Linux version ${hostKernel} (somebody else)\n`;
    const same = await prove({ inside: { ...kata, [at.version]: version }, host: [host, kataProcesses] });
    assert.equal(same.verdict, 'vm');
    const alone = await prove({ inside: { [at.version]: version } });
    assert.equal(
      alone.text,
      `Cannot tell: there is too little to go by. Kernel release: Host and container both have ${hostKernel}. A guest may have the same.`,
    );
  });

  it('does not call every VM one of Kata', async () => {
    const other = {
      [at.version]: 'Linux version 5.10.0 (x)\n',
      [at.mounts]: '1 0 254:0 / / rw - ext4 /dev/vda rw\n',
      [at.parameters]: 'console=ttyS0\n',
    };
    assert.equal(
      (await prove({ runtime: 'other', inside: other })).text,
      'On a kernel of its own (guest kernel 5.10.0), but nothing shows that it is in a VM of Kata.',
    );
  });

  it('knows the guests of other configurations', async () => {
    const mounts = (line: string): Promise<Proof> => prove({ inside: { ...kata, [at.mounts]: line } });
    const signs = async (line: string) => told(await mounts(line)).filter((each) => each.startsWith('root'));
    assert.deepEqual(await signs('1 0 0:1 /x / rw - 9p kataShared rw\n'), ['root-file-system: vm strong']);
    assert.deepEqual(
      await signs(
        '1 0 0:1 / / rw - overlay overlay rw,lowerdir=/run/kata-containers/image/layers/ab,upperdir=/run/kata-containers/x/upper\n',
      ),
      ['root-file-system: vm strong'],
    );
    assert.deepEqual(await signs('1 0 8:1 / / rw - ext4 /dev/sda rw\n'), []);
    assert.deepEqual(await signs('1 0 0:1 / / rw - tmpfs kataShared rw\n'), []);
    assert.deepEqual(await signs('garbage\n\0 - \n'), []);
    const chv = {
      ...kataProcesses,
      [pid]: { args: ['/opt/kata/bin/cloud-hypervisor', '--api-socket', `/run/vc/vm/${id}/clh-api.sock`] },
    };
    assert.equal((await prove({ inside: kata, host: [host, chv] })).vmm, 'Cloud Hypervisor');
    const jailed = { ...kataProcesses, [pid]: { args: ['/firecracker', '--id', id, '--config-file', 'x'] } };
    assert.equal((await prove({ inside: kata, host: [host, jailed] })).vmm, 'Firecracker');
    const { 8500: shim, 1: init } = kataProcesses;
    const dragonball = await prove({ inside: kata, host: [host, { 1: init!, 8500: shim! }] });
    assert.equal(dragonball.text, 'In a Kata VM (guest kernel 6.12.28).');
  });

  it('takes the folder of other storage drivers for one of the host', async () => {
    for (const line of [
      '1 0 8:1 /var/lib/docker/vfs/dir/4f1c / rw - ext4 /dev/sda1 rw\n',
      '1 0 0:1 / / rw - overlay overlay rw,lowerdir=/mnt/d/x,upperdir=/var/lib/docker/rootfs/overlayfs/1\n',
      '1 0 0:1 / / rw - overlay overlay rw,upperdir=/var/lib/containerd/io.containerd.snapshotter.v1.overlayfs/snapshots/7/fs\n',
    ])
      assert.ok(
        told(await prove({ inside: { [at.mounts]: line } })).includes('root-file-system: not-vm strong'),
        line,
      );
  });

  it('reports a confidential guest as declared', async () => {
    const proof = await prove({ inside: { ...kata, [at.tdx]: '10:125\n' }, host: [host, kataProcesses] });
    assert.equal(proof.text, 'In a Kata VM (QEMU, guest kernel 6.12.28, Intel TDX declared, not verified).');
    assert.equal(proof.declaredTee, 'Intel TDX');
    assert.equal((await prove({ inside: { ...kata, [at.snp]: '10:123\n' } })).declaredTee, 'AMD SEV-SNP');
    assert.equal((await prove({ inside: { ...runc, [at.snp]: '10:123\n' } })).declaredTee, undefined);
  });

  it('says why it can not tell', async () => {
    const text = async (given: Given) => (await prove(given)).text;
    assert.equal(
      await text({ inside: kata, state: 'exited' }),
      'Cannot tell: the container does not run (exited).',
    );
    assert.equal(
      await text({
        inside: {
          exitCode: 126,
          stdout:
            'OCI runtime exec failed: exec failed: unable to start container process: exec: "grep": executable file not found in $PATH: unknown\r\n',
        },
      }),
      'Cannot tell: The container has no program `grep` to look into it with.',
    );
    assert.match(
      await text({ inside: { exitCode: 1, stderr: 'Error response from daemon: container is paused' } }),
      /^Cannot tell: Nothing could be read in the container: .*paused\.$/,
    );
    const gone = fakeRunner({
      'docker inspect *': { exitCode: 1, stdout: '[]\n', stderr: 'Error: No such container: x' },
      'docker info *': info({}),
      'docker exec *': { exitCode: 1, stderr: 'Error: No such container: x' },
    });
    assert.equal(
      (await proveIsolation('x', { runner: gone })).text,
      'Cannot tell: there is no such container.',
    );
    const none = await proveIsolation(id, { runner: fakeRunner({}) });
    assert.equal(none.text, 'Cannot tell: There is no program `docker` on the PATH.');
    const odd = await proveIsolation('--help', { runner: gone });
    assert.equal(odd.verdict, 'unknown');
    assert.ok(!gone.calls.some((call) => call.startsWith('docker exec --help')));
  });

  it('tells by the host alone where nothing can be read inside', async () => {
    const inside = { exitCode: 127, stderr: 'grep: not found' };
    assert.equal((await prove({ inside, host: [host, kataProcesses] })).text, 'In a Kata VM (QEMU).');
    assert.equal((await prove({ inside, host: [host, runcProcesses] })).verdict, 'not-vm');
  });

  it('does without docker info', async () => {
    const proof = await prove({ inside: kata, info: '', host: [host, kataProcesses] });
    assert.equal(proof.verdict, 'vm');
  });

  it('rejects when it is cancelled', async () => {
    const cancelled = new CommandFailure('cancelled', 'docker', 'was cancelled');
    await assert.rejects(prove({ inside: cancelled }), cancelled);
  });

  it('weighs: what is decisive, then what is strong, and never what is weak alone', () => {
    const piece = (says: 'vm' | 'not-vm', weight: 'decisive' | 'strong' | 'weak') =>
      evidence('kernel', says, weight, '');
    const verdict = (...all: Parameters<typeof weigh>[0]) => weigh(all).verdict;
    assert.equal(verdict(), 'unknown');
    assert.equal(verdict(nothing('kernel', '')), 'unknown');
    assert.equal(verdict(piece('vm', 'weak'), piece('vm', 'weak')), 'unknown');
    assert.equal(verdict(piece('vm', 'strong'), piece('not-vm', 'weak')), 'vm');
    assert.equal(verdict(piece('vm', 'strong'), piece('not-vm', 'strong')), 'unknown');
    assert.equal(verdict(piece('vm', 'strong'), piece('not-vm', 'decisive')), 'not-vm');
    assert.equal(verdict(piece('vm', 'decisive'), piece('not-vm', 'decisive')), 'unknown');
  });

  it('says what contradicts itself', async () => {
    const inside = { ...runc, [at.version]: 'Linux version 5.0.0 (x)\n' };
    assert.match(
      (await prove({ inside: without(inside, at.cpu) })).text,
      /^Cannot tell: the evidence contradicts itself\. Kernel release: .* Root file system: /,
    );
  });
});

describe('The proof from within', () => {
  const within = (files: Readonly<Record<string, string>>): Promise<Proof> =>
    proveFromWithin(machine(files, 'unreadable'));

  it('sees a Kata VM', async () => {
    assert.equal((await within(kata)).text, 'In a Kata VM (guest kernel 6.12.28).');
  });
  it('sees the kernel of the host', async () => {
    assert.equal(
      (await within(runc)).text,
      'NOT in a VM of its own: this container runs on the kernel of its host.',
    );
  });
  it('sees it where the host is a VM, too', async () => {
    const cloud = { ...runc, [at.cpu]: kata[at.cpu]! };
    assert.equal((await within(cloud)).verdict, 'not-vm');
  });
  it('has no other witness than the container', async () => {
    const { evidence } = await within(kata);
    assert.ok(evidence.length > 0);
    assert.deepEqual([...new Set(evidence.map(({ witness }) => witness))], ['container']);
  });
  it('does not know what it can not see', async () => {
    const cloud = without({ ...runc, [at.cpu]: kata[at.cpu]! }, at.mounts);
    assert.match((await within(cloud)).text, /^Cannot tell: /);
    assert.match((await within({})).text, /^Cannot tell: /);
  });
});
