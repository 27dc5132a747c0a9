/** Questions to the user, behind one seam: tests answer them, and no command asks in a way of its own. */
import * as vscode from 'vscode';

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

/** Asks in this window. */
export const askHere: Ask = {
  choose: async (items, { title, placeHolder, stays = false }) =>
    vscode.window.showQuickPick(items, {
      title,
      ...(placeHolder !== undefined && { placeHolder }),
      ignoreFocusOut: stays,
      matchOnDescription: true,
    }),
  type: async (options) => vscode.window.showInputBox({ ...options, ignoreFocusOut: true }),
  confirm: async (kind, message, detail, ...actions) =>
    tellers[kind](message, { modal: true, detail }, ...actions),
  tell: async (kind, message, ...actions) => tellers[kind](message, ...actions),
};
