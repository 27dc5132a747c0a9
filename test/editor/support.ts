/** Files and waiting for tests in the editor. */
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import * as vscode from 'vscode';

/** A small configuration for the Go runtime that is right. */
export const right = `[hypervisor.qemu]
path = "/usr/bin/qemu-system-x86_64"
kernel = "/usr/share/kata-containers/vmlinux.container"
image = "/usr/share/kata-containers/kata-containers.img"
virtio_fs_daemon = "/usr/libexec/virtiofsd"

[agent.kata]

[runtime]
internetworking_model = "tcfilter"
`;

/** A temporary folder outside the workspace whose files pass for an installed Kata's. */
export class Folder {
  /** What `remove` takes away: nothing where the folder is somebody else's. */
  private root: string | undefined;

  /** `given`: somebody else's folder; else one of its own, made when it is first used. */
  constructor(private readonly given?: string) {}

  get path(): string {
    if (this.given !== undefined) return this.given;
    this.root ??= mkdtempSync(join(tmpdir(), 'kata-workbench-test-'));
    return join(this.root, 'kata-containers');
  }

  uri(name: string): vscode.Uri {
    return vscode.Uri.file(join(this.path, name));
  }

  write(name: string, text: string): vscode.Uri {
    const file = join(this.path, name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    return vscode.Uri.file(file);
  }

  /** Writes a file and opens it in an editor. */
  async open(name: string, text: string): Promise<vscode.TextDocument> {
    return show(this.write(name, text));
  }

  remove(): void {
    if (this.root !== undefined) rmSync(this.root, { recursive: true, force: true });
    this.root = undefined;
  }
}

/** Opens a file as a user does. (`workspace.openTextDocument` would keep it open for minutes after its editor.) */
export async function show(uri: vscode.Uri): Promise<vscode.TextDocument> {
  await vscode.commands.executeCommand('vscode.open', uri, { preview: false });
  const document = vscode.window.activeTextEditor?.document;
  assert.equal(document?.uri.toString(), uri.toString());
  return document;
}

/** A folder that each test of the surrounding `describe` finds empty; afterwards no editor is open any more. */
export function folderForEach(): Folder {
  const folder = new Folder();
  afterEach(async () => {
    await closeAll();
    folder.remove();
  });
  return folder;
}

/** Closes everything without asking for unsaved changes. */
export async function closeAll(): Promise<void> {
  // VS Code writes its own settings in a document of its own, which is dirty for a moment
  const unsaved = vscode.workspace.textDocuments.filter(
    ({ isDirty, uri }) => isDirty && !uri.path.endsWith('/settings.json'),
  );
  for (const document of unsaved) {
    await vscode.window.showTextDocument(document);
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  }
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
}

/** Our diagnostics of a document, as they are now. */
export const shown = (uri: vscode.Uri): vscode.Diagnostic[] =>
  vscode.languages.getDiagnostics(uri).filter(({ source }) => source === 'kata');

/** The rule of a diagnostic. */
export function ruleOf({ code }: vscode.Diagnostic): string {
  assert.ok(typeof code === 'object');
  return String(code.value);
}

export const rulesOf = (uri: vscode.Uri): string[] => shown(uri).map(ruleOf);

/** Waits until something is as it should be; then or after the time limit the value is returned as it is. */
export async function until<T>(value: () => T, good: (value: T) => boolean, limit = 20_000): Promise<T> {
  const end = Date.now() + limit;
  for (;;) {
    const now = value();
    if (good(now) || Date.now() > end) return now;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** Waits until exactly these rules are shown in a document, in order of place. */
export async function expectRules(uri: vscode.Uri, expected: readonly string[]): Promise<void> {
  const same = (rules: readonly string[]): boolean => rules.join() === expected.join();
  assert.deepEqual(await until(() => rulesOf(uri), same), expected);
}

/** The text that a range marks. */
export const marked = (document: vscode.TextDocument, { range }: vscode.Diagnostic): string =>
  document.getText(range);

/** Replaces the first occurrence of a text as typing would: the document stays unsaved. */
export async function replace(document: vscode.TextDocument, from: string, to: string): Promise<void> {
  const at = document.getText().indexOf(from);
  assert.ok(at >= 0, `"${from}" is in the document`);
  const edit = new vscode.WorkspaceEdit();
  edit.replace(
    document.uri,
    new vscode.Range(document.positionAt(at), document.positionAt(at + from.length)),
    to,
  );
  assert.ok(await vscode.workspace.applyEdit(edit));
}

/** The code actions that the editor offers at a place. */
export async function actionsAt(
  document: vscode.TextDocument,
  range: vscode.Range,
  kind?: vscode.CodeActionKind,
): Promise<vscode.CodeAction[]> {
  return vscode.commands.executeCommand('vscode.executeCodeActionProvider', document.uri, range, kind?.value);
}

/**
 * Answers the quick picks of the extension, one after the other, with items at these positions. They are not shown:
 * nothing tells when a real one is ready for a key.
 */
export async function choosing(work: () => Thenable<unknown>, positions: readonly number[]): Promise<void> {
  const { createQuickPick } = vscode.window;
  const left = [...positions];
  vscode.window.createQuickPick = <T extends vscode.QuickPickItem>() => {
    const accepted = new vscode.EventEmitter<void>();
    const input: Partial<vscode.QuickPick<T>> = {
      onDidAccept: accepted.event,
      onDidHide: new vscode.EventEmitter<void>().event,
      show: () => {
        input.selectedItems = input.items?.slice(left[0], (left.shift() ?? 0) + 1) ?? [];
        accepted.fire();
      },
      dispose: () => {
        accepted.dispose();
      },
    };
    return input as vscode.QuickPick<T>;
  };
  try {
    await work();
    assert.deepEqual(left, [], 'every quick pick was shown');
  } finally {
    vscode.window.createQuickPick = createQuickPick;
  }
}

/** Changes a setting of the workspace and gives back what undoes it. */
export async function setSetting(name: string, value: unknown): Promise<() => Promise<void>> {
  const configuration = vscode.workspace.getConfiguration();
  await configuration.update(name, value, vscode.ConfigurationTarget.Workspace);
  return async () => {
    await vscode.workspace.getConfiguration().update(name, undefined, vscode.ConfigurationTarget.Workspace);
  };
}
