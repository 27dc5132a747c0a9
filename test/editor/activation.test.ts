import assert from 'node:assert/strict';
import * as vscode from 'vscode';

describe('activation', () => {
  it('activates in the extension host and offers its commands', async () => {
    const extension = vscode.extensions.getExtension('kata-workbench.kata-workbench');
    assert.ok(extension, 'the extension is there');
    await extension.activate();
    assert.ok(extension.isActive);
    assert.ok((await vscode.commands.getCommands(true)).includes('kata.showLog'));
  });
});
