/** A quick pick that starts on what holds now, so that Enter changes nothing. */
import * as vscode from 'vscode';

/** Asks for one of the items; undefined where the user left. */
export function pick<Item extends vscode.QuickPickItem>(
  title: string,
  items: readonly Item[],
  now?: Item,
): Promise<Item | undefined> {
  return new Promise((resolve) => {
    const input = vscode.window.createQuickPick<Item>();
    input.title = title;
    input.items = items;
    if (now) input.activeItems = [now];
    input.onDidAccept(() => {
      resolve(input.selectedItems[0]);
      input.dispose();
    });
    input.onDidHide(() => {
      resolve(undefined);
      input.dispose();
    });
    input.show();
  });
}
