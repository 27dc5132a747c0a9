/** Shows what a change would do to files, before it is done: a diff per file, against a document that is not on disk. */
import * as vscode from 'vscode';
import type { FileChange } from '../../devcontainer';

const scheme = 'kata-preview';

/** Shows the changes until `work` has ended, whatever it came to. */
export async function previewing<T>(
  changes: readonly FileChange[],
  title: string,
  work: () => Promise<T>,
): Promise<T> {
  const texts = new Map<string, string>();
  const sides = changes.map(({ path, before, after }) => ({
    file: vscode.Uri.file(path),
    before: side(texts, path, 'before', before?.text),
    after: side(texts, path, 'after', after),
  }));
  const provider = vscode.workspace.registerTextDocumentContentProvider(scheme, {
    provideTextDocumentContent: (uri) => texts.get(uri.toString()) ?? '',
  });
  try {
    const [only] = sides;
    if (only && sides.length === 1)
      await vscode.commands.executeCommand('vscode.diff', only.before, only.after, title, { preview: true });
    else
      await vscode.commands.executeCommand(
        'vscode.changes',
        title,
        sides.map(({ file, before, after }) => [file, before, after]),
      );
    return await work();
  } finally {
    await closePreviews();
    provider.dispose();
  }
}

/** A file on one side of a diff. One that is not there is empty. */
function side(texts: Map<string, string>, path: string, name: string, text = ''): vscode.Uri {
  // The path keeps its end, which decides the language
  const uri = vscode.Uri.file(path).with({ scheme, query: name });
  texts.set(uri.toString(), text);
  return uri;
}

const isPreview = (uri: vscode.Uri): boolean => uri.scheme === scheme;

async function closePreviews(): Promise<void> {
  const tabs = vscode.window.tabGroups.all
    .flatMap(({ tabs }) => tabs)
    .filter(({ input }) => {
      if (input instanceof vscode.TabInputTextDiff) return isPreview(input.modified);
      // A diff of several files has no type in the API of 1.105
      const diffs: unknown = (input as { readonly textDiffs?: unknown } | undefined)?.textDiffs;
      return (
        Array.isArray(diffs) &&
        diffs.some((diff) => diff instanceof vscode.TabInputTextDiff && isPreview(diff.modified))
      );
    });
  if (tabs.length > 0) await vscode.window.tabGroups.close(tabs);
}
