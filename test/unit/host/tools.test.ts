import assert from 'node:assert/strict';
import type { Check } from '../../../src/host';
import { containerdProbe } from '../../../src/host/checks/containerd';
import { crioProbe } from '../../../src/host/checks/crio';
import { hypervisorProbes } from '../../../src/host/checks/hypervisors';
import { toolProbes } from '../../../src/host/checks/tools';
import { liveChecks, type LiveHost } from '../../support/live-host';
import { SavedMachine } from '../../support/machine';

const shim = '/usr/local/bin/containerd-shim-kata-v2';
const says =
  'Kata Containers containerd shim (Golang): id: "io.containerd.kata.v2", version: 4.1.0, commit: 0\n';
const asKata = 'runtime_type = "io.containerd.kata.v2"\n';
const version2 = (handler: string, body: string): string =>
  `[plugins."io.containerd.grpc.v1.cri".containerd.runtimes.${handler}]\n${body}`;
const goConfig: Readonly<Record<string, string>> = {
  '/etc/kata-containers/configuration.toml':
    '[hypervisor.qemu]\npath = "/q"\nkernel = "/k"\nimage = "/i"\nshared_fs = "none"\n[agent.kata]\n[runtime]\n',
  '/q': '',
  '/k': '',
  '/i': '',
};

const said = (checks: ReadonlyMap<string, Check>, id: string): string => {
  const check = checks.get(id);
  return check ? `${check.status}: ${check.detail}` : 'no such check';
};

describe('containerd and CRI-O on this host', () => {
  const live = ({ files = {}, programs = {} }: LiveHost) =>
    liveChecks([containerdProbe, crioProbe], {
      files: {
        '/usr/bin/containerd': '',
        '/run/containerd/containerd.sock': '',
        [shim]: '',
        ...goConfig,
        ...files,
      },
      programs: {
        '/usr/bin/containerd --version':
          'containerd github.com/containerd/containerd/v2 2.1.9+unknown 0123456789abcdef\n',
        [`${shim} --version`]: says,
        ...programs,
      },
    });

  it('says what each registered runtime is', async () => {
    const checks = await live({
      files: {
        '/etc/containerd/config.toml': [
          'version = 2\nimports = ["/etc/containerd/conf.d/*.toml", "extra.toml"]\n',
          version2('runc', 'runtime_type = "io.containerd.runc.v2"\n'),
          version2('kata-false', 'runtime_type = "io.containerd.runc.v2"\n'),
          version2('runsc', 'runtime_type = "io.containerd.runsc.v1"\n'),
          version2('nothing', 'snapshotter = "x"\n'),
        ].join(''),
        '/etc/containerd/conf.d/kata.toml': `version = 2\n${version2('kata', asKata)}`,
        '/etc/containerd/conf.d/kata.toml.bak': version2('bak', asKata),
        '/etc/containerd/extra.toml': version2('kata-gone', 'runtime_type = "io.containerd.kata-gone.v2"\n'),
      },
    });
    assert.equal(said(checks, 'containerd'), 'ok: containerd 2.1.9+unknown (/usr/bin/containerd).');
    assert.equal(
      said(checks, 'containerd.runtime.kata'),
      `ok: Kata: Kata's Go runtime 4.1.0 (${shim}), qemu, with /etc/kata-containers/configuration.toml.`,
    );
    assert.match(said(checks, 'containerd.runtime.runc'), /^not-applicable: /);
    assert.match(said(checks, 'containerd.runtime.runsc'), /^not-applicable: It is gVisor/);
    assert.match(
      said(checks, 'containerd.runtime.kata-false'),
      /^failed: It is called kata-false, but .* runc/,
    );
    assert.match(said(checks, 'containerd.runtime.kata-gone'), /^failed: .*no containerd-shim-kata-gone-v2/);
    assert.match(said(checks, 'containerd.runtime.nothing'), /^unknown: /);
    assert.ok(!checks.has('containerd.runtime.bak'));
  });

  it('is not ready where nobody would read the entry', async () => {
    const entry = `version = 2\n${version2('kata', asKata)}`;
    const off = await live({
      files: { '/etc/containerd/config.toml': `disabled_plugins = ["cri"]\n${entry}` },
    });
    assert.match(said(off, 'containerd'), /^ok: .*switched off/);
    assert.match(said(off, 'containerd.runtime.kata'), /^failed: .*disabled_plugins in \/etc\/containerd/);
    const stopped = await liveChecks([containerdProbe], {
      files: { '/usr/bin/containerd': '', [shim]: '', ...goConfig, '/etc/containerd/config.toml': entry },
      programs: { '/usr/bin/containerd --version': 'containerd x 2.1.9 y', [`${shim} --version`]: says },
    });
    assert.match(said(stopped, 'containerd'), /^warning: .*does not run/);
    assert.match(said(stopped, 'containerd.runtime.kata'), /^failed: .*But containerd does not run\.$/);
  });

  it('knows which release reads which file', async () => {
    const old = {
      '/usr/bin/containerd --version': 'containerd github.com/containerd/containerd 1.6.20~ds1 1.6.20~ds1-1',
    };
    const file = { '/etc/containerd/config.toml': 'version = 3\n' };
    assert.match(
      said(await live({ files: file, programs: old }), 'containerd'),
      /^failed: .*version = 3 is for/,
    );
    assert.match(
      said(await live({ programs: old }), 'containerd'),
      /^warning: containerd 1\.6\.20~ds1 .*1\.7/,
    );
    assert.match(said(await liveChecks([containerdProbe], {}), 'containerd'), /^not-applicable: /);
  });

  it('counts nerdctl as an engine that needs no entry', async () => {
    const checks = await live({ files: { '/usr/local/bin/nerdctl': '' } });
    assert.match(said(checks, 'nerdctl.runtime.io.containerd.kata.v2'), /^ok: Kata: /);
    assert.ok(!(await live({})).has('nerdctl.runtime.io.containerd.kata.v2'));
  });

  it('reads CRI-O with its drop-ins', async () => {
    const checks = await live({
      files: {
        '/usr/bin/crio': '',
        '/run/crio/crio.sock': '',
        '/etc/crio/crio.conf': '[crio.runtime.runtimes.crun]\nruntime_path = "/usr/bin/crun"\n',
        '/etc/crio/crio.conf.d/50-kata': `[crio.runtime.runtimes.kata]\nruntime_path = "${shim}"\nruntime_type = "vm"\n`,
      },
      programs: { '/usr/bin/crio --version': 'crio version 1.33.1\nVersion:        1.33.1\n' },
    });
    assert.equal(said(checks, 'crio'), 'ok: CRI-O 1.33.1 (/usr/bin/crio).');
    assert.match(said(checks, 'crio.runtime.kata'), /^ok: Kata: /);
    assert.match(said(checks, 'crio.runtime.crun'), /^not-applicable: It is crun/);
    const stopped = await live({
      files: { '/etc/crio/crio.conf.d/50-kata': `[crio.runtime.runtimes.kata]\nruntime_path = "${shim}"\n` },
    });
    assert.match(said(stopped, 'crio.runtime.kata'), /^failed: .*But CRI-O does not run/);
  });

  it('says what could not be read', async () => {
    const machine = new SavedMachine({
      '/usr/bin/containerd': '',
      '/etc/containerd/config.toml': { link: 'config.toml' },
      '/etc/crio/crio.conf': { link: 'crio.conf' },
    });
    try {
      const checks = await machine.checks([containerdProbe, crioProbe]);
      assert.match(
        said(checks, 'containerd.configuration'),
        /^unknown: \/etc\/containerd\/config\.toml may not/,
      );
      assert.match(said(checks, 'crio.configuration'), /^unknown: /);
    } finally {
      machine.remove();
    }
  });
});

describe('Tools on this host', () => {
  const live = (host: LiveHost) => liveChecks([...toolProbes, ...hypervisorProbes], host);

  it('reads the release of each', async () => {
    const checks = await live({
      files: {
        '/proc/sys/kernel/arch': 'x86_64',
        '/usr/bin/podman': '',
        '/usr/local/bin/nerdctl': '',
        '/usr/bin/crictl': '',
        '/usr/bin/kubectl': '',
        '/home/u/bin/devcontainer': '',
        '/usr/bin/qemu-system-x86_64': '',
        '/opt/kata/bin/qemu-system-x86_64': '',
        '/opt/kata/bin/cloud-hypervisor': '',
        '/usr/bin/firecracker': '',
      },
      programs: {
        '/usr/bin/podman --version': 'podman version 4.3.1\n',
        '/usr/local/bin/nerdctl --version': 'nerdctl version 2.0.0\n',
        '/usr/bin/crictl --version': 'crictl version v1.32.0\n',
        '/usr/bin/kubectl version --client --output json': '{"clientVersion":{"gitVersion":"v1.32.4"}}',
        '/home/u/bin/devcontainer --version': '0.89.0\n',
        '/usr/bin/qemu-system-x86_64 --version':
          'QEMU emulator version 7.2.22 (Debian 1:7.2+dfsg-7+deb12u18)\nCopyright (c) 2003-2022\n',
        '/opt/kata/bin/qemu-system-x86_64 --version': 'QEMU emulator version 10.2.1 (kata-static)\n',
        '/opt/kata/bin/cloud-hypervisor --version': 'cloud-hypervisor v51.1.0\n',
        '/usr/bin/firecracker --version':
          'Firecracker v1.12.1\n\nSupported snapshot data format versions: v7.0.0\n',
      },
      variables: { PATH: '/home/u/bin:relative:/usr/bin' },
    });
    assert.match(said(checks, 'podman'), /^not-applicable: Podman 4\.3\.1 .*Kata can't run under it/);
    assert.match(said(checks, 'nerdctl'), /^ok: nerdctl 2\.0\.0 /);
    assert.match(said(checks, 'crictl'), /^ok: crictl 1\.32\.0 /);
    assert.match(said(checks, 'kubectl'), /^ok: kubectl 1\.32\.4 /);
    assert.match(
      said(checks, 'devcontainer-cli'),
      /^ok: Dev Container CLI 0\.89\.0 \(\/home\/u\/bin\/devcontainer\)/,
    );
    assert.match(
      said(checks, 'hypervisor.qemu'),
      /^ok: QEMU: 10\.2\.1 \(\/opt\/kata\/bin\/qemu-system-x86_64\), 7\.2\.22 \(\/usr\/bin\/qemu-system-x86_64\)\./,
    );
    assert.match(said(checks, 'hypervisor.cloud-hypervisor'), /^ok: .*51\.1\.0/);
    assert.match(said(checks, 'hypervisor.firecracker'), /^ok: .*1\.12\.1 /);
  });

  it('what is not there is no question, what says nothing is unknown', async () => {
    const none = await live({ files: { '/proc/sys/kernel/arch': 'ppc64le' } });
    for (const { status, id } of none.values()) assert.equal(status, 'not-applicable', id);
    const silent = await live({
      files: { '/usr/bin/kubectl': '' },
      programs: { '/usr/bin/kubectl *': 'hello' },
    });
    assert.match(said(silent, 'kubectl'), /^unknown: /);
    assert.match(said(silent, 'hypervisor.qemu'), /^unknown: The architecture/);
  });

  it('asks nothing of a saved machine', async () => {
    const machine = new SavedMachine({ '/usr/bin/kubectl': '', '/proc/sys/kernel/arch': 'x86_64' });
    const empty = new SavedMachine({ '/proc/sys/kernel/arch': 'x86_64' });
    try {
      const checks = await machine.checks([...toolProbes, ...hypervisorProbes]);
      assert.match(said(checks, 'kubectl'), /^unknown: /);
      assert.match(said(checks, 'devcontainer-cli'), /^not-applicable: /);
      const nothing = await empty.checks([...toolProbes, ...hypervisorProbes]);
      for (const { status, id } of nothing.values()) assert.equal(status, 'unknown', id);
    } finally {
      machine.remove();
      empty.remove();
    }
  });
});
