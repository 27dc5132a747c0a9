/** Carries a plan out in the editor: as one edit, so that one undo takes it back, and saved. */
import * as vscode from 'vscode';
import type { FileChange, Plan } from '../../devcontainer';
import type { Desk, Item } from './desk';
import { editorFiles } from './place';
import { previewing } from './preview';

/** Shows what a plan changes, and carries it out where the user agrees. Whether it did. */
export async function review({ ask }: Desk, plan: Plan, title: string): Promise<boolean> {
  const { t } = vscode.l10n;
  const decision = await previewing(plan.changes, title, () => {
    // Short, as the list covers a part of the diff
    const items: readonly Item<boolean>[] = [
      { label: `$(check) ${t('Apply')}`, value: true },
      { label: `$(close) ${t('Cancel')}`, value: false },
    ];
    return ask.choose(items, { title, placeHolder: changeWords(plan.changes), stays: true });
  });
  if (!decision?.value) return false;
  await apply(plan);
  return true;
}

/** What happens to which file, in a line. */
export function changeWords(changes: readonly FileChange[]): string {
  const { t } = vscode.l10n;
  return changes
    .map(({ path, before, after }) => {
      const name = vscode.workspace.asRelativePath(vscode.Uri.file(path));
      if (!before) return t('Creates {0}', name);
      return after === undefined ? t('Removes {0}', name) : t('Changes {0}', name);
    })
    .join(' · ');
}

/** Carries a plan out and shows its devcontainer.json. Throws where a file could not be changed or saved. */
export async function apply(plan: Plan): Promise<void> {
  const { carryOut } = await import('../../devcontainer');
  const files = await editorFiles();
  const edit = new vscode.WorkspaceEdit();
  const changed: vscode.TextDocument[] = [];
  let isEmpty = true; // Its own size counts no files that come and go
  const last = plan.changes.at(-1);
  await carryOut(plan, {
    ...files,
    // All changes are one edit, which is made when the last one has come
    write: async (change) => {
      const document = await addTo(edit, change);
      if (document === 'disk') await files.write(change);
      else isEmpty = false;
      if (typeof document === 'object') changed.push(document);
      if (change !== last) return;
      if (!isEmpty && !(await vscode.workspace.applyEdit(edit)))
        throw new Error(vscode.l10n.t('The editor refused to change {0}.', plan.config));
      for (const one of changed) await save(one);
    },
  });
  await vscode.window.showTextDocument(vscode.Uri.file(plan.config), { preview: false });
}

/** Adds a change to an edit; gives the document that is to be saved then. `disk`: it can't be made in the editor. */
async function addTo(
  edit: vscode.WorkspaceEdit,
  { path, before, after, edits }: FileChange,
): Promise<vscode.TextDocument | 'disk' | undefined> {
  const uri = vscode.Uri.file(path);
  if (after === undefined) {
    edit.deleteFile(uri, { ignoreIfNotExists: true });
    return undefined;
  }
  if (!before) {
    edit.createFile(uri, { contents: new TextEncoder().encode(after) });
    return undefined;
  }
  const document = await vscode.workspace.openTextDocument(uri);
  // A file with line ends of several kinds: saving it in the editor would change all its lines
  if (document.getText() !== before.text) return 'disk';
  const at = (offset: number) => document.positionAt(offset);
  const parts = edits ?? [{ span: { start: 0, end: before.text.length }, newText: after }];
  for (const { span, newText } of parts)
    edit.replace(uri, new vscode.Range(at(span.start), at(span.end)), newText);
  return document;
}

/** Saves a document as it is: a formatter would change more than was shown. */
async function save(document: vscode.TextDocument): Promise<void> {
  await vscode.window.showTextDocument(document, { preview: false });
  await vscode.commands.executeCommand('workbench.action.files.saveWithoutFormatting');
  if (document.isDirty)
    throw new Error(
      vscode.l10n.t(
        '{0} was changed, but could not be saved.',
        vscode.workspace.asRelativePath(document.uri),
      ),
    );
}
