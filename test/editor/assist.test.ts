import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { actionsAt, folderForEach, right, setSetting } from './support';

const { executeCommand } = vscode.commands;

describe('explain and complete', () => {
  const folder = folderForEach();
  before(() => vscode.extensions.getExtension('kata-workbench.kata-workbench')?.activate());

  /** Opens a configuration that may have a `│` where the cursor is. */
  async function opened(text: string, name = 'configuration.toml') {
    const offset = text.indexOf('│');
    const document = await folder.open(name, text.replace('│', ''));
    return { document, position: document.positionAt(Math.max(0, offset)) };
  }

  async function hovers(
    text: string,
    name?: string,
  ): Promise<{ document: vscode.TextDocument; found: vscode.Hover[] }> {
    const { document, position } = await opened(text, name);
    return { document, found: await executeCommand('vscode.executeHoverProvider', document.uri, position) };
  }

  const markdown = (found: readonly vscode.Hover[]): string =>
    found
      .flatMap(({ contents }) => contents)
      .map((content) => (content instanceof vscode.MarkdownString ? content.value : ''))
      .join('\n');

  /** What is offered at the mark; the documentation of the first items is made, too. */
  async function completions(text: string, name?: string) {
    const { document, position } = await opened(text, name);
    const found = await executeCommand<vscode.CompletionList>(
      'vscode.executeCompletionItemProvider',
      document.uri,
      position,
      undefined,
      100,
    );
    const labelled = (label: string) =>
      found.items.filter(
        (item) => (typeof item.label === 'string' ? item.label : item.label.label) === label,
      );
    return { document, found: found.items, labelled };
  }

  it('explains a key of a configuration, without links that run something', async () => {
    const { document, found } = await hovers(right.replace('image =', '│image ='));
    const ours = found.filter((hover) => markdown([hover]).startsWith('**image** · string'));
    assert.equal(ours.length, 1);
    assert.equal(document.getText(ours[0]?.range), 'image');
    for (const content of ours[0]?.contents ?? []) {
      assert.ok(content instanceof vscode.MarkdownString);
      assert.ok(!content.isTrusted);
    }
  });

  it('reads templates of configurations', async () => {
    const { found } = await hovers(
      '[hypervisor.qemu]\n│path = "@QEMUPATH@"\ndefault_vcpus = @DEFVCPUS@\n',
      'configuration-qemu.toml.in',
    );
    assert.match(markdown(found), /^\*\*path\*\* · string/m);
  });

  it('leaves the files of other tools alone', async () => {
    const text = '[runtime]\n│path = "x"\n';
    assert.doesNotMatch(markdown((await hovers(text, 'Cargo.toml')).found), /\*\*/);
    const { labelled } = await completions('[hypervisor]\n│\n', 'pyproject.toml');
    assert.equal(labelled('qemu').length, 0);
    const { document } = await opened(text, 'other.toml');
    assert.equal(await executeCommand('vscode.executeDocumentSymbolProvider', document.uri), undefined);
  });

  it('works where the lint is switched off', async () => {
    const restore = await setSetting('kata.lint.enable', false);
    try {
      assert.match(
        markdown((await hovers(right.replace('image =', '│image ='))).found),
        /^\*\*image\*\* · string/m,
      );
    } finally {
      await restore();
    }
  });

  it('completes keys as snippets that explain themselves', async () => {
    const { document, found, labelled } = await completions(right.replace('[agent', 'sha│\n[agent'));
    const [item] = labelled('shared_fs');
    assert.ok(item?.insertText instanceof vscode.SnippetString);
    assert.match(item.insertText.value, /^shared_fs = "\$\{1\|virtio-fs,/);
    assert.ok(item.range instanceof vscode.Range);
    assert.equal(document.getText(item.range), 'sha');
    assert.ok(item.documentation instanceof vscode.MarkdownString);
    assert.match(item.documentation.value, /^\*\*shared_fs\*\* · string/);
    assert.equal(labelled('image').length, 0, 'image is there');
    assert.ok(found.length > 50);
  });

  it('replaces quotes and brackets that the editor closed by itself', async () => {
    const value = await completions(right.replace('[agent', 'shared_fs = "│"\n[agent'));
    const [none] = value.labelled('none');
    assert.ok(none?.range instanceof vscode.Range);
    assert.equal(value.document.getText(none.range), '""');
    const header = await completions(`${right}\n[│]\n`, 'configuration-2.toml');
    const [factory] = header.labelled('[factory]');
    assert.ok(factory?.range instanceof vscode.Range);
    assert.equal(header.document.getText(factory.range), '[]');
  });

  it('follows what is typed and for which Kata the file is', async () => {
    const { labelled } = await completions(`# kata: version=3.2.0\n${right.replace('[agent', '│\n[agent')}`);
    assert.equal(labelled('file_mem_backend').length, 1);
    assert.equal(labelled('enable_numa').length, 0);
  });

  it('fills the outline and folds', async () => {
    const { document } = await opened(right);
    const symbols = await executeCommand<vscode.DocumentSymbol[]>(
      'vscode.executeDocumentSymbolProvider',
      document.uri,
    );
    assert.deepEqual(
      symbols.map(({ name }) => name),
      ['hypervisor.qemu', 'agent.kata', 'runtime'],
    );
    assert.deepEqual(
      symbols[2]?.children.map(({ name, detail }) => `${name} ${detail}`),
      ['internetworking_model "tcfilter"'],
    );
    const folds = await executeCommand<vscode.FoldingRange[]>(
      'vscode.executeFoldingRangeProvider',
      document.uri,
    );
    assert.deepEqual(
      folds.map(({ start, end }) => [start, end]),
      [
        [0, 4],
        [8, 9],
      ],
    );
  });

  it('converts a Go configuration for runtime-rs where that is possible', async () => {
    const title = 'Convert this Go configuration for runtime-rs';
    const { document } = await opened(right);
    const start = new vscode.Range(0, 0, 0, 0);
    const conversions = async () =>
      (await actionsAt(document, start, vscode.CodeActionKind.Refactor)).filter(
        (action) => action.title === title,
      );
    const [action] = await conversions();
    assert.ok(action?.edit);
    assert.ok(await vscode.workspace.applyEdit(action.edit));
    assert.match(document.getText(), /^# kata: version=\S+ runtime=rs\n[^]*^hypervisor_name = "qemu"$/m);
    assert.deepEqual(await conversions(), [], 'it is for runtime-rs now');

    // the editor keeps refused actions, with their reason, for its own menu
    const several = await folder.open('configuration-2.toml', `${right}\n[hypervisor.clh]\n`);
    const refused = await actionsAt(several, start, vscode.CodeActionKind.Refactor);
    assert.ok(refused.every((one) => one.title !== title));
    const dropIn = await folder.open('config.d/10-a.toml', right);
    const offered = await actionsAt(dropIn, start, vscode.CodeActionKind.Refactor);
    assert.ok(offered.every((one) => one.title !== title));
  });
});
