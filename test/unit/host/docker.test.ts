import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRunner } from '../../../src/engines';
import type { Check } from '../../../src/host';
import { dockerProbe } from '../../../src/host/checks/docker';
import type { FakeAnswer } from '../../support/fake-runner';
import { liveChecks, type LiveHost } from '../../support/live-host';
import { SavedMachine, type MachineFiles } from '../../support/machine';
import { itWithRecordings } from '../../support/recordings';

const shim = '/opt/kata/runtime-rs/bin/containerd-shim-kata-v2';
const configuration =
  '/opt/kata/share/defaults/kata-containers/runtime-rs/configuration-qemu-runtime-rs.toml';
const shimSays = (version: string, language = 'Rust'): string =>
  `Kata Containers containerd shim (${language}): id: io.containerd.kata.v2, version: ${version}, commit: 0123456789\n`;

/** What Docker answers; `runtimes` as `docker info` shows them. */
function docker(
  server: string,
  runtimes: Readonly<Record<string, unknown>>,
  more: Readonly<Record<string, unknown>> = {},
): Record<string, FakeAnswer> {
  const info = {
    ServerVersion: server,
    Runtimes: { runc: { path: 'runc', status: {} }, ...runtimes },
    DefaultRuntime: 'runc',
    OperatingSystem: 'Debian GNU/Linux 12 (bookworm)',
    DockerRootDir: '/var/lib/docker',
    SecurityOptions: ['name=seccomp,profile=builtin'],
    ...more,
  };
  return {
    'docker version *': JSON.stringify({ Client: { Version: server }, Server: { Version: server } }),
    'docker info *': JSON.stringify(info),
    'docker context ls *': JSON.stringify({
      Name: 'default',
      Current: true,
      DockerEndpoint: 'unix:///var/run/docker.sock',
    }),
  };
}

const daemonJson = (runtimes: unknown, more: object = {}): MachineFiles => ({
  '/etc/docker/daemon.json': JSON.stringify({ runtimes, ...more }),
});
const kataType = { kata: { runtimeType: 'io.containerd.kata.v2' } };
const kataPath = { kata: { runtimeType: shim } };
const asRs =
  '[agent.kata]\n[runtime]\nname = "virt_container"\nhypervisor_name = "qemu"\nagent_name = "kata"\n';
const works = `[hypervisor.qemu]\npath = "/opt/kata/bin/qemu"\nkernel = "/opt/kata/kernel"\nimage = "/opt/kata/image"\nshared_fs = "none"\n${asRs}`;
const guest: MachineFiles = { '/opt/kata/bin/qemu': '', '/opt/kata/kernel': '', '/opt/kata/image': '' };
/** Where runtime-rs looks by itself. */
const usual: MachineFiles = { ...guest, '/etc/kata-containers/runtime-rs/configuration.toml': works };
const installed: MachineFiles = { [shim]: '', '/usr/bin/docker': '', '/usr/bin/dockerd': '' };

const live = (host: LiveHost): Promise<ReadonlyMap<string, Check>> => liveChecks([dockerProbe], host);

/** `status detail`, for one regular expression over both. */
function said(checks: ReadonlyMap<string, Check>, id: string): string {
  const check = checks.get(id);
  return check ? `${check.status}: ${check.detail}` : 'no such check';
}

describe('Docker on this host', () => {
  it('is ready with a shim of Kata and a configuration that works', async () => {
    const checks = await live({
      files: {
        ...installed,
        ...daemonJson({ kata: { runtimeType: shim, options: { ConfigPath: configuration } } }),
        [configuration]: works,
        ...guest,
      },
      programs: { ...docker('29.7.2', { kata: {} }), [`${shim} --version`]: shimSays('4.1.0') },
    });
    assert.match(said(checks, 'docker'), /^ok: Docker 29\.7\.2 answers\.$/);
    assert.equal(
      said(checks, 'docker.runtime.kata'),
      `ok: Kata: runtime-rs 4.1.0 (${shim}), qemu, with ${configuration}.`,
    );
    assert.match(said(checks, 'docker.runtime.runc'), /^not-applicable: runc \(runc\)\. Containers share/);
    assert.match(said(checks, 'docker.networking'), /^ok: .*Docker 29\.7\.2 and Kata 4\.1\.0/);
    assert.ok(!checks.has('docker.daemon-json'));
  });

  it('fails where the configuration is gone, does not work, or names files that are gone', async () => {
    const at = (text: string | undefined) =>
      live({
        files: {
          ...installed,
          ...daemonJson({ kata: { runtimeType: shim, options: { ConfigPath: configuration } } }),
          ...(text !== undefined && { [configuration]: text }),
        },
        programs: { ...docker('29.7.2', { kata: {} }), [`${shim} --version`]: shimSays('4.1.0') },
      });
    assert.match(said(await at(undefined), 'docker.runtime.kata'), /^failed: .*toml is not there/);
    assert.match(
      said(await at(`[hypervisor.qemu]\ndefault_vcpus = "x"\n${asRs}`), 'docker.runtime.kata'),
      /^failed: .*does not work: /,
    );
    assert.match(
      said(await at(works), 'docker.runtime.kata'),
      /^failed: .*\/opt\/kata\/[a-z/]+ is not there/,
    );
  });

  it('sees through runc in disguise, whichever way', async () => {
    const path = await live({
      files: installed,
      programs: docker('28.5.2+dfsg4', { kata: { path: '/usr/bin/runc', status: {} } }),
    });
    assert.match(said(path, 'docker.runtime.kata'), /^failed: runc .*called kata, but .* run in runc/);
    const old = await live({
      files: { ...installed, ...daemonJson(kataType) },
      programs: docker('20.10.24+dfsg1', { kata: {} }),
    });
    assert.match(said(old, 'docker.runtime.kata'), /^failed: .*silently runs these containers in runc/);
    const impostor = '/usr/bin/containerd-shim-kata-v2';
    const copy = await live({
      files: { ...installed, ...daemonJson(kataType), [impostor]: '' },
      programs: {
        ...docker('28.5.2', { kata: {} }),
        [`${impostor} --version`]: {
          stderr: 'flag provided but not defined: -version\nUsage of containerd-shim-kata-v2:\n',
          exitCode: 2,
        },
      },
    });
    assert.match(said(copy, 'docker.runtime.kata'), /^failed: .*no shim of Kata, only called like one/);
  });

  it('knows that containerd does not look into /opt/kata', async () => {
    const checks = await live({
      files: { ...installed, ...daemonJson(kataType) },
      programs: docker('28.5.2', { kata: {} }),
    });
    assert.match(said(checks, 'docker.runtime.kata'), /^failed: .*where containerd does not look/);
    assert.equal(
      checks.get('docker.runtime.kata')?.fix?.command,
      `sudo ln -s ${shim} /usr/local/bin/containerd-shim-kata-v2`,
    );
    const none = await live({ files: daemonJson(kataType), programs: docker('28.5.2', { kata: {} }) });
    assert.match(said(none, 'docker.runtime.kata'), /^failed: .*There is no containerd-shim-kata-v2/);
  });

  it('tells pairs of releases without a network, or that start nothing', async () => {
    const pair = (server: string, kata: string, more = {}) =>
      live({
        files: {
          ...installed,
          ...daemonJson(kataPath, more),
          ...usual,
        },
        programs: { ...docker(server, { kata: {} }), [`${shim} --version`]: shimSays(kata) },
      });
    const network = await pair('28.5.2+dfsg4', '3.29.0');
    assert.match(said(network, 'docker.networking'), /^failed: .*start without a network/);
    const starts = await pair('29.5.0', '3.31.0');
    assert.match(said(starts, 'docker.runtime.kata'), /^failed: .*invalid namespace type/);
    const cured = await pair('29.5.0', '3.31.0', { features: { 'time-namespaces': false } });
    assert.match(said(cured, 'docker.runtime.kata'), /^ok: /);
  });

  it('does not take a name for a proof', async () => {
    const checks = await live({ files: installed, programs: docker('28.5.2', { 'kata-x': {}, other: {} }) });
    assert.match(said(checks, 'docker.runtime.kata-x'), /^unknown: .*Its name suggests Kata/);
    assert.equal(
      checks.get('docker.runtime.kata-x')?.fix?.command,
      'docker run --rm --runtime kata-x busybox uname -r',
    );
    assert.match(said(checks, 'docker.runtime.other'), /^not-applicable: /);
  });

  it('other runtimes are no question of this check', async () => {
    const checks = await live({
      files: installed,
      programs: docker('28.5.2', {
        runsc: { path: '/usr/local/bin/runsc', status: {} },
        gone: { path: '/nonexistent/crun' },
        nvidia: { path: 'nvidia-container-runtime', status: {} },
      }),
    });
    for (const name of ['runsc', 'gone', 'nvidia'])
      assert.match(said(checks, `docker.runtime.${name}`), /^not-applicable: /, name);
    assert.match(said(checks, 'docker.networking'), /^not-applicable: /);
  });

  it('says where a broken daemon.json is broken, and does not believe it', async () => {
    const checks = await live({
      files: { ...installed, '/etc/docker/daemon.json': '{\n  "runtimes": { "kata": {} },\n}\n' },
      programs: docker('28.5.2', { kata: {} }),
    });
    assert.match(
      said(checks, 'docker.daemon-json'),
      /^failed: \/etc\/docker\/daemon\.json, line 3, column 1: /,
    );
    assert.match(said(checks, 'docker.runtime.kata'), /^unknown: /);
  });

  const failing = (stderr: string): Record<string, FakeAnswer> => ({
    'docker version *': { stderr, exitCode: 1 },
    'docker info *': { stderr, exitCode: 1 },
    'docker context ls *': JSON.stringify({
      Name: 'default',
      Current: true,
      DockerEndpoint: 'unix:///var/run/docker.sock',
    }),
  });

  it('without permission, tells by the file and warns what the group means', async () => {
    const checks = await live({
      files: {
        ...installed,
        ...daemonJson(kataPath),
        '/opt/kata/VERSION': '4.1.0\n',
        ...usual,
      },
      programs: {
        ...failing('permission denied while trying to connect to the Docker daemon socket'),
        '/usr/bin/dockerd --version': 'Docker version 26.1.5+dfsg1, build 411e817\n',
        [`${shim} --version`]: shimSays('4.1.0'),
      },
    });
    assert.match(said(checks, 'docker'), /^warning: This user may not use Docker/);
    assert.match(checks.get('docker')?.fix?.text ?? '', /can become root/);
    assert.match(said(checks, 'docker.runtime.kata'), /^ok: .*may not ask the daemon/);
    assert.match(said(checks, 'docker.networking'), /^ok: .*26\.1\.5/);
  });

  it('tells a daemon that is down from one that is not there', async () => {
    const down =
      'Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?';
    const stopped = await live({ files: { ...installed, ...daemonJson(kataType) }, programs: failing(down) });
    assert.match(said(stopped, 'docker'), /^failed: .*the daemon does not run/);
    assert.equal(stopped.get('docker')?.fix?.command, 'sudo systemctl start docker');
    const absent = await live({ files: { '/usr/bin/docker': '' }, programs: failing(down) });
    assert.match(said(absent, 'docker'), /^warning: .*no daemon is installed/);
    assert.match(said(await live({}), 'docker'), /^not-applicable: /);
  });

  it('knows Desktop, rootless, the snap, other machines, and Podman', async () => {
    const kind = async (more: Readonly<Record<string, unknown>>, host: LiveHost = {}) =>
      said(await live({ ...host, programs: { ...docker('28.5.2', {}, more), ...host.programs } }), 'docker');
    assert.match(await kind({ OperatingSystem: 'Docker Desktop' }), /^failed: .*can't be added/);
    assert.match(await kind({ SecurityOptions: ['name=rootless'] }), /^failed: .*rootless/);
    assert.match(await kind({ DockerRootDir: '/var/snap/docker/common/var-lib-docker' }), /^warning: .*snap/);
    assert.match(
      await kind({}, { variables: { DOCKER_HOST: 'ssh://build' } }),
      /^warning: Docker 28\.5\.2 at ssh:\/\/build answers\. That is another machine/,
    );
    const podman = '{"Client":{"Version":"4.3.1"}}';
    assert.match(
      await kind(
        {},
        {
          programs: {
            'docker version *': podman,
            'docker info *': podman,
            'docker --version': 'podman version 4.3.1\n',
          },
        },
      ),
      /^not-applicable: .*Podman/,
    );
  });

  it("does not look at this machine's files for another machine's daemon", async () => {
    const checks = await live({
      files: { ...installed, ...daemonJson(kataPath) },
      programs: docker('28.5.2', { kata: {} }),
      variables: { DOCKER_HOST: 'tcp://10.0.0.7:2376' },
    });
    assert.match(said(checks, 'docker.runtime.kata'), /^unknown: /);
    const inContainer = await live({
      files: { ...installed, ...daemonJson(kataPath), '/.dockerenv': '' },
      programs: docker('28.5.2', { kata: {} }),
    });
    assert.match(said(inContainer, 'docker.runtime.kata'), /^unknown: /);
    const nested = await live({
      files: { ...installed, ...daemonJson(kataPath), '/.dockerenv': '', '/var/lib/docker/x': '' },
      programs: { ...docker('28.5.2', { kata: {} }), [`${shim} --version`]: shimSays('4.1.0', 'Golang') },
    });
    assert.match(said(nested, 'docker'), /^ok: /);
  });

  it('reads the file that the daemon at the address was told to read', async () => {
    const other = (args: string, variables = {}) =>
      live({
        files: {
          ...installed,
          ...usual,
          ...daemonJson({ kata: { path: '/usr/bin/runc' } }),
          '/srv/docker.json': JSON.stringify({ runtimes: kataPath }),
          '/proc/42/comm': 'dockerd\n',
          '/proc/42/cmdline': args.replaceAll(' ', '\0'),
        },
        programs: { ...docker('28.5.2', { kata: {} }), [`${shim} --version`]: shimSays('4.1.0') },
        variables,
      });
    const own = { DOCKER_HOST: 'unix:///srv/docker.sock' };
    const started = '/usr/bin/dockerd --config-file /srv/docker.json';
    assert.match(
      said(await other(`${started} -H unix:///srv/docker.sock`, own), 'docker.runtime.kata'),
      /^ok: /,
    );
    assert.match(said(await other(`${started} --host=fd://`), 'docker.runtime.kata'), /^ok: /);
    // The usual file is not that of a daemon which nobody sees
    assert.match(said(await other(`${started} --host=fd://`, own), 'docker.runtime.kata'), /^unknown: /);
    assert.match(said(await other('/usr/bin/dockerd'), 'docker.runtime.kata'), /^unknown: /);
  });

  for (const release of ['20.10', '26.1', '28.5']) {
    const files = [`docker/${release}/info.json`, `docker/${release}/version.json`];
    itWithRecordings(`reads what Docker ${release} printed`, files, async (info = '', version = '') => {
      const checks = await live({
        programs: { 'docker version *': version, 'docker info *': info },
      });
      assert.match(said(checks, 'docker'), new RegExp(`^ok: Docker ${release.replace('.', '\\.')}\\.`));
      assert.match(said(checks, 'docker.runtime.kata'), /^failed: .*runc/);
    });
  }

  it('a docker that hangs costs two seconds, and only what it would have told', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'kata-workbench-hung-'));
    try {
      writeFileSync(join(folder, 'docker'), '#!/bin/sh\nexec sleep 60\n');
      chmodSync(join(folder, 'docker'), 0o755);
      const runner = createRunner({ environment: { PATH: `${folder}:/usr/bin:/bin` } });
      const start = performance.now();
      const checks = await live({
        files: { ...installed, ...usual, ...daemonJson(kataPath) },
        run: (command, signal) => runner.run(command, signal),
      });
      const took = performance.now() - start;
      assert.ok(took > 1_900 && took < 20_000, `${took} ms`);
      assert.match(said(checks, 'docker'), /^unknown: .*did not answer within 2 s/);
      assert.match(said(checks, 'docker.runtime.kata'), /^unknown: /);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe('Docker of a saved machine', () => {
  async function checks(files: MachineFiles): Promise<ReadonlyMap<string, Check>> {
    const machine = new SavedMachine(files);
    try {
      return await machine.checks([dockerProbe]);
    } finally {
      machine.remove();
    }
  }

  it('is ready as far as files tell', async () => {
    const found = await checks({ ...daemonJson(kataType), '/usr/local/bin/containerd-shim-kata-v2': '' });
    assert.match(said(found, 'docker'), /^unknown: /);
    assert.match(said(found, 'docker.runtime.kata'), /^ok: .*As far as files tell/);
    assert.match(said(found, 'docker.networking'), /^unknown: /);
    assert.match(said(await checks({ ...daemonJson(kataPath), [shim]: '' }), 'docker.runtime.kata'), /^ok: /);
  });

  it('is not where the shim is missing, and not to be told where nothing was saved', async () => {
    const missing = await checks({ ...daemonJson(kataType), '/usr/bin/dockerd': '' });
    assert.match(said(missing, 'docker.runtime.kata'), /^failed: /);
    assert.match(said(await checks(daemonJson(kataType)), 'docker.runtime.kata'), /^unknown: /);
    const elsewhere = await checks({ ...daemonJson(kataType), '/opt/kata/bin/containerd-shim-kata-v2': '' });
    assert.match(said(elsewhere, 'docker.runtime.kata'), /^failed: .*does not look/);
    const disguise = await checks(daemonJson({ kata: { path: '/usr/bin/runc' } }));
    assert.match(said(disguise, 'docker.runtime.kata'), /^failed: /);
  });

  it('is not there without its file and program', async () => {
    assert.match(said(await checks({ '/usr/bin/true': '' }), 'docker'), /^not-applicable: /);
  });
});
