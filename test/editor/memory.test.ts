import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { editFiles, lookAtViews, usedHeap } from './cycles';
import { closeAll, Folder } from './support';

describe('what was opened, checked and closed', () => {
  const folder = new Folder();
  const closed: WeakRef<vscode.TextDocument>[] = [];
  const listener = vscode.workspace.onDidCloseTextDocument((document) => {
    if (document.uri.path.startsWith(folder.path)) closed.push(new WeakRef(document));
  });
  after(async () => {
    listener.dispose();
    await closeAll();
    folder.remove();
  });

  let turn = 0;
  /** Bytes in use after so many more cycles. */
  const cycles = async (count: number): Promise<number> => {
    for (const end = turn + count; turn < end; turn++) {
      await editFiles(folder, turn, { extension: true });
      if (turn % 5 === 0) await lookAtViews();
    }
    return usedHeap();
  };

  // `npm run bench -- memory` does it a thousand times
  it('leaves nothing in memory', async function () {
    this.timeout(180_000);
    // What is loaded and compiled stays
    const before = await cycles(3);
    const grown = (await cycles(12)) - before;
    assert.ok(grown < 10_000_000, `${String(grown)} bytes`);
    assert.ok(closed.length >= 24, `${String(closed.length)} documents were closed`);
    const kept = closed.filter((document) => document.deref() !== undefined).length;
    // VS Code may still think of the last ones
    assert.ok(kept <= 4, `${String(kept)} of ${String(closed.length)} closed documents are still there`);
  });
});
