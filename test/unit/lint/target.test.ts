import assert from 'node:assert/strict';
import { classify, parseProject, resolveTarget } from '../../../src/lint';
import { newest } from '../../../src/knowledge';

describe('the Kata that a file is for', () => {
  const path = '/etc/kata-containers/configuration.toml';
  const resolved = (text: string, more: Partial<Parameters<typeof resolveTarget>[0]> = {}) => {
    const { target, versionFrom, runtimeFrom } = resolveTarget({ path, text, ...more });
    return `${target.version} ${versionFrom}, ${target.runtime} ${runtimeFrom}`;
  };

  it('is the newest release and the Go runtime where nothing says otherwise', () => {
    assert.equal(resolved('[hypervisor.qemu]\n'), `${newest} default, go default`);
  });
  it('is runtime-rs where the text has its names, its hypervisors or its folder', () => {
    assert.equal(resolved('[runtime]\nhypervisor_name = "qemu"\n'), `${newest} default, rs file`);
    assert.equal(resolved('[hypervisor.openvmm]\n'), `${newest} default, rs file`);
    assert.equal(
      resolved('', { path: '/opt/kata/runtime-rs/configuration.toml' }),
      `${newest} default, rs file`,
    );
    assert.equal(
      resolved('', { path: 'C:\\kata\\configuration-qemu-runtime-rs.toml' }),
      `${newest} default, rs file`,
    );
  });
  it('is what the comment says, above the project file and the marks', () => {
    const text = '# mine\r\n# kata: version=3.20.0 runtime=go\r\n[runtime]\r\nname = "virt_container"\r\n';
    assert.equal(
      resolved(text, { project: { version: '4.0.0', runtime: 'rs' } }),
      '3.20.0 comment, go comment',
    );
  });
  it('is what the setting says, above everything', () => {
    const text = '# kata: version=3.20.0 runtime=go\n';
    assert.equal(
      resolved(text, { explicit: { version: '3.2.0', runtime: 'rs' } }),
      '3.2.0 setting, rs setting',
    );
  });
  it('takes each part from where it is said', () => {
    const project = { version: '3.30.0' };
    assert.equal(resolved('# kata: runtime=rs\n', { project }), '3.30.0 project, rs comment');
  });
  it('counts an unknown newer release as the newest known, and ignores what is no release', () => {
    assert.equal(resolved('# kata: version=99.0.0\n'), `${newest} comment, go default`);
    assert.equal(resolved('# kata: version=2.5.0\n'), `${newest} default, go default`);
  });
  it('is what kata-deploy wrote into a RuntimeClass', () => {
    const text =
      'kind: RuntimeClass\nmetadata:\n  annotations:\n    katacontainers.io/kata-version: "3.32.0"\n';
    const yaml = { path: 'class.yaml' };
    assert.equal(resolved(text, yaml), '3.32.0 file, go default');
    assert.equal(resolved(text, { ...yaml, project: { version: '4.0.0' } }), '4.0.0 project, go default');
    assert.equal(resolved(text, { ...yaml, host: { version: '4.0.0' } }), '3.32.0 file, go default');
    assert.equal(resolved('name = x\n[hypervisor.openvmm]\n', yaml), `${newest} default, go default`);
  });
  it('looks for the comment in the first 20 lines only', () => {
    assert.equal(resolved(`${'#\n'.repeat(19)}# kata: version=3.2.0\n`), '3.2.0 comment, go default');
    assert.equal(resolved(`${'#\n'.repeat(20)}# kata: version=3.2.0\n`), `${newest} default, go default`);
  });
});

describe('kinds of file', () => {
  const config = '[hypervisor.qemu]\npath = "/usr/bin/qemu"\n';
  const cases: readonly (readonly [string, string, string | undefined])[] = [
    ['/etc/kata-containers/configuration.toml', '', 'kata-config'],
    ['class.yml', 'kind: RuntimeClass\n', 'manifest'],
    ['pod.yaml', 'spec:\n  runtimeClassName: kata\n', 'manifest'],
    ['secret.yaml', 'stringData:\n  key: sealed.fakejwsheader.e30.sig\n', 'manifest'],
    ['values.yaml', 'customRuntimes:\n  runtimes: {}\n', 'helm-values'],
    ['pod.yaml', 'kind: Pod\nspec:\n  image: kata\n', undefined],
    ['/opt/kata/share/defaults/kata-containers/runtime-rs/configuration-qemu.toml', '', 'kata-config'],
    ['C:\\work\\kata-containers\\configuration-clh.toml', '', 'kata-config'],
    ['/etc/kata-containers/config.d/10-memory.toml', '', 'kata-config'],
    ['/etc/kata-containers/config.d/10-memory.toml.bak', '', 'kata-config'],
    ['/src/config/configuration-qemu.toml.in', config, 'kata-config'],
    ['configuration.toml', config, 'kata-config'],
    ['configuration.toml', '[server]\nport = 1\n', undefined],
    ['configuration.toml', '', undefined],
    ['kata.toml', config, 'kata-config'],
    ['settings.toml', config, undefined],
    ['/home/me/kata-containers/Cargo.toml', '[package]\nname = "runtime"\n', undefined],
    [
      '/home/me/kata-containers/src/runtime-rs/Cargo.toml',
      '[dependencies]\nhypervisor = { path = "x" }\n',
      undefined,
    ],
    ['/etc/netdata/config.d/x.toml', '[a]\n', undefined],
    ['pyproject.toml', '[tool.x]\n', undefined],
    ['/etc/containerd/config.toml', '[plugins."io.containerd.grpc.v1.cri"]\n', 'containerd'],
    ['pod.yaml', 'kind: Pod\nspec:\n  runtimeClassName: kata\n', 'manifest'],
    ['pod.yaml', 'kind: Pod\n', undefined],
    ['/etc/docker/daemon.json', '{}', 'docker-daemon'],
  ];
  for (const [path, text, kind] of cases) {
    it(`${path} with ${JSON.stringify(text.slice(0, 40))} is ${kind ?? 'none of ours'}`, () => {
      assert.equal(classify(path, text), kind);
    });
  }
});

describe('the project file', () => {
  it('is read with comments, and what is wrong with it is named with its place', () => {
    const text =
      '{\n  // ours\n  "version": "3.20.0",\n  "runtime": "java",\n  "rules": { "toml-no-effect": "off", "x": 1 },\n  "ignore": ["old/"],\n  "more": 1,\n}';
    const { project, problems } = parseProject(text);
    assert.deepEqual(project, { version: '3.20.0', rules: { 'toml-no-effect': 'off' }, ignore: ['old/'] });
    assert.deepEqual(
      problems.map(({ span }) => text.slice(span.start, span.end)),
      ['"java"', '1', '"more"'],
    );
  });
  it('never throws', () => {
    for (const text of ['', '[]', '{', '{"version":', 'null', '\ufeff{}', '{"rules": []}', '{"ignore": [1]}'])
      parseProject(text);
    assert.equal(parseProject('[1]').problems.length, 1);
    assert.equal(parseProject('['.repeat(100_000)).problems.length, 1);
    assert.ok(parseProject('{').problems.length > 0);
  });
});
