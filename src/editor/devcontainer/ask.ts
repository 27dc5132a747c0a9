/** Questions to the user, behind one seam: tests answer them, and no command asks in a way of its own. */
import * as vscode from 'vscode';
import { inert } from '../untrusted-text';

/** What is asked with a list. */
export interface Choice {
  readonly title: string;
  readonly placeHolder?: string;
  /** The list stays while the user looks at something else, such as a diff. */
  readonly stays?: boolean;
}

export interface Ask {
  /** One of the items; undefined where the user left. The list shows that it is busy until they are there. */
  choose<Item extends vscode.QuickPickItem>(
    items: readonly Item[] | Promise<readonly Item[]>,
    choice: Choice,
  ): Promise<Item | undefined>;
  /** A typed text; undefined where the user left. */
  type(options: vscode.InputBoxOptions): Promise<string | undefined>;
  /** A dialog that has to be answered: one of the actions, or undefined for Cancel. */
  confirm(
    kind: 'information' | 'warning',
    message: string,
    detail: string,
    ...actions: readonly string[]
  ): Promise<string | undefined>;
  /** A message at the edge of the window: one of the actions, or undefined. */
  tell(
    kind: 'information' | 'warning' | 'error',
    message: string,
    ...actions: readonly string[]
  ): Promise<string | undefined>;
}

const tellers = {
  information: vscode.window.showInformationMessage,
  warning: vscode.window.showWarningMessage,
  error: vscode.window.showErrorMessage,
};

/** An item without icons and links but the icon that our own labels begin with. */
export function safe<Item extends vscode.QuickPickItem>(item: Item): Item {
  const icon = /^\$\([a-z-]+\) /.exec(item.label)?.[0] ?? '';
  return {
    ...item,
    label: icon + inert(item.label.slice(icon.length)),
    ...(item.description !== undefined && { description: inert(item.description) }),
    ...(item.detail !== undefined && { detail: inert(item.detail) }),
  };
}

/** Asks in this window. Whatever a text holds, nothing in it can be clicked. */
export const askHere: Ask = {
  choose: async <Item extends vscode.QuickPickItem>(
    items: readonly Item[] | Promise<readonly Item[]>,
    { title, placeHolder, stays = false }: Choice,
  ) =>
    vscode.window.showQuickPick<Item>(
      Promise.resolve(items).then((all) => all.map(safe)),
      {
        title: inert(title),
        ...(placeHolder !== undefined && { placeHolder }),
        ignoreFocusOut: stays,
        matchOnDescription: true,
      },
    ),
  type: async ({ title = '', prompt = '', ...options }) =>
    vscode.window.showInputBox({
      ...options,
      title: inert(title),
      prompt: inert(prompt),
      ignoreFocusOut: true,
    }),
  confirm: async (kind, message, detail, ...actions) =>
    tellers[kind](message, { modal: true, detail }, ...actions),
  tell: async (kind, message, ...actions) => tellers[kind](inert(message), ...actions),
};
