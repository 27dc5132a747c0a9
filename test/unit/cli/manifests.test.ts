import assert from 'node:assert/strict';
import { clean, Workspace } from './workspace';

const runtimeClass = (name: string, memory = '320Mi'): string => `apiVersion: node.k8s.io/v1
kind: RuntimeClass
metadata:
  name: ${name}
handler: kata-qemu
overhead:
  podFixed:
    memory: ${memory}
    cpu: 250m
scheduling:
  nodeSelector:
    katacontainers.io/kata-runtime: "true"
`;
const lost = runtimeClass('kata-mine').replace(/^ +/gm, '');

describe('Command line: manifests and their like', () => {
  let workspace: Workspace;
  const start = (files: Readonly<Record<string, string | Buffer>>): Workspace =>
    (workspace = new Workspace(files));
  afterEach(() => {
    workspace.remove();
  });

  it('finds those of a directory that are for Kata, and says nothing of others', async () => {
    start({
      'x/classes.yaml': runtimeClass('kata-mine', '512m'),
      'x/right.yml': runtimeClass('kata-other'),
      'x/service.yaml': 'kind: Service\n',
      'x/values.yaml': 'replicas: 2\n',
      'x/compose.yaml': 'services: { a: { runtime: io.containerd.kata.v2, privileged: true } }\n',
      'x/docker-compose.yml': 'services: { a: { privileged: true } }\n',
      'x/.devcontainer/devcontainer.json': '{ "image": "a", "privileged": true }',
      'x/.devcontainer/kata/devcontainer.json':
        '{ "image": "a", "runArgs": ["--runtime=kata", "--net=host"] }',
      'x/containerd/config.toml': '[plugins."io.containerd.grpc.v1.cri"]\n',
      'x/daemon.json': '{ "debug": true }',
      'x/kata-containers/configuration.toml': clean,
    });
    const report = await workspace.report('x');
    assert.deepEqual(
      report.map(({ file, kind, diagnostics }) => [
        file.replaceAll('\\', '/'),
        kind,
        diagnostics.map(({ rule }) => rule),
      ]),
      [
        ['x/.devcontainer/kata/devcontainer.json', 'devcontainer', ['devcontainer-network']],
        ['x/classes.yaml', 'manifest', ['runtime-class-overhead-quantity']],
        ['x/compose.yaml', 'compose', ['compose-privileged']],
        ['x/kata-containers/configuration.toml', 'kata-config', []],
        ['x/right.yml', 'manifest', []],
      ],
    );
  });

  it('reports the place, the page and the Kata, as for a configuration', () => {
    start({ 'classes.yaml': `# kata: version=4.0.0\n${runtimeClass('kata-mine', '512m')}` });
    const { code, stdout, stderr } = workspace.run(['lint', 'classes.yaml']);
    const lines = stdout.split('\n');
    assert.equal(lines[0], "Kata 4.0.0 (from the file's comment)");
    assert.match(lines[2] ?? '', /^classes\.yaml:9:13 error .* {2}\[runtime-class-overhead-quantity\]$/);
    assert.deepEqual({ code, stderr }, { code: 1, stderr: '' });
  });

  it('takes the version of the annotation that kata-deploy writes', () => {
    const text = runtimeClass('kata-mine').replace(
      'metadata:',
      "metadata:\n  annotations:\n    katacontainers.io/kata-version: '3.32.0'",
    );
    start({ 'classes.yaml': text });
    assert.match(workspace.run(['lint', 'classes.yaml']).stdout, /^Kata 3\.32\.0 \(from the file\)/);
  });

  it('judges what --kind names, from standard input too', () => {
    start({ 'any.name': runtimeClass('kata-mine', '512m') });
    const rule = (...words: string[]) =>
      workspace.reportOf(runtimeClass('kata-mine', '512m'), ...words)[0]?.diagnostics[0]?.rule;
    assert.equal(rule('any.name'), 'nothing-to-check');
    assert.equal(rule('--kind', 'manifest', 'any.name'), 'runtime-class-overhead-quantity');
    assert.equal(rule('--kind', 'manifest', '-'), 'runtime-class-overhead-quantity');
    assert.equal(rule('-', '--stdin-filename', 'x.yaml'), 'runtime-class-overhead-quantity');
  });

  it('follows the comments, the project file and what it ignores', async () => {
    const bad = runtimeClass('kata-mine', '512m');
    start({
      '.kata-workbench.json':
        '{ "rules": { "runtime-class-overhead-quantity": "hint" }, "ignore": ["vendor/"] }',
      'a.yaml': bad,
      'b.yaml': bad.replace(
        /^ *memory/m,
        (line) => `    # kata-lint-disable-next-line runtime-class-overhead-quantity\n${line}`,
      ),
      'vendor/c.yaml': bad,
    });
    assert.deepEqual(
      (await workspace.report('.')).map(({ file, diagnostics }) => [
        file,
        diagnostics.map(({ severity }) => severity),
      ]),
      [
        ['a.yaml', ['hint']],
        ['b.yaml', []],
      ],
    );
  });

  it('applies certain fixes and keeps line ends and what else the file holds', () => {
    start({ 'classes.yaml': `# mine\n${lost}`.replaceAll('\n', '\r\n') });
    const { code, stdout } = workspace.run(['lint', '--fix', 'classes.yaml']);
    assert.match(stdout, /Fixes were applied to 1 file\./);
    assert.equal(code, 0);
    const text = workspace.read('classes.yaml').toString();
    assert.equal(text, `# mine\n${runtimeClass('kata-mine')}`.replaceAll('\n', '\r\n'));
  });

  it('matches the pods and classes of a run, and only of it', async () => {
    const pod = `apiVersion: v1
kind: Pod
metadata:
  name: app
spec:
  runtimeClassName: kata-mine
  nodeSelector:
    katacontainers.io/kata-runtime: "false"
`;
    start({ 'x/classes.yaml': runtimeClass('kata-mine'), 'x/pod.yaml': pod });
    const { stdout } = workspace.run(['lint', '--format', 'sarif', 'x']);
    const { runs } = JSON.parse(stdout) as {
      readonly runs: readonly {
        readonly results: readonly {
          readonly ruleId: string;
          readonly relatedLocations?: readonly {
            readonly physicalLocation: {
              readonly artifactLocation: { readonly uri: string };
              readonly region: { readonly startLine: number; readonly startColumn: number };
            };
          }[];
        }[];
      }[];
    };
    const conflict = runs[0]?.results.find(({ ruleId }) => ruleId === 'pod-selector-conflict');
    const [place] = conflict?.relatedLocations ?? [];
    assert.equal(place?.physicalLocation.artifactLocation.uri, 'x/classes.yaml');
    const { startLine, startColumn } = place.physicalLocation.region;
    assert.deepEqual([startLine, startColumn], [4, 9]);
    const inJson = (await workspace.report('x')).flatMap(({ diagnostics }) =>
      diagnostics.flatMap(({ rule, related = [] }) => (rule === 'pod-selector-conflict' ? related : [])),
    );
    assert.deepEqual(
      inJson.map(({ file, range, message }) => [file.replaceAll('\\', '/'), range.start, message]),
      [['x/classes.yaml', { line: 3, character: 8 }, 'The class kata-mine']],
    );
    const rules = (await workspace.report('x/pod.yaml'))[0]?.diagnostics.map(({ rule }) => rule);
    assert.ok(rules && !rules.includes('pod-selector-conflict'), rules?.join());
  });

  it('lints containerd, CRI-O, Docker and init-data, named or found where Kata is mentioned', async () => {
    start({
      'x/config.toml':
        'version = 2\n[plugins."io.containerd.cri.v1.runtime".containerd.runtimes.kata]\nruntime_type = "io.containerd.runtime.v1.kata"\n',
      'x/crio.conf.d/10-kata': '[crio.runtime.runtimes.kata]\nruntime_type = "oci"\n',
      'x/daemon.json': '{ "runtimes": { "kata": { "path": "/usr/bin/kata-runtime" } } }',
      'x/init-data.toml': 'version = "0.1.0"\nalgorithm = "md5"\n\n[data]\n',
    });
    const found = (await workspace.report('x')).map(({ file, kind, diagnostics }) => [
      file.replaceAll('\\', '/'),
      kind,
      diagnostics.some(
        ({ rule, severity }) => rule.startsWith(`${kind?.split('-')[0]}-`) && severity === 'error',
      ),
    ]);
    assert.deepEqual(found, [
      ['x/config.toml', 'containerd', true],
      ['x/crio.conf.d/10-kata', 'crio', true],
      ['x/daemon.json', 'docker-daemon', true],
      ['x/init-data.toml', 'init-data', true],
    ]);
  });

  it('refuses an annotation of 100 MB with a finding, soon and without reading it', () => {
    const head =
      'kind: Pod\nmetadata:\n  annotations:\n    io.katacontainers.config.hypervisor.cc_init_data: "';
    const bytes = Buffer.alloc(100_000_000, 'A');
    bytes.write(head);
    start({ 'pod.yaml': bytes });
    const { code, stdout } = workspace.run(['lint', 'pod.yaml']);
    assert.match(stdout, /^pod\.yaml:1:1 information .*over 1 MB.* {2}\[manifest-not-checked\]$/m);
    assert.equal(code, 0);
  });
});
