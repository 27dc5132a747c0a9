import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { SavedMachine, type MachineFiles } from '../../support/machine';
import { Workspace } from './workspace';

/** The parts of the JSON report that tools rely on. */
interface Json {
  readonly verdict: { readonly status: string; readonly text: string };
  readonly machine: { readonly arch: string; readonly inside: string };
  readonly checks: readonly {
    readonly id: string;
    readonly title: string;
    readonly status: string;
    readonly detail: string;
    readonly fix?: string;
    readonly source: string;
  }[];
}

const bare = {
  '/proc/cpuinfo': 'vendor_id : GenuineIntel\nflags : lm sse4_1 vmx\n',
  '/proc/sys/kernel/arch': 'x86_64\n',
  '/dev/kvm': '',
  '/dev/vhost-vsock': '',
  '/dev/vhost-net': '',
  '/dev/net/tun': '',
};
const withKata = {
  ...bare,
  '/etc/docker/daemon.json': '{"runtimes":{"kata":{"runtimeType":"io.containerd.kata.v2"}}}',
  '/usr/bin/dockerd': '#!/bin/sh\ntouch /tmp/was-run\n',
  '/usr/local/bin/containerd-shim-kata-v2': '#!/bin/sh\ntouch /tmp/was-run\n',
};

describe('Command line: host', () => {
  let machine: SavedMachine | undefined;
  let workspace: Workspace | undefined;
  const run = (files: MachineFiles, ...words: string[]) => {
    machine = new SavedMachine(files);
    workspace = new Workspace();
    return workspace.run(['host', '--root', machine.folder, ...words]);
  };
  afterEach(() => {
    machine?.remove();
    workspace?.remove();
  });

  it('ends with 0 where a registered Kata could start, with 1 where not', () => {
    const ready = run(withKata);
    assert.match(ready.stdout, /^Ready for Kata with Docker: use --runtime=kata /);
    assert.deepEqual([ready.code, ready.stderr], [0, '']);
    machine?.remove();
    const partly = run(bare);
    assert.match(partly.stdout, /^VMs can run here/);
    assert.equal(partly.code, 1);
    machine?.remove();
    const not = run({ ...withKata, '/dev/kvm': { link: '/none' } });
    assert.match(not.stdout, /^Not ready: /);
    assert.equal(not.code, 1);
  });

  it('reports as JSON', () => {
    const { stdout, stderr, code } = run(bare, '--format', 'json');
    const report = JSON.parse(stdout) as Json;
    assert.deepEqual([code, stderr], [1, '']);
    assert.equal(report.verdict.status, 'partly');
    assert.deepEqual([report.machine.arch, report.machine.inside], ['x86_64', 'metal']);
    const found = new Map(report.checks.map((check) => [check.id, check]));
    assert.deepEqual(
      ['kvm', 'vhost-vsock', 'iommu', 'tee.tdx', 'docker'].map((id) => typeof found.get(id)?.detail),
      Array(5).fill('string'),
    );
    assert.equal(found.get('kvm')?.status, 'ok');
    for (const { id, title, status, source } of report.checks)
      assert.ok(
        title !== '' && source !== '' && /^(?:ok|warning|failed|unknown|not-applicable)$/.test(status),
        id,
      );
  });

  it('reports as Markdown, without the names of users', () => {
    const { stdout } = run(
      {
        ...withKata,
        '/etc/docker/daemon.json':
          '{"runtimes":{"kata":{"runtimeType":"/home/alice/containerd-shim-kata-v2"}}}',
      },
      '--format',
      'markdown',
    );
    assert.match(stdout, /^# Host report for Kata Containers\n/);
    assert.ok(!stdout.includes('alice'));
  });

  it('says what is wrong with the command line, and ends with 2', () => {
    for (const [words, message] of [
      [['--format', 'yaml'], /no format "yaml"; there is text, json, markdown/],
      [['extra'], /takes no "extra"/],
      [['--nope'], /Unknown option '--nope'/],
      [['--root', 'none'], /--root none: there is no such folder/],
      [['--root', 'file'], /--root file: it is no folder/],
      [['--root', ''], /--root needs/],
    ] as const) {
      workspace = new Workspace({ file: '' });
      const { code, stderr, stdout } = workspace.run(['host', ...words]);
      assert.match(stderr, message);
      assert.deepEqual([code, stdout], [2, ''], stderr);
      workspace.remove();
    }
  });

  it('checks this machine within the time of a coffee sip, in any format', () => {
    workspace = new Workspace();
    const { code, stdout, stderr } = workspace.run(['host', '--format', 'json']);
    assert.equal(stderr, '');
    const { verdict } = JSON.parse(stdout) as Json;
    assert.equal(code, verdict.status === 'ready' ? 0 : 1);
  });

  it('ends at once, and without a report, when it is interrupted', async function () {
    if (process.platform === 'win32') this.skip();
    // Docker that hangs: the check is under way when the signal comes
    workspace = new Workspace();
    workspace.write('docker', '#!/bin/sh\necho started > "$0.started"\nexec sleep 60\n');
    const { chmodSync, existsSync } = await import('node:fs');
    chmodSync(workspace.path('docker'), 0o755);
    const env = { ...process.env, PATH: `${workspace.folder}:${process.env.PATH ?? ''}` };
    const child = spawn(process.execPath, [resolve('dist/cli.js'), 'host'], {
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let printed = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => {
        printed += chunk.toString();
      });
    while (!existsSync(workspace.path('docker.started'))) await new Promise((done) => setTimeout(done, 20));
    const started = performance.now();
    child.kill('SIGINT');
    const [code] = (await once(child, 'close')) as [number | null];
    assert.deepEqual([code, printed], [130, '']);
    assert.ok(performance.now() - started < 15_000);
  });
});
