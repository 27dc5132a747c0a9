import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import os from 'node:os';
import { createRunner } from '../../../src/engines';
import {
  checkHost,
  createHostReader,
  createSavedHostReader,
  statuses,
  topics,
  type Check,
} from '../../../src/host';
import { catalogue } from '../../../src/host/catalogue';
import { probes } from '../../../src/host/probes';
import { matches } from '../../../src/host/run';
import { folder, SavedMachine, type MachineFiles } from '../../support/machine';

const onLinux = process.platform === 'linux';

/** Each check is whole, and each id that is always given is there once. */
function holds(checks: readonly Check[]): void {
  for (const { id, status, title, detail, source, topic } of checks) {
    assert.ok(statuses.includes(status), id);
    assert.ok(topics.includes(topic), id);
    for (const text of [title, detail, source]) assert.notEqual(text.trim(), '', id);
    assert.doesNotMatch(detail, /undefined|NaN|\[object/, id);
    const entry = catalogue().find((one) => matches(one.id, id));
    assert.equal(entry?.topic, topic, id);
    if (entry.id === id) assert.equal(entry.title, title);
  }
  const ids = checks.map(({ id }) => id);
  assert.deepEqual(ids, [...new Set(ids)]);
}
const broke = (checks: readonly Check[]): readonly string[] =>
  checks
    .filter(({ detail }) => detail.startsWith('The check itself broke off'))
    .map(({ id, detail }) => `${id}: ${detail}`);

describe('Host check: whole reports', () => {
  it('have the checks of the catalogue: each probe announces its own, and no other does', () => {
    assert.deepEqual(
      probes.flatMap(({ ids }) => ids).sort(),
      catalogue()
        .map(({ id }) => id)
        .sort(),
    );
  });

  it('of the machine of this test run, without an exception', async function () {
    if (!onLinux) this.skip();
    const seen: string[] = [];
    const report = await checkHost(createHostReader(createRunner()), { onCheck: ({ id }) => seen.push(id) });
    holds(report.checks);
    assert.deepEqual(broke(report.checks), []);
    assert.deepEqual([...seen].sort(), report.checks.map(({ id }) => id).sort());
    assert.equal(report.machine.arch, execFileSync('uname', ['-m'], { encoding: 'utf8' }).trim());
    assert.equal(report.machine.kernel, os.release());
    assert.ok(report.machine.places.includes(report.machine.inside));
    for (const id of ['os', 'kvm', 'vhost-vsock', 'iommu', 'memory', 'tee.sev-snp', 'tee.tdx'])
      assert.ok(seen.includes(id), id);
  });

  it('of one check again leaves the others as they are', async () => {
    const machine = new SavedMachine({ '/proc/sys/kernel/arch': 'x86_64' });
    try {
      const reader = await createSavedHostReader(machine.folder);
      const before = await checkHost(reader);
      machine.write('/dev/kvm', '');
      machine.write('/dev/net/tun', '');
      const seen: string[] = [];
      const after = await checkHost(reader, { only: 'kvm', before, onCheck: ({ id }) => seen.push(id) });
      const status = (checks: readonly Check[], id: string) =>
        checks.find((check) => check.id === id)?.status;
      assert.deepEqual(seen, ['kvm']);
      assert.deepEqual([status(before.checks, 'kvm'), status(after.checks, 'kvm')], ['failed', 'ok']);
      assert.equal(status(after.checks, 'tun'), 'failed');
      assert.deepEqual(
        after.checks.map(({ id }) => id),
        before.checks.map(({ id }) => id),
      );
    } finally {
      machine.remove();
    }
  });

  const files = [
    '/proc/cpuinfo',
    '/proc/cmdline',
    '/proc/version',
    '/proc/meminfo',
    '/proc/mounts',
    '/proc/modules',
    '/proc/self/limits',
    '/proc/1/cgroup',
    '/proc/sys/kernel/arch',
    '/proc/sys/kernel/osrelease',
    '/proc/sysinfo',
    '/etc/os-release',
    '/etc/group',
    '/etc/docker/daemon.json',
    '/etc/containerd/config.toml',
    '/etc/crio/crio.conf',
    '/etc/kata-containers/configuration.toml',
    '/opt/kata/VERSION',
    '/opt/kata/bin/containerd-shim-kata-v2',
    '/dev/kvm',
    '/dev/vhost-vsock',
    '/dev/sev',
    '/sys/module/kvm_amd/parameters/sev_snp',
    '/sys/module/kvm_intel/parameters/tdx',
    '/sys/module/kvm_intel/parameters/nested',
    '/sys/kernel/iommu_groups/0/type',
    '/sys/class/dmi/id/sys_vendor',
    '/sys/class/dmi/id/product_name',
    '/sys/fs/cgroup/cgroup.controllers',
    '/sys/fs/cgroup/misc.capacity',
    '/sys/fs/selinux/enforce',
    '/sys/firmware/uv/prot_virt_host',
    '/sys/bus/pci/devices/0000:01:00.0/vendor',
    '/sys/firmware/acpi/tables/DMAR',
    '/lib/modules/6.1.0/modules.dep',
  ] as const;
  const everywhere = (content: MachineFiles[string]): MachineFiles =>
    Object.fromEntries(files.map((path) => [path, content]));
  const hostile: Readonly<Record<string, MachineFiles>> = {
    'nothing at all': {},
    'empty files': everywhere(''),
    garbage: everywhere(Buffer.from(Array.from({ length: 4_096 }, (_, index) => (index * 197) % 256))),
    'huge files': {
      ...everywhere('x'),
      '/proc/cpuinfo': 'flags : '.padEnd(8_000_000, 'vmx '),
      '/proc/cmdline': 'a '.repeat(3_000_000),
    },
    'one long line of braces': everywhere('{"a":['.repeat(20_000)),
    'folders in place of files': everywhere(folder),
    'links in a circle': everywhere({ link: '/loop' }),
    'links to nowhere outside': everywhere({ link: '../../../../../../../../etc/passwd' }),
  };
  for (const [name, content] of Object.entries(hostile))
    it(`of ${name}: no exception, nothing from outside, never ready`, async () => {
      const machine = new SavedMachine({ ...content, '/loop': { link: '/loop' } });
      try {
        const report = await checkHost(await createSavedHostReader(machine.folder));
        holds(report.checks);
        assert.deepEqual(broke(report.checks), []);
        assert.notEqual(report.verdict.status, 'ready');
        assert.ok(!JSON.stringify(report).includes('root:x:0'));
      } finally {
        machine.remove();
      }
    }).timeout(20_000);

  it('of pipes in place of files: nothing waits for a writer', async function () {
    if (!onLinux) this.skip();
    const machine = new SavedMachine(
      Object.fromEntries(files.map((path) => [path.replace(/\/[^/]+$/, ''), folder])),
    );
    try {
      execFileSync(
        'mkfifo',
        files.map((path) => machine.path(path)),
      );
      const started = performance.now();
      const report = await checkHost(await createSavedHostReader(machine.folder));
      assert.ok(performance.now() - started < 5_000);
      holds(report.checks);
      assert.deepEqual(broke(report.checks), []);
      assert.equal(report.checks.find(({ id }) => id === 'kvm')?.status, 'unknown');
    } finally {
      machine.remove();
    }
  });
});
