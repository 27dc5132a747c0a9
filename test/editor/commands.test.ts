import assert from 'node:assert/strict';
import { homedir, userInfo } from 'node:os';
import * as vscode from 'vscode';
import { choosing, expectRules, folderForEach, right, until } from './support';

describe('commands', () => {
  const folder = folderForEach();

  it('report facts without names, in an unsaved document', async () => {
    const document = await folder.open('configuration.toml', right.replace('"tcfilter"', '"nonsense"'));
    await expectRules(document.uri, ['toml-invalid-value']);
    await vscode.commands.executeCommand('kata.reportIssue');
    const report = vscode.window.activeTextEditor?.document;
    assert.ok(report?.isUntitled);
    assert.equal(report.languageId, 'markdown');
    const text = report.getText();
    assert.match(text, new RegExp(`VS Code: ${vscode.version.replaceAll('.', '\\.')}`));
    // Documents that other tests closed may be kept by the editor for a while
    assert.match(text, /Kata configurations open: \d+ \(4\.1\.0 go\)/);
    assert.match(text, /Findings: \d+: .*toml-invalid-value/);
    assert.doesNotMatch(text, new RegExp(homedir()));
    assert.doesNotMatch(text, new RegExp(`\\b${userInfo().username}\\b`));
  });

  it('open the page of a rule', async () => {
    await vscode.commands.executeCommand('kata.explainRule', 'toml-wrong-type');
    const label = () => vscode.window.tabGroups.activeTabGroup.activeTab?.label ?? '';
    assert.match(await until(label, (text) => text.includes('toml-wrong-type')), /toml-wrong-type/);
  });

  it('write the chosen version into the file', async () => {
    const document = await folder.open('configuration.toml', right);
    // Version: the second newest; runtime: the last one, Go; place: the first one, a comment
    await choosing(() => vscode.commands.executeCommand('kata.selectVersion'), [1, 2, 0]);
    assert.equal(document.lineAt(0).text, '# kata: version=4.0.0 runtime=go');
  });

  it('write the severity of a rule into the settings of the workspace', async () => {
    const document = await folder.open('configuration.toml', right.replace('"tcfilter"', '"nonsense"'));
    await expectRules(document.uri, ['toml-invalid-value']);
    await choosing(
      () => vscode.commands.executeCommand('kata.setRuleSeverity', 'toml-invalid-value', document.uri),
      [0],
    );
    const rules = () => vscode.workspace.getConfiguration('kata').inspect('lint.rules')?.workspaceValue;
    assert.deepEqual(rules(), { 'toml-invalid-value': 'off' });
    await expectRules(document.uri, []);
    await vscode.workspace
      .getConfiguration('kata')
      .update('lint.rules', undefined, vscode.ConfigurationTarget.Workspace);
  });
});
