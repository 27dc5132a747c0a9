import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { containerdRuntimes } from '../../../../src/lint/containerd';
import { shared } from '../../../support/configurations';
import { fixed, found, lintText } from './found';

const v3 = (handler: string): string =>
  `[plugins."io.containerd.cri.v1.runtime".containerd.runtimes.${handler}]\n`;
const v2 = (handler: string): string =>
  `[plugins."io.containerd.grpc.v1.cri".containerd.runtimes.${handler}]\n`;
const settings =
  'runtime_type = "io.containerd.kata.v2"\nprivileged_without_host_devices = true\npod_annotations = ["io.katacontainers.*"]\n';
/** A whole file of version 3 with one Kata runtime, `more` below its settings. */
const file = (more: string, handler = 'kata', version = '3'): string =>
  `version = ${version}\n${version === '2' ? v2(handler) : v3(handler)}${settings}${more}`;
const typed = (type: string, more = ''): string => file(more).replace('"io.containerd.kata.v2"', type);
const withConfig = (handler: string, path: string, more = ''): string =>
  file(`${more}options = { ConfigPath = "${path}" }\n`, handler);
const shipped = '/opt/kata/share/defaults/kata-containers';

describe('containerd', () => {
  it('costs nothing and says nothing without a word of Kata', () => {
    assert.deepEqual(found({ text: 'version = 3\n[plugins."io.containerd.cri.v1.runtime"\nrubbish' }), []);
  });

  it('says nothing about other runtimes beside Kata', () => {
    const runc = `${v3('runc')}runtime_type = "io.containerd.runc.v2"\nfoo = 1\n${v3('gvisor')}runtime_type = "io.containerd.runsc.v1"\nruntime_root = "/x"\n`;
    assert.deepEqual(found({ text: file(runc) }), []);
  });

  it('says nothing about what the installer writes', () => {
    const text = `${v3('kata-qemu-snp')}runtime_type = "io.containerd.kata-qemu-snp.v2"\nruntime_path = "/opt/kata/bin/containerd-shim-kata-v2"\nprivileged_without_host_devices = true\npod_annotations = ["io.katacontainers.*"]\ncontainer_annotations = ["io.kubernetes.container.terminationMessage*"]\nsnapshotter = "nydus-for-kata-tee"\n${v3('kata-qemu-snp.options')}ConfigPath = "${shipped}/runtimes/qemu-snp/configuration-qemu-snp.toml"\n[plugins."io.containerd.cri.v1.images".runtime_platforms."kata-qemu-snp"]\nsnapshotter = "nydus-for-kata-tee"\n`;
    assert.deepEqual(found({ text, path: 'config.d/kata-deploy.toml' }), []);
    assert.deepEqual(found({ text: `version = 3\n${text}` }), []);
  });

  describe('versions and plugins', () => {
    const names: readonly (readonly [string, string, string[]])[] = [
      [
        'version 3, name of 2',
        `version = 3\n${v2('kata')}${settings}`,
        ['warning "io.containerd.grpc.v1.cri"'],
      ],
      [
        'version 4, name of 2',
        `version = 4\n${v2('kata')}${settings}`,
        ['warning "io.containerd.grpc.v1.cri"'],
      ],
      [
        'version 2, name of 3',
        `version = 2\n${v3('kata')}${settings}`,
        ['warning "io.containerd.cri.v1.runtime"'],
      ],
      [
        'version 2, name of 1',
        `version = 2\n[plugins.cri.containerd.runtimes.kata]\n${settings}`,
        ['error cri'],
      ],
      ['version 4', `version = 4\n${v3('kata')}${settings}`, []],
      ['no version, name of 1', `[plugins.cri.containerd.runtimes.kata]\n${settings}`, []],
    ];
    for (const [name, text, expected] of names) {
      it(name, () => {
        const own = found({ text }).map((line) => line.replace('containerd-plugin-name: ', ''));
        assert.deepEqual(own, expected);
      });
    }

    it('renames every header of the runtimes, and nothing else', () => {
      const text = `version = 3\n[plugins."io.containerd.grpc.v1.cri"]\nenable_selinux = true\n${v2('kata')}${settings}${v2('kata.options')}ConfigPath = "/a"\n`;
      const right = fixed('containerd-plugin-name', { text });
      assert.equal(
        right,
        `version = 3\n[plugins."io.containerd.grpc.v1.cri"]\nenable_selinux = true\n${v3('kata')}${settings}${v3('kata.options')}ConfigPath = "/a"\n`,
      );
    });

    it('a version that is no number, too high or too low', () => {
      assert.deepEqual(found({ text: file('', 'kata', '"3"') }), ['containerd-version: error "3"']);
      assert.equal(fixed('containerd-version', { text: file('', 'kata', '"3"') }), file(''));
      assert.deepEqual(found({ text: file('', 'kata', '7') }), ['containerd-version: warning 7']);
      assert.deepEqual(found({ text: `version = 1\n${v2('kata')}${settings}` }), [
        'containerd-version: warning 1',
      ]);
    });

    it('a missing version is none in a drop-in', () => {
      const text = `${v2('kata')}${settings}`;
      assert.deepEqual(found({ text }), ['containerd-version: warning "io.containerd.grpc.v1.cri"']);
      assert.equal(fixed('containerd-version', { text }), `version = 2\n${text}`);
      const dropIn = ['containerd-drop-in: information "io.containerd.grpc.v1.cri"'];
      assert.deepEqual(found({ text, path: '/etc/containerd/conf.d/kata.toml' }), dropIn);
      assert.deepEqual(found({ text, path: '/etc/containerd/conf.d/config.toml' }), dropIn);
      assert.deepEqual(found({ text, path: 'docs/kata.toml' }), []);
    });

    it('tables that nobody reads', () => {
      const table = (header: string): string[] => found({ text: `version = 3\n[${header}]\n${settings}` });
      const rule = 'containerd-runtime-table: error';
      assert.deepEqual(table('plugins."io.containerd.cri.v1.runtime".runtimes.kata'), [`${rule} kata`]);
      assert.deepEqual(table('plugins."io.containerd.cri.v1.runtime".containerd.runtime.kata'), [
        `${rule} kata`,
      ]);
      assert.deepEqual(table('plugins."io.containerd.cri.v1.runtimes".containerd.runtimes.kata'), [
        `${rule} "io.containerd.cri.v1.runtimes"`,
      ]);
      assert.deepEqual(table('plugins.io.containerd.grpc.v1.cri.containerd.runtimes.kata'), [
        `${rule} io.containerd.grpc.v1.cri`,
      ]);
      assert.deepEqual(found({ text: file(v3('kata.option')) }), [`${rule} option`]);
      const text = `version = 3\n[plugins.io.containerd.cri.v1.runtime.containerd.runtimes.kata]\n${settings}`;
      assert.equal(fixed('containerd-runtime-table', { text }), file(''));
    });
  });

  describe('the shim', () => {
    const types: readonly (readonly [string, string[]])[] = [
      ['"io.containerd.kata.v2"', []],
      ['"io.containerd.run.kata.v2"', []],
      ['"/opt/kata/bin/containerd-shim-kata-v2"', []],
      ['"/usr/local/bin/anything"', []],
      ['"io.containerd.mine.v2"', []],
      ['"{{ .Type }}"', []],
      ['"io.containerd.kata.v1"', ['containerd-runtime-type: error "io.containerd.kata.v1"']],
      [
        '"io.containerd.runtime.v1.linux"',
        ['containerd-runtime-type: error "io.containerd.runtime.v1.linux"'],
      ],
      ['"io.containerd.kata"', ['containerd-runtime-type: error "io.containerd.kata"']],
      ['"kata-runtime"', ['containerd-runtime-type: error "kata-runtime"']],
      ['"bin/containerd-shim-kata-v2"', ['containerd-runtime-type: error "bin/containerd-shim-kata-v2"']],
      ['"/usr/bin/kata-runtime"', ['containerd-runtime-type: error "/usr/bin/kata-runtime"']],
      ['"io.containerd.runc.v2"', ['containerd-runtime-type: error "io.containerd.runc.v2"']],
      ['2', ['containerd-runtime-type: error 2']],
      ['"io.containerd.kata-clh.v2"', ['containerd-shim-name: information "io.containerd.kata-clh.v2"']],
    ];
    for (const [type, expected] of types) {
      it(type, () => {
        assert.deepEqual(found({ text: typed(type) }), expected);
        if (expected[0]?.includes('runtime-type'))
          assert.equal(fixed('containerd-runtime-type', { text: typed(type) }), file(''));
      });
    }

    it('a path of its own goes before the name', () => {
      const path = 'runtime_path = "/opt/kata/bin/containerd-shim-kata-v2"\n';
      assert.deepEqual(found({ text: typed('"io.containerd.kata-clh.v2"', path) }), []);
      assert.deepEqual(found({ text: typed('"io.containerd.kata"', path) }), []);
      assert.deepEqual(found({ text: typed('"io.containerd.runc.v2"', path) }), [
        'containerd-runtime-type: error "io.containerd.runc.v2"',
      ]);
      assert.deepEqual(found({ text: file('runtime_path = "bin/containerd-shim-kata-v2"\n') }), [
        'containerd-runtime-path: error "bin/containerd-shim-kata-v2"',
      ]);
    });

    it('a missing type counts in a whole file only', () => {
      const text = `version = 3\n${v3('kata')}snapshotter = ""\n`;
      assert.deepEqual(found({ text }), ['containerd-runtime-type: error kata']);
      assert.deepEqual(found({ text: `imports = ["/etc/containerd/conf.d/*.toml"]\n${text}` }), []);
      assert.deepEqual(found({ text, path: 'conf.d/kata.toml' }), []);
    });
  });

  describe('settings', () => {
    it('one finding for all runtimes that lack the annotations, one more for those with a TEE', () => {
      const bare = 'runtime_type = "io.containerd.kata.v2"\nprivileged_without_host_devices = true\n';
      const text = `version = 3\n${['kata', 'kata-qemu', 'kata-qemu-tdx'].map((name) => v3(name) + bare).join('')}`;
      assert.deepEqual(found({ text }), [
        'containerd-pod-annotations: information kata',
        'containerd-pod-annotations: warning kata-qemu-tdx',
      ]);
      const [first] = lintText({ text });
      assert.deepEqual(
        first?.related?.map(({ span }) => text.slice(span.start, span.end)),
        ['kata-qemu'],
      );
      const line = 'pod_annotations = ["io.katacontainers.*"]\n';
      assert.equal(
        fixed('containerd-pod-annotations', { text }),
        `version = 3\n${v3('kata')}${line}${bare}${v3('kata-qemu')}${line}${bare}${v3('kata-qemu-tdx')}${bare}`,
      );
    });

    it('keeps the indentation and the line ends of the file', () => {
      const text = `version = 3\r\n  ${v3('kata').trimEnd()} # mine\r\n  runtime_type = "io.containerd.kata.v2"\r\n  pod_annotations = ["*"]\r\n`;
      assert.equal(
        fixed('containerd-privileged', { text }),
        text.replace('# mine', '# mine\r\n  privileged_without_host_devices = true'),
      );
    });

    const patterns: readonly (readonly [string, string[]])[] = [
      ['["*"]', []],
      ['["io.katacontainers.config.hypervisor.*"]', []],
      ['["io.katacontainers.config.hypervisor.default_vcpus", "example.com/*"]', []],
      ['["io.kata-containers.*"]', ['containerd-pod-annotations: warning "io.kata-containers.*"']],
      ['["katacontainers.io/*"]', ['containerd-pod-annotations: warning "katacontainers.io/*"']],
      ['["io.katacontainers"]', ['containerd-pod-annotations: warning "io.katacontainers"']],
      ['["io.kata[c]ontainers.*"]', []],
      ['[]', ['containerd-pod-annotations: information []']],
    ];
    for (const [list, expected] of patterns)
      it(`pod_annotations = ${list}`, () => {
        assert.deepEqual(found({ text: file('').replace('["io.katacontainers.*"]', list) }), expected);
      });

    it('all devices without the key that they need', () => {
      const all = 'privileged_without_host_devices_all_devices_allowed = true\n';
      assert.deepEqual(found({ text: file(all) }), []);
      const text = file(all).replace('host_devices = true', 'host_devices = false');
      assert.deepEqual(found({ text }), ['containerd-privileged: error true']);
    });

    it('says nothing about a key that may stand on a line which could not be read', () => {
      const text = `version = 3\n${v3('kata')}runtime_type = "io.containerd.kata.v2"\nprivileged_without_host_devices = \n`;
      assert.deepEqual(found({ text, options: { syntax: false } }), []);
      assert.equal(
        lintText({ text })
          .map(({ rule }) => rule)
          .join(),
        'containerd-syntax',
      );
    });
  });

  describe('ConfigPath', () => {
    const paths: readonly (readonly [string, string, string])[] = [
      ['kata', `${shipped}/configuration-clh.toml`, ''],
      ['kata-qemu', `${shipped}/configuration-qemu.toml`, ''],
      ['kata-qemu', `${shipped}/runtime-rs/configuration-qemu-runtime-rs.toml`, ''],
      ['kata-qemu', '/etc/kata-containers/configuration.toml', ''],
      ['kata-qemu', '', ''],
      ['kata-qemu', '${KATA}/configuration-clh.toml', ''],
      ['kata-qemu', 'configuration-qemu.toml', 'error'],
      ['kata-qemu', `${shipped}/configuration-clh.toml`, 'warning'],
      ['kata-fast', `${shipped}/configuration-clh.toml`, ''],
      ['kata-qemu-snp', `${shipped}/configuration-qemu.toml`, 'error'],
      ['kata-qemu-snp', `${shipped}/configuration-qemu-tdx.toml`, 'error'],
      ['kata-qemu-snp', `${shipped}/runtime-rs/configuration-qemu-snp-runtime-rs.toml`, ''],
      ['kata-qemu-snp', `${shipped}/configuration-qemu-coco-dev.toml`, 'error'],
      ['kata-tdx', `${shipped}/configuration-qemu-tdx.toml`, ''],
      ['kata-tdx', `${shipped}/configuration-qemu.toml`, 'error'],
      ['kata-cloud-hypervisor', `${shipped}/runtime-rs/configuration-clh-runtime-rs.toml`, ''],
      ['kata', '/etc/kata-containers/configuration-qemu-sev.toml', 'warning'],
      ['kata', '/srv/mine/configuration-qemu-sev.toml', ''],
      ['kata', '/etc/kata-containers/configuration-qemu-sgx.toml', 'warning'],
    ];
    for (const [handler, path, severity] of paths)
      it(`${handler}: ${path}`, () => {
        const expected = severity === '' ? [] : [`containerd-config-path: ${severity} "${path}"`];
        const text = withConfig(handler, path).replace('privileged', 'snapshotter = "x"\nprivileged');
        const own = found({ text }).filter((line) => !line.startsWith('containerd-snapshotter'));
        assert.deepEqual(own, expected);
      });

    it('a configuration that came later, or is there no more, by release', () => {
      const text = withConfig('kata', `${shipped}/configuration-qemu-sev.toml`);
      assert.deepEqual(found({ text, version: '3.18.0' }), []);
      assert.match(
        lintText({ text })[0]?.message ?? '',
        /last release with it is 3\.18\.0.*configuration-qemu-snp/,
      );
      const azure = withConfig('kata', `${shipped}/configuration-clh-azure.toml`);
      assert.match(lintText({ text: azure, version: '3.30.0' })[0]?.message ?? '', /it comes with 3\.32\.0/);
    });

    it('the shim of one runtime with the configuration of the other', () => {
      const rs = 'runtime_path = "/opt/kata/runtime-rs/bin/containerd-shim-kata-v2"\n';
      const go = 'runtime_path = "/opt/kata/bin/containerd-shim-kata-v2"\n';
      const goFile = `${shipped}/configuration-qemu.toml`;
      const rsFile = `${shipped}/runtime-rs/configuration-qemu-runtime-rs.toml`;
      assert.deepEqual(found({ text: withConfig('kata', goFile, rs) }), [
        `containerd-config-path: error "${goFile}"`,
      ]);
      assert.deepEqual(found({ text: withConfig('kata', rsFile, go) }), [
        `containerd-config-path: warning "${rsFile}"`,
      ]);
      assert.deepEqual(found({ text: withConfig('kata', goFile, go) }), []);
      assert.deepEqual(found({ text: withConfig('kata', rsFile, rs) }), []);
    });
  });

  describe('keys', () => {
    it('unknown, misspelt and misplaced', () => {
      const text = file(
        `pod_annotation = []\nruntime_config_path = "/a"\n${v3('kata.options')}SystemdCgroup = true\nconfig_path = "/b"\nsnapshotter = "c"\nconfigPath = "/d"\n`,
      );
      assert.deepEqual(found({ text }), [
        'containerd-unknown-key: warning pod_annotation',
        'containerd-unknown-key: warning runtime_config_path',
        'containerd-unknown-key: warning SystemdCgroup',
        'containerd-unknown-key: warning config_path',
        'containerd-unknown-key: warning snapshotter',
      ]);
      assert.equal(
        fixed('containerd-unknown-key', { text: file('pod_annotation = []\n') }),
        file('pod_annotations = []\n'),
      );
    });

    it('runtime_root stops containerd 1.x and does nothing in containerd 2', () => {
      const root = 'runtime_root = "/run/vc"\n';
      assert.deepEqual(found({ text: file(root, 'kata', '2') }), [
        'containerd-runtime-root: error runtime_root',
      ]);
      assert.deepEqual(found({ text: file(root) }), ['containerd-runtime-root: information runtime_root']);
      assert.equal(fixed('containerd-runtime-root', { text: file(root) }), file(''));
      assert.deepEqual(found({ text: file('runtime_root = ""\nruntime_engine = ""\n', 'kata', '2') }), []);
    });

    it('sandbox_mode became sandboxer', () => {
      assert.deepEqual(found({ text: file('sandbox_mode = "podsandbox"\n', 'kata', '2') }), []);
      assert.deepEqual(found({ text: file('sandbox_mode = "podsandbox"\n') }), [
        'containerd-unknown-key: warning sandbox_mode',
      ]);
    });
  });

  describe('defaults, snapshotters', () => {
    const table = '[plugins."io.containerd.cri.v1.runtime".containerd]\n';

    it('a default runtime that is not there', () => {
      const text = file(`${table}default_runtime_name = "kata-quemu"\n`, 'kata-qemu');
      assert.deepEqual(found({ text }), ['containerd-default-runtime: error "kata-quemu"']);
      assert.equal(fixed('containerd-default-runtime', { text }), text.replace('quemu', 'qemu'));
      assert.deepEqual(found({ text: `imports = ["a"]\n${text}` }), []);
    });

    it('tables that containerd 2 does not read', () => {
      const old = (version: string, plugin: string): string =>
        `version = ${version}\n[plugins."${plugin}".containerd.untrusted_workload_runtime]\nruntime_type = "io.containerd.kata.v2"\n`;
      assert.deepEqual(found({ text: old('2', 'io.containerd.grpc.v1.cri') }), [
        'containerd-dropped: warning untrusted_workload_runtime',
      ]);
      assert.deepEqual(found({ text: old('3', 'io.containerd.cri.v1.runtime') }), [
        'containerd-dropped: error untrusted_workload_runtime',
      ]);
    });

    it('a snapshotter that the images plugin does not know', () => {
      const text = file('snapshotter = "erofs"\n');
      assert.deepEqual(found({ text }), ['containerd-snapshotter: information "erofs"']);
      const right = fixed('containerd-snapshotter', { text }) ?? '';
      assert.deepEqual(found({ text: right }), []);
      assert.deepEqual(found({ text: file('snapshotter = "erofs"\n', 'kata', '2') }), []);
    });

    it('nydus without the annotations it needs, Firecracker without block devices', () => {
      const nydus = file(
        'snapshotter = "nydus"\n[plugins."io.containerd.grpc.v1.cri".containerd]\ndisable_snapshot_annotations = true\n',
        'kata-qemu-coco-dev',
        '2',
      );
      assert.deepEqual(found({ text: nydus }), ['containerd-snapshotter: warning true']);
      assert.deepEqual(found({ text: file('', 'kata-fc', '2') }), [
        'containerd-snapshotter: warning kata-fc',
      ]);
      assert.deepEqual(found({ text: file('snapshotter = "devmapper"\n', 'kata-fc', '2') }), []);
    });
  });

  it('however the tables are written, the runtime is found where it stands', () => {
    const inline =
      'version = 3\n[plugins."io.containerd.cri.v1.runtime".containerd]\nruntimes.kata = { runtime_type = "io.containerd.kata.v1" }\n';
    assert.deepEqual(found({ text: inline }), [
      'containerd-pod-annotations: information kata',
      'containerd-privileged: information kata',
      'containerd-runtime-type: error "io.containerd.kata.v1"',
    ]);
    const dotted = `version = 3\n${v3('kata')}${settings}options.ConfigPath = "a"\n`;
    assert.deepEqual(found({ text: dotted }), ['containerd-config-path: error "a"']);
  });

  it('names the runtimes for definitions, Kata or not', () => {
    const text = `${v3('runc')}a = 1\n${v3('kata.options')}ConfigPath = "/a"\n`;
    assert.deepEqual(
      containerdRuntimes(text).map(({ handler, span, configPath }) => [
        handler,
        text.slice(span.start, span.end),
        configPath,
      ]),
      [
        ['runc', 'runc', undefined],
        ['kata', 'kata', '/a'],
      ],
    );
  });

  it('comments silence findings', () => {
    const text = file('# kata-lint-disable-next-line containerd-unknown-key -- for later\nfoo = 1\n');
    assert.deepEqual(found({ text }), []);
  });

  const seeds = join(shared, 'seeds');
  const seed = existsSync(seeds) ? readdirSync(seeds).find((name) => name.startsWith('004')) : undefined;
  if (seed !== undefined) {
    it('says the right few things about a configuration of 2024', () => {
      const whole = readFileSync(join(seeds, seed), 'utf8');
      const start = whole.indexOf('version = 2\n[plugins]');
      const text = whole.slice(start, whole.indexOf('Configuring Confidential Computing', start));
      assert.deepEqual(found({ text }), [
        'containerd-pod-annotations: information kata',
        'containerd-privileged: information kata-qemu',
        'containerd-snapshotter: warning kata-fc',
        'containerd-pod-annotations: warning kata-qemu-sev',
        'containerd-config-path: warning "/etc/kata-containers/configuration-qemu-sev.toml"',
        'containerd-dropped: information "io.containerd.runtime.v1.linux"',
      ]);
      assert.deepEqual(
        found({ text, version: '3.2.0' }).filter((line) => line.includes('config-path')),
        [],
      );
    });
  }
});
