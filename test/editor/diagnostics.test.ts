import assert from 'node:assert/strict';
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import {
  closeAll,
  expectRules,
  Folder,
  folderForEach,
  marked,
  replace,
  right,
  ruleOf,
  setSetting,
  show,
  shown,
  until,
} from './support';

const { DiagnosticSeverity } = vscode;

describe('problems', () => {
  const folder = folderForEach();

  it('stand on the value, with rule, page, severity and source', async () => {
    const text = right.replace('[agent.kata]', 'default_vcpus = "two"\n[agent.kata]');
    const document = await folder.open('configuration.toml', text);
    await expectRules(document.uri, ['toml-wrong-type']);
    const [problem] = shown(document.uri);
    assert.ok(problem);
    assert.deepEqual(problem.range, new vscode.Range(6, 16, 6, 21));
    assert.equal(marked(document, problem), '"two"');
    assert.equal(problem.severity, DiagnosticSeverity.Error);
    assert.match(problem.message, /default_vcpus/);
    assert.ok(typeof problem.code === 'object');
    const page = await vscode.workspace.openTextDocument(problem.code.target);
    assert.match(page.getText(), /^# toml-wrong-type\n[^]*Usual severity/);
  });

  it('mark what has no effect as unnecessary', async () => {
    const document = await folder.open(
      'configuration.toml',
      right.replace('[agent', 'default_vcpuz = 2\n[agent'),
    );
    await expectRules(document.uri, ['toml-unknown-key']);
    const [problem] = shown(document.uri);
    assert.ok(problem);
    assert.equal(marked(document, problem), 'default_vcpuz');
    assert.deepEqual(problem.tags, [vscode.DiagnosticTag.Unnecessary]);
  });

  it('name the second place of a duplicate', async () => {
    const document = await folder.open(
      'configuration.toml',
      right.replace('kernel =', 'path = "/q"\nkernel ='),
    );
    await expectRules(document.uri, ['toml-duplicate-key']);
    const [related] = shown(document.uri)[0]?.relatedInformation ?? [];
    assert.ok(related);
    assert.equal(related.location.uri.toString(), document.uri.toString());
    assert.deepEqual(related.location.range, new vscode.Range(1, 0, 1, 4));
  });

  it('come and go while typing, without a save', async () => {
    const document = await folder.open('configuration.toml', right);
    await replace(document, '"tcfilter"', '"tcfilters"');
    await expectRules(document.uri, ['toml-invalid-value']);
    await replace(document, '"tcfilters"', '"macvtap"');
    await expectRules(document.uri, []);
  });

  it('survive a line that is not finished', async () => {
    const document = await folder.open('configuration.toml', right.replace('"tcfilter"', '"nonsense"'));
    await expectRules(document.uri, ['toml-invalid-value']);
    await replace(document, 'kernel = ', 'kernel_pa\nkernel = ');
    await expectRules(document.uri, ['toml-syntax', 'toml-invalid-value']);
  });

  it('go when the document is closed', async () => {
    const document = await folder.open('configuration.toml', right.replace('"tcfilter"', '"nonsense"'));
    await expectRules(document.uri, ['toml-invalid-value']);
    await closeAll();
    await expectRules(document.uri, []);
  });

  it('follow the version and the runtime in the comment', async () => {
    const text = `# kata: version=3.30.0\n${right.replace('[agent', 'file_mem_backend = "/dev/shm"\n[agent')}`;
    const document = await folder.open('configuration.toml', text);
    await replace(document, '3.30.0', '4.1.0');
    await expectRules(document.uri, ['toml-key-removed']);
    await replace(document, '4.1.0', '3.30.0');
    await expectRules(document.uri, []);
  });

  it('follow the project file and, above it, the settings', async () => {
    const root = vscode.workspace.workspaceFolders![0]!.uri.fsPath;
    const project = join(root, '.kata-workbench.json');
    const inside = new Folder(join(root, 'kata-containers'));
    const text = right.replace('[agent', 'file_mem_backend = "/dev/shm"\n[agent');
    const document = await inside.open('configuration-project.toml', text);
    try {
      await expectRules(document.uri, ['toml-key-removed']);
      new Folder(root).write('.kata-workbench.json', '{ "version": "3.30.0" }');
      await expectRules(document.uri, []);
      const undo = await setSetting('kata.version', '4.1.0');
      await expectRules(document.uri, ['toml-key-removed']);
      await undo();
      await expectRules(document.uri, []);
      new Folder(root).write('.kata-workbench.json', '{}');
      await expectRules(document.uri, ['toml-key-removed']);
      new Folder(root).write('.kata-workbench.json', '{ "ignore": ["*-project.toml"] }');
      await expectRules(document.uri, []);
      rmSync(project);
      await expectRules(document.uri, ['toml-key-removed']);
    } finally {
      if (existsSync(project)) rmSync(project);
      rmSync(document.uri.fsPath);
      inside.remove();
    }
  });

  it('have the severity of the settings', async () => {
    const document = await folder.open('configuration.toml', right.replace('"tcfilter"', '"nonsense"'));
    await expectRules(document.uri, ['toml-invalid-value']);
    const undo = await setSetting('kata.lint.rules', { 'toml-invalid-value': 'hint' });
    const severity = () => shown(document.uri)[0]?.severity;
    assert.equal(await until(severity, (is) => is === DiagnosticSeverity.Hint), DiagnosticSeverity.Hint);
    await undo();
    assert.equal(await until(severity, (is) => is === DiagnosticSeverity.Error), DiagnosticSeverity.Error);
  });

  it('leave syntax to another TOML extension where there is one', async () => {
    const document = await folder.open('configuration.toml', right.replace('kernel =', 'kernel\nkernel ='));
    await expectRules(document.uri, ['toml-syntax']);
    const { getExtension } = vscode.extensions;
    vscode.extensions.getExtension = <T>(id: string) =>
      getExtension<T>(id === 'tamasfe.even-better-toml' ? 'kata-workbench.kata-workbench' : id);
    try {
      await replace(document, '"tcfilter"', '"nonsense"');
      await expectRules(document.uri, ['toml-invalid-value']);
    } finally {
      vscode.extensions.getExtension = getExtension;
    }
  });
});

describe('a set of main file and drop-ins', () => {
  const folder = folderForEach();

  it('is judged together, with unsaved text', async () => {
    folder.write('config.d/10-local.toml', '');
    const main = await folder.open('configuration.toml', right);
    const dropIn = await show(folder.uri('config.d/10-local.toml'));
    await replace(main, '"tcfilter"', '"none"');
    await vscode.window.showTextDocument(dropIn);
    const edit = new vscode.WorkspaceEdit();
    edit.insert(dropIn.uri, new vscode.Position(0, 0), '[hypervisor.qemu]\ndefault_vcpuz = 1\n');
    assert.ok(await vscode.workspace.applyEdit(edit));
    await expectRules(dropIn.uri, ['toml-unknown-key']);
    // Ignored in the main file, refused in a drop-in: the lint knew that it is one
    assert.equal(shown(dropIn.uri)[0]?.severity, DiagnosticSeverity.Error);
    await expectRules(main.uri, []);
  });

  it('is judged again when a drop-in comes or goes on disk', async () => {
    const withoutDaemon = right.replace(/^virtio_fs_daemon.*\n/m, '');
    const main = await folder.open('configuration.toml', withoutDaemon);
    await until(
      () => shown(main.uri).length,
      (count) => count > 0,
    );
    const before = shown(main.uri).length;
    assert.ok(before > 0, 'virtio-fs without a daemon is found');
    folder.write(
      'config.d/10-daemon.toml',
      '[hypervisor.qemu]\nvirtio_fs_daemon = "/usr/libexec/virtiofsd"\n',
    );
    await expectRules(main.uri, []);
    rmSync(folder.uri('config.d/10-daemon.toml').fsPath);
    assert.equal(
      await until(
        () => shown(main.uri).length,
        (count) => count === before,
      ),
      before,
    );
  });

  it('names the main files that a finding belongs to', async () => {
    folder.write('configuration-qemu.toml', right);
    folder.write('configuration-clh.toml', right.replaceAll('qemu', 'clh'));
    const dropIn = await folder.open(
      'config.d/10-local.toml',
      '[hypervisor.qemu]\nshared_fs = "none"\ndefault_vcpus = "x"\n',
    );
    const found = (rule: string) => () =>
      shown(dropIn.uri).find((one) => ruleOf(one) === rule)?.message ?? '';
    // Only beside the main file for clh is this a second hypervisor
    assert.match(
      await until(found('toml-several-hypervisors'), Boolean),
      / \(with configuration-clh\.toml\)$/,
    );
    assert.doesNotMatch(found('toml-wrong-type')(), /with configuration/);
  });
});

describe('which files', () => {
  const folder = folderForEach();

  it("leaves other tools' TOML alone", async () => {
    const others = [
      await folder.open('../Cargo.toml', '[package]\nname = "x"\nname = "y"\n[runtime]\nx = \n'),
      await folder.open('../pyproject.toml', '[tool.x]\ndefault_vcpus = "two"\n'),
      await folder.open('../config.d/10-x.toml', '[runtime]\nenable_debug = 3\n'),
    ];
    const ours = await folder.open('configuration.toml', right.replace('"tcfilter"', '"nonsense"'));
    await expectRules(ours.uri, ['toml-invalid-value']);
    for (const { uri } of others) assert.deepEqual(shown(uri), []);
  });

  it('checks what the settings name, and nothing when switched off', async () => {
    const document = await folder.open('../vm.toml', '[runtime]\ninternetworking_model = "nonsense"\n');
    const undo = await setSetting('kata.lint.files', ['**/vm.toml']);
    const hasFinding = (uri: vscode.Uri) => () =>
      shown(uri).some(
        ({ message }) => message.includes('nonsense') || message.includes('internetworking_model'),
      );
    assert.equal(await until(hasFinding(document.uri), Boolean), true);
    const undoEnable = await setSetting('kata.lint.enable', false);
    await expectRules(document.uri, []);
    await undoEnable();
    await undo();
    await expectRules(document.uri, []);
  });

  it('checks a document without a name when it says what it is', async () => {
    const document = await vscode.workspace.openTextDocument({
      language: 'toml',
      content: right.replace('"tcfilter"', '"nonsense"'),
    });
    await expectRules(document.uri, ['toml-invalid-value']);
  });

  it('says once that a large file is not checked', async () => {
    const document = await folder.open(
      'configuration.toml',
      `${right}${'# padding padding padding\n'.repeat(45_000)}`,
    );
    await expectRules(document.uri, ['toml-not-checked']);
    await replace(document, '"tcfilter"', '"nonsense"');
    await expectRules(document.uri, ['toml-not-checked']);
  });
});
