import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import {
  actionsAt,
  closeAll,
  expectRules,
  Folder,
  folderForEach,
  marked,
  replace,
  ruleOf,
  rulesOf,
  setSetting,
  show,
  shown,
  until,
} from './support';

const { DiagnosticSeverity } = vscode;

const runtimeClass = (name: string, zone = 'a'): string => `apiVersion: node.k8s.io/v1
kind: RuntimeClass
metadata:
  name: ${name}
handler: kata-qemu
overhead:
  podFixed:
    memory: 320Mi
    cpu: 250m
scheduling:
  nodeSelector:
    katacontainers.io/kata-runtime: "true"
    zone: ${zone}
`;
const pod = (className: string, zone = 'b'): string => `apiVersion: v1
kind: Pod
metadata:
  name: app
spec:
  runtimeClassName: ${className}
  nodeSelector:
    zone: ${zone}
  containers:
    - name: app
      image: registry.example/app:1.0
      resources:
        limits:
          memory: 1Gi
          cpu: "1"
`;
const wrong = runtimeClass('mine').replace('320Mi', '512m');
const quantity = 'runtime-class-overhead-quantity';

describe('problems in manifests', () => {
  const folder = folderForEach();
  before(() => vscode.extensions.getExtension('kata-workbench.kata-workbench')?.activate());

  it('stand on the value, with rule, page, severity and source', async () => {
    const document = await folder.open('class.yaml', wrong);
    await expectRules(document.uri, [quantity]);
    const [problem] = shown(document.uri);
    assert.ok(problem);
    assert.deepEqual(problem.range, new vscode.Range(7, 12, 7, 16));
    assert.equal(marked(document, problem), '512m');
    assert.equal(problem.severity, DiagnosticSeverity.Error);
    assert.ok(typeof problem.code === 'object');
    assert.match(problem.code.target.path, /^\/runtime-class-overhead-quantity\.md$/);
  });

  it('come and go while typing, and leave other YAML alone', async () => {
    const document = await folder.open('any.yaml', 'kind: Service\nspec:\n  overhead: 512m\n');
    const other = await folder.open('class.yaml', runtimeClass('mine'));
    await replace(other, '320Mi', '512m');
    await expectRules(other.uri, [quantity]);
    await replace(other, '512m', '512Mi');
    await expectRules(other.uri, []);
    assert.deepEqual(shown(document.uri), []);
    await replace(document, 'kind: Service\nspec:\n  overhead: 512m\n', wrong);
    await expectRules(document.uri, [quantity]);
    await replace(document, wrong, 'kind: Service\n');
    await expectRules(document.uri, []);
  });

  it('are found in a document without a name', async () => {
    const document = await vscode.workspace.openTextDocument({ language: 'yaml', content: wrong });
    await expectRules(document.uri, [quantity]);
  });

  it('offer fixes and silence by a comment with the indentation of the line', async () => {
    const document = await folder.open('class.yaml', wrong);
    await expectRules(document.uri, [quantity]);
    const actions = await actionsAt(document, shown(document.uri)[0]!.range, vscode.CodeActionKind.QuickFix);
    const disable = actions.find(({ title }) => title === `Disable ${quantity} for this line`);
    assert.ok(disable?.edit, actions.map(({ title }) => title).join(' | '));
    assert.ok(await vscode.workspace.applyEdit(disable.edit));
    assert.equal(document.lineAt(7).text, `    # kata-lint-disable-next-line ${quantity} -- reason`);
    await expectRules(document.uri, []);
  });

  it('are silenced inside a text, too, where a comment belongs to that text', async () => {
    const values = `customRuntimes:
  enabled: true
  runtimes:
    mine:
      baseConfig: qemu
      runtimeClass: |
${wrong.replace(/^/gm, '        ')}`;
    const document = await folder.open('values.yaml', values);
    await expectRules(document.uri, [quantity]);
    const actions = await actionsAt(document, shown(document.uri)[0]!.range, vscode.CodeActionKind.QuickFix);
    const disable = actions.find(({ title }) => title === `Disable ${quantity} for this line`);
    assert.ok(disable?.edit && (await vscode.workspace.applyEdit(disable.edit)));
    assert.equal(document.lineAt(13).text, `            # kata-lint-disable-next-line ${quantity} -- reason`);
    await expectRules(document.uri, []);
  });

  it('are all fixed at once where that is certain', async () => {
    const right = runtimeClass('mine');
    const document = await folder.open('class.yaml', right.replace(/^ +/gm, ''));
    await expectRules(document.uri, ['manifest-lost-indentation']);
    const whole = new vscode.Range(0, 0, document.lineCount, 0);
    const [fix] = await actionsAt(document, whole, vscode.CodeActionKind.SourceFixAll.append('kata'));
    assert.ok(fix?.edit);
    assert.ok(await vscode.workspace.applyEdit(fix.edit));
    assert.equal(document.getText(), right);
    await expectRules(document.uri, []);
  });

  it('of one large document come from another thread, for the last text', async () => {
    const env = Array.from(
      { length: 9_000 },
      (_, n) => `        - name: V${String(n)}\n          value: x\n`,
    );
    const text = `${pod('kata-qemu-spn')}      env:\n${env.join('')}`;
    const document = await folder.open('large.yaml', text);
    await expectRules(document.uri, ['pod-runtime-class-unknown']);
    await replace(document, 'kata-qemu-spn', 'kata-qemu-sn');
    await replace(document, 'kata-qemu-sn', 'kata-qemu');
    await expectRules(document.uri, []);
  });
});

describe('manifests of a workspace', () => {
  const root = join(vscode.workspace.workspaceFolders![0]!.uri.fsPath, 'manifests-under-test');
  let folder: Folder;
  beforeEach(() => {
    folder = new Folder(root);
  });
  afterEach(async () => {
    await closeAll();
    folder.remove();
    rmSync(root, { recursive: true, force: true });
  });

  const related = (uri: vscode.Uri) => () => shown(uri).flatMap((one) => one.relatedInformation ?? []);

  it('are matched: the problem of a pod names the place of its class in another file', async () => {
    const classes = folder.write('classes.yaml', `# some\n${runtimeClass('safe')}`);
    const document = await folder.open('pod.yaml', pod('safe'));
    await expectRules(document.uri, ['pod-selector-conflict']);
    const [problem] = shown(document.uri);
    assert.deepEqual(problem?.range, new vscode.Range(7, 10, 7, 11));
    const [place] = related(document.uri)();
    assert.equal(place?.location.uri.toString(), classes.toString());
    assert.deepEqual(place.location.range, new vscode.Range(4, 8, 4, 12));
  });

  it('are judged again when another file changes, on disk or in an editor', async () => {
    const classes = folder.write('classes.yaml', runtimeClass('safe', 'a'));
    const document = await folder.open('pod.yaml', pod('safe'));
    await expectRules(document.uri, ['pod-selector-conflict']);
    folder.write('classes.yaml', runtimeClass('safe', 'b'));
    await expectRules(document.uri, ['pod-selector-duplicate']);
    const open = await show(classes);
    await replace(open, 'zone: b', 'zone: c');
    await expectRules(document.uri, ['pod-selector-conflict']);
    await replace(open, 'apiVersion', '# moved\napiVersion');
    const line = () => related(document.uri)()[0]?.location.range.start.line;
    assert.equal(await until(line, (is) => is === 4), 4);
    await closeAll();
    await show(document.uri);
    await expectRules(document.uri, ['pod-selector-duplicate']);
    rmSync(classes.fsPath);
    await expectRules(document.uri, []);
  });

  it('are all checked by a command, open or not, until another one takes the findings away', async () => {
    const closed = folder.write('class.yaml', wrong);
    const daemon = folder.write(
      'daemon.json',
      '{\n  "runtimes": { "kata": { "path": "/usr/bin/kata-runtime" } }\n}\n',
    );
    const ours = folder.write('kata-containers/configuration.toml', '[hypervisor.qemu]\nimage = 1\n');
    const others = folder.write('service.yaml', 'kind: Service\n');
    await vscode.commands.executeCommand('kata.lintWorkspace');
    assert.deepEqual(rulesOf(closed), [quantity]);
    assert.deepEqual(shown(closed)[0]?.range, new vscode.Range(7, 12, 7, 16));
    assert.ok(rulesOf(daemon).includes('docker-runtime-path'), rulesOf(daemon).join());
    assert.ok(rulesOf(ours).includes('toml-wrong-type'), rulesOf(ours).join());
    assert.deepEqual(rulesOf(others), []);
    // Opened and closed, it stays what it is on disk
    const document = await show(closed);
    await replace(document, '512m', '320Mi');
    await expectRules(closed, []);
    await closeAll();
    await expectRules(closed, [quantity]);
    await vscode.commands.executeCommand('kata.clearWorkspace');
    assert.deepEqual([closed, daemon, ours].flatMap(rulesOf), []);
  });
});

describe('problems in the files of container engines', () => {
  const folder = folderForEach();

  const daemon = '{\n  "runtimes": { "kata": { "path": "/usr/bin/kata-runtime" } }\n}\n';

  it("come for Docker's daemon.json, where no comment can silence them", async () => {
    const document = await folder.open('../docker/daemon.json', daemon);
    const other = await folder.open('../docker/other.json', daemon);
    const found = await until(
      () => shown(document.uri).find((one) => ruleOf(one) === 'docker-runtime-path'),
      Boolean,
    );
    assert.ok(found);
    assert.equal(found.range.start.line, 1);
    const actions = await actionsAt(document, found.range, vscode.CodeActionKind.QuickFix);
    const titles = actions.map(({ title }) => title);
    assert.deepEqual(
      titles.filter((title) => title.startsWith('Disable')),
      [],
    );
    assert.ok(titles.includes('Set severity of docker-runtime-path in settings…'), titles.join(' | '));
    assert.deepEqual(shown(other.uri), []);
  });

  it("come for containerd beside Kata's own TOML, each by its own rules", async () => {
    const text = `version = 2
[plugins."io.containerd.cri.v1.runtime".containerd.runtimes.kata]
runtime_type = "io.containerd.kata.v2"
`;
    const document = await folder.open('../containerd/config.toml', text);
    const without = await folder.open('../other/config.toml', text.replaceAll('kata', 'runc'));
    const families = () => new Set(rulesOf(document.uri).map((rule) => rule.split('-')[0]));
    assert.deepEqual(await until(families, ({ size }) => size > 0), new Set(['containerd']));
    assert.ok(rulesOf(document.uri).includes('containerd-plugin-name'), rulesOf(document.uri).join());
    assert.deepEqual(shown(without.uri), []);
  });

  it('come for CRI-O, whose files count as TOML', async () => {
    const text =
      '[crio.runtime.runtimes.kata]\nruntime_type = "oci"\nruntime_path = "/usr/bin/kata-runtime"\n';
    const document = await folder.open('../crio.conf.d/10-kata.conf', text);
    assert.equal(document.languageId, 'toml');
    const families = () => rulesOf(document.uri).map((rule) => rule.split('-')[0]);
    assert.ok((await until(families, ({ length }) => length > 0)).every((family) => family === 'crio'));
    assert.ok(families().length > 0);
  });

  it('follow the settings', async () => {
    const document = await folder.open('../docker/daemon.json', daemon);
    const has = () => rulesOf(document.uri).includes('docker-runtime-path');
    assert.equal(await until(has, Boolean), true);
    const undo = await setSetting('kata.lint.rules', { 'docker-runtime-path': 'off' });
    assert.equal(await until(has, (is) => !is), false);
    await undo();
    assert.equal(await until(has, Boolean), true);
  });
});
