import assert from 'node:assert/strict';
import type { Check } from '../../../src/host';
import { kataProbe } from '../../../src/host/checks/kata';
import { liveChecks, type LiveHost } from '../../support/live-host';
import { folder, SavedMachine, type MachineFiles } from '../../support/machine';

const goShim = '/opt/kata/bin/containerd-shim-kata-v2';
const rsShim = '/opt/kata/runtime-rs/bin/containerd-shim-kata-v2';
const named = '/usr/local/bin/containerd-shim-kata-v2';
const says = (version: string, language = 'Rust'): string =>
  `Kata Containers containerd shim (${language}): id: "io.containerd.kata.v2", version: ${version}, commit: 0123456789-dirty\n`;
const rsConfig =
  '[hypervisor.qemu]\npath = "/q"\nkernel = "/k"\nimage = "/i"\nshared_fs = "none"\n[agent.kata]\n[runtime]\nname = "virt_container"\nhypervisor_name = "qemu"\nagent_name = "kata"\n';
const goConfig =
  '[hypervisor.qemu]\npath = "/q"\nkernel = "/k"\nimage = "/i"\nshared_fs = "none"\n[agent.kata]\n[runtime]\n';
const guest: MachineFiles = { '/q': '', '/k': '', '/i': '' };
const rsUsual = '/opt/kata/share/defaults/kata-containers/runtime-rs/configuration.toml';
const goUsual = '/etc/kata-containers/configuration.toml';

const live = (host: LiveHost): Promise<ReadonlyMap<string, Check>> => liveChecks([kataProbe], host);
const said = (checks: ReadonlyMap<string, Check>, id: string): string => {
  const check = checks.get(id);
  return check ? `${check.status}: ${check.detail}` : 'no such check';
};

async function saved(files: MachineFiles): Promise<ReadonlyMap<string, Check>> {
  const machine = new SavedMachine(files);
  try {
    return await machine.checks([kataProbe]);
  } finally {
    machine.remove();
  }
}

describe('The installed Kata', () => {
  it('is both runtimes with their release, and the tools', async () => {
    const checks = await live({
      files: { [goShim]: '', [rsShim]: '', '/opt/kata/bin/kata-runtime': '', '/opt/kata/bin/kata-ctl': '' },
      programs: {
        [`${goShim} --version`]: says('4.1.0', 'Golang'),
        [`${rsShim} --version`]: says('4.1.0'),
        '/opt/kata/bin/kata-runtime --version':
          'kata-runtime  : 4.1.0\n   commit   : 0123456\n   OCI specs: 1.2.0\n',
        '/opt/kata/bin/kata-ctl --json-logging version':
          '{"msg":"kata-ctl version \\"4.1.0\\" (type: rust)","level":"INFO","ts":"2026-11-21T20:47:56.5Z"}\n',
      },
    });
    assert.equal(
      said(checks, 'kata.runtime'),
      `ok: Installed: runtime-rs 4.1.0 (${rsShim}) and the Go runtime 4.1.0 (${goShim}), with kata-runtime 4.1.0 and kata-ctl 4.1.0.`,
    );
  });

  it('warns of releases that are mixed or too old, and says what is deprecated', async () => {
    const mixed = await live({
      files: { [goShim]: '', [rsShim]: '' },
      programs: { [`${goShim} --version`]: says('3.31.0', 'Golang'), [`${rsShim} --version`]: says('4.1.0') },
    });
    assert.match(said(mixed, 'kata.runtime'), /^warning: .* 2 releases/);
    const old = await live({
      files: { [named]: '' },
      programs: {
        [`${named} --version`]:
          'kata-containers containerd shim: id: "io.containerd.kata.v2", version: 2.5.2, commit: 0\n',
      },
    });
    assert.match(said(old, 'kata.runtime'), /^warning: .*2\.5\.2.*before 3\.2\.0/);
    const go = await live({
      files: { [goShim]: '' },
      programs: { [`${goShim} --version`]: says('4.1.0', 'Golang') },
    });
    assert.match(said(go, 'kata.runtime'), /^ok: .*deprecated since 4\.0\.0/);
  });

  it('fails without, with the archive for this architecture, but not in a container', async () => {
    const none = await live({
      files: { '/proc/cpuinfo': 'vendor_id : GenuineIntel\nflags : lm vmx\n', '/usr/bin/x': '' },
    });
    assert.match(said(none, 'kata.runtime'), /^failed: Not installed/);
    assert.match(
      none.get('kata.runtime')?.fix?.command ?? '',
      /kata-static-[\d.]+-amd64\.tar\.zst\nsudo tar /,
    );
    const inside = await live({ files: { '/.dockerenv': '' } });
    assert.match(said(inside, 'kata.runtime'), /^unknown: /);
    for (const id of ['kata.shim-path', 'kata.configuration', 'kata.guest-assets'])
      assert.equal(none.get(id)?.status, 'not-applicable', id);
  });

  it("does not take another program for Kata's shim", async () => {
    const checks = await live({
      files: { [named]: '' },
      programs: {
        [`${named} --version`]: { stderr: 'flag provided but not defined: -version', exitCode: 2 },
      },
    });
    assert.match(said(checks, 'kata.runtime'), /^failed: .*is another program/);
    const silent = await live({ files: { [named]: '' } });
    assert.match(said(silent, 'kata.runtime'), /^ok: Installed: a shim /);
  });

  it('looks for the shim where containerd does', async () => {
    const shimPath = async (files: MachineFiles): Promise<string> =>
      said(await saved(files), 'kata.shim-path');
    assert.match(await shimPath({ [named]: '' }), /^ok: .*\/usr\/local\/bin/);
    assert.match(await shimPath({ [named]: { link: rsShim }, [rsShim]: '' }), /^ok: /);
    assert.match(await shimPath({ [rsShim]: '' }), /^warning: /);
    const daemon = (runtimeType: string): MachineFiles => ({
      [rsShim]: '',
      '/etc/docker/daemon.json': JSON.stringify({ runtimes: { kata: { runtimeType } } }),
    });
    assert.match(await shimPath(daemon('io.containerd.kata.v2')), /^failed: .*kata names it/);
    assert.match(await shimPath(daemon(rsShim)), /^ok: .*absolute path/);
    // A runtime that is only called like Kata names no shim
    const disguised = JSON.stringify({ runtimes: { kata: { path: '/usr/bin/runc' } } });
    assert.match(await shimPath({ [rsShim]: '', '/etc/docker/daemon.json': disguised }), /^warning: /);
    assert.match(
      await shimPath({ '/usr/bin/containerd-shim-kata-fc-v2': '' }),
      /^not-applicable: .*names of their own/,
    );
  });

  it("finds the shim on a running containerd's own PATH", async () => {
    const checks = await live({
      files: {
        '/proc/77/comm': 'containerd\n',
        '/proc/77/environ': 'A=B\0PATH=/srv/kata:relative:/usr/bin\0',
        '/srv/kata/containerd-shim-kata-v2': '',
        '/usr/bin/x': '',
      },
      programs: { '/srv/kata/containerd-shim-kata-v2 --version': says('4.0.0') },
    });
    assert.match(said(checks, 'kata.shim-path'), /^ok: .*\/srv\/kata\//);
    assert.match(said(checks, 'kata.runtime'), /^ok: Installed: runtime-rs 4\.0\.0 \(\/srv\/kata/);
  });
});

describe("Kata's configuration on this host", () => {
  const programs = { [`${rsShim} --version`]: says('4.1.0') };

  it('is the first of the usual places of the installed runtime', async () => {
    const checks = await live({
      files: { [rsShim]: '', [rsUsual]: rsConfig, [goUsual]: 'no = toml [', ...guest },
      programs,
    });
    assert.equal(
      said(checks, 'kata.configuration'),
      `ok: ${rsUsual}, for runtime-rs 4.1.0, has nothing to complain about.`,
    );
    assert.equal(
      said(checks, 'kata.guest-assets'),
      'ok: All 3 files are there: kernel, image and programs for the guest.',
    );
  });

  it('is linted with its drop-ins for the release of the shim', async () => {
    const checks = await live({
      files: {
        [goShim]: '',
        [goUsual]: goConfig,
        '/etc/kata-containers/config.d/10-mine.toml': '[hypervisor.qemu]\ndefault_vcpus = "two"\n',
        ...guest,
      },
      programs: { [`${goShim} --version`]: says('3.30.0', 'Golang') },
    });
    assert.match(
      said(checks, 'kata.configuration'),
      /^failed: .*the Go runtime 3\.30\.0, has 1 error: 10-mine\.toml: /,
    );
    assert.equal(checks.get('kata.configuration')?.fix?.command, `kata-workbench lint ${goUsual}`);
  });

  it('is the one that a registered runtime names', async () => {
    const runtimes = (configPath: string) =>
      `version = 3\n[plugins.'io.containerd.cri.v1.runtime'.containerd.runtimes.kata]\nruntime_type = "${rsShim}"\n[plugins.'io.containerd.cri.v1.runtime'.containerd.runtimes.kata.options]\nConfigPath = "${configPath}"\n`;
    const files = { [rsShim]: '', '/etc/my kata.toml': rsConfig, ...guest };
    const checks = await live({
      files: { ...files, '/etc/containerd/config.toml': runtimes('/etc/my kata.toml') },
      programs,
    });
    assert.match(
      said(checks, 'kata.configuration'),
      /^ok: \/etc\/my kata\.toml, which kata of \/etc\/containerd/,
    );
    const gone = await live({
      files: { ...files, '/etc/containerd/config.toml': runtimes('/etc/gone.toml') },
      programs,
    });
    assert.match(said(gone, 'kata.configuration'), /^failed: .*\/etc\/gone\.toml.* is not there/);
  });

  it('fails where a shim would find none, and where files are gone that it names', async () => {
    const none = await live({ files: { [rsShim]: '' }, programs });
    assert.match(said(none, 'kata.configuration'), /^failed: For runtime-rs 4\.1\.0 there is none in /);
    assert.match(said(none, 'kata.guest-assets'), /^unknown: /);
    const gone = await live({ files: { [rsShim]: '', [rsUsual]: rsConfig, '/q': '', '/k': '' }, programs });
    assert.match(said(gone, 'kata.guest-assets'), /^failed: Not there: \/i\./);
    assert.match(said(gone, 'kata.configuration'), /^ok: /);
    const notSaved = await saved({ [rsShim]: '', [rsUsual]: rsConfig });
    assert.match(
      said(await saved({ [rsShim]: '' }), 'kata.configuration'),
      /^unknown: .*may not have been saved/,
    );
    assert.match(said(notSaved, 'kata.guest-assets'), /^unknown: Not among the saved files/);
  });

  it('survives what is no configuration', async () => {
    for (const content of ['\0\0', '[', '='.repeat(2_000_000), folder] as const) {
      const checks = await saved({ [rsShim]: '', [rsUsual]: content });
      assert.ok(
        checks.get('kata.configuration'),
        typeof content === 'string' ? content.slice(0, 5) : 'folder',
      );
    }
  });
});
