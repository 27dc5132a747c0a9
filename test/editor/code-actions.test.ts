import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { actionsAt, expectRules, folderForEach, right, setSetting, shown } from './support';

const { CodeActionKind } = vscode;

describe('code actions', () => {
  const folder = folderForEach();

  /** Opens a configuration with one wrong type and gives the actions offered there. */
  async function wrongType() {
    const document = await folder.open(
      'configuration.toml',
      right.replace('[agent', 'default_vcpus = "2"\n[agent'),
    );
    await expectRules(document.uri, ['toml-wrong-type']);
    const { range } = shown(document.uri)[0]!;
    return { document, range, actions: await actionsAt(document, range, CodeActionKind.QuickFix) };
  }

  const titled = (actions: readonly vscode.CodeAction[], title: RegExp): vscode.CodeAction => {
    const found = actions.filter((action) => title.test(action.title));
    assert.equal(
      found.length,
      1,
      `one action ${String(title)} in: ${actions.map((one) => one.title).join(' | ')}`,
    );
    return found[0]!;
  };

  it('offer the certain fix as preferred, and it settles the finding', async () => {
    const { document, actions } = await wrongType();
    const fix = actions.find(({ isPreferred }) => isPreferred);
    assert.ok(fix?.edit, `a preferred fix in: ${JSON.stringify(actions)}`);
    assert.ok(await vscode.workspace.applyEdit(fix.edit));
    assert.match(document.getText(), /^default_vcpus = 2$/m);
    await expectRules(document.uri, []);
  });

  it('silence a rule for a line', async () => {
    const { document, actions } = await wrongType();
    const { edit } = titled(actions, /^Disable toml-wrong-type for this line$/);
    assert.ok(edit && (await vscode.workspace.applyEdit(edit)));
    assert.match(
      document.getText(),
      /^# kata-lint-disable-next-line toml-wrong-type -- reason\ndefault_vcpus = "2"$/m,
    );
    await expectRules(document.uri, []);
  });

  it('silence a second rule for the same line in the same comment', async () => {
    const text = right.replace(
      '[agent',
      '  # kata-lint-disable-next-line toml-key-case -- known\n  default_vcpus = "2"\n[agent',
    );
    const document = await folder.open('configuration.toml', text);
    await expectRules(document.uri, ['toml-wrong-type']);
    const actions = await actionsAt(document, shown(document.uri)[0]!.range, CodeActionKind.QuickFix);
    const { edit } = titled(actions, /^Disable toml-wrong-type for this line$/);
    assert.ok(edit && (await vscode.workspace.applyEdit(edit)));
    assert.match(
      document.getText(),
      /^ {2}# kata-lint-disable-next-line toml-key-case, toml-wrong-type -- known$/m,
    );
    await expectRules(document.uri, []);
  });

  it('silence a rule for a file, below comments that have to stay first', async () => {
    const text = `# kata: version=4.1.0\n${right.replace('[agent', 'default_vcpus = "2"\n[agent')}`;
    const document = await folder.open('configuration.toml', text);
    await expectRules(document.uri, ['toml-wrong-type']);
    const actions = await actionsAt(document, shown(document.uri)[0]!.range, CodeActionKind.QuickFix);
    const { edit } = titled(actions, /^Disable toml-wrong-type for this file$/);
    assert.ok(edit && (await vscode.workspace.applyEdit(edit)));
    assert.equal(document.lineAt(1).text, '# kata-lint-disable-file toml-wrong-type -- reason');
    await expectRules(document.uri, []);
  });

  it('lead to the settings and to the page of the rule', async () => {
    const { actions, document } = await wrongType();
    const severity = titled(actions, /^Set severity of toml-wrong-type/);
    assert.deepEqual(severity.command?.command, 'kata.setRuleSeverity');
    assert.equal(severity.command.arguments?.[0], 'toml-wrong-type');
    assert.equal(String(severity.command.arguments[1]), document.uri.toString());
    assert.deepEqual(titled(actions, /^Explain toml-wrong-type$/).command?.arguments, ['toml-wrong-type']);
  });

  it('fix everything that is certain at once', async () => {
    const text = right.replace('[agent', 'default_vcpus = "2"\ndefault_memory = "2048"\n[agent');
    const document = await folder.open('configuration.toml', text);
    await expectRules(document.uri, ['toml-wrong-type', 'toml-wrong-type']);
    const all = await actionsAt(
      document,
      new vscode.Range(0, 0, 0, 0),
      CodeActionKind.SourceFixAll.append('kata'),
    );
    assert.equal(all.length, 1);
    assert.equal(all[0]?.kind?.value, 'source.fixAll.kata');
    assert.ok(all[0].edit && (await vscode.workspace.applyEdit(all[0].edit)));
    assert.match(document.getText(), /^default_vcpus = 2\ndefault_memory = 2048$/m);
    await expectRules(document.uri, []);
  });

  it('fix on save where the settings ask for it', async () => {
    const undo = await setSetting('editor.codeActionsOnSave', { 'source.fixAll.kata': 'explicit' });
    try {
      const { document } = await wrongType();
      const edit = new vscode.WorkspaceEdit();
      edit.insert(document.uri, new vscode.Position(document.lineCount - 1, 0), '# changed\n');
      assert.ok(await vscode.workspace.applyEdit(edit));
      assert.ok(await document.save());
      assert.match(document.getText(), /^default_vcpus = 2$/m);
    } finally {
      await undo();
    }
  });

  it('offer nothing where nothing is wrong', async () => {
    const document = await folder.open('configuration.toml', right);
    const actions = await actionsAt(document, new vscode.Range(0, 0, 3, 0));
    assert.deepEqual(
      actions.filter(({ title }) => /toml-|Kata Workbench/.test(title)),
      [],
    );
  });
});
