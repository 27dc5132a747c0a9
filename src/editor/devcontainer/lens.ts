/** Says above the runtime of a devcontainer.json which one it is, and what can be done about it. */
import * as vscode from 'vscode';
import type { RuntimeState } from '../../devcontainer';
import { commands } from '../contributions';
import { visible } from '../untrusted-text';
import { placeOf } from './place';

/** What a configuration says, with the line that it belongs to. */
interface Said {
  readonly state: RuntimeState;
  readonly kata: boolean;
  /** There is a way back: it is Kata, or each developer chooses. */
  readonly switched: boolean;
  readonly range: vscode.Range;
}

/** Reads a configuration as it is in the editor; undefined where it is not one that can be read. */
async function read(document: vscode.TextDocument): Promise<Said | undefined> {
  const { isKataRuntime, isSwitched, planStatus, readDevContainer, Refusal } =
    await import('../../devcontainer');
  try {
    const path = document.uri.fsPath;
    const { runArgs, source } = readDevContainer(document.getText(), path);
    const { before: state } = await planStatus(path, await placeOf(document.uri));
    const { keySpan } = runArgs?.property ?? source;
    return {
      state,
      kata: isKataRuntime(state.resolved ?? state.runtime ?? ''),
      switched: isSwitched(state),
      range: new vscode.Range(document.positionAt(keySpan.start), document.positionAt(keySpan.end)),
    };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return undefined; // What is wrong is shown as a problem
  }
}

/** Which runtime it is, as it stands and as it is in this environment. */
export function runtimeWords({ runtime, resolved }: RuntimeState): string {
  const { t } = vscode.l10n;
  if (runtime === null) return t('default runtime');
  return visible(resolved === undefined || resolved === runtime ? runtime : resolved, 80);
}

export class RuntimeLens implements vscode.CodeLensProvider, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  readonly onDidChangeCodeLenses = this.changed.event;

  /** Something outside the file changed, such as an override file of Compose. */
  refresh(): void {
    this.changed.fire();
  }

  dispose(): void {
    this.changed.dispose();
  }

  async provideCodeLenses(document: vscode.TextDocument): Promise<vscode.CodeLens[]> {
    if (!vscode.workspace.isTrusted) return [];
    const said = await read(document);
    if (!said) return [];
    const { t } = vscode.l10n;
    const lens = (title: string, command: string): vscode.CodeLens =>
      new vscode.CodeLens(said.range, { title, command, arguments: [document.uri] });
    if (!said.kata)
      return [
        lens(t('Use Kata…'), commands.useKata),
        ...(said.state.runtime === null
          ? []
          : [lens(t('Runtime: {0}', runtimeWords(said.state)), commands.useKata)]),
        ...(said.switched ? [lens(t('Use Default Runtime'), commands.useDefaultRuntime)] : []),
      ];
    return [
      lens(t('Kata: {0}', runtimeWords(said.state)), commands.useKata),
      lens(t('Use Default Runtime'), commands.useDefaultRuntime),
      lens(t('Reopen in Kata'), commands.reopenInKata),
      lens(t('Prove Isolation'), commands.proveIsolation),
    ];
  }
}

/** Offers the switch where the editor offers changes. */
export class RuntimeActions implements vscode.CodeActionProvider {
  static readonly kinds = [vscode.CodeActionKind.RefactorRewrite];

  async provideCodeActions(
    document: vscode.TextDocument,
    range: vscode.Range,
    { only }: vscode.CodeActionContext,
  ): Promise<vscode.CodeAction[]> {
    const [kind] = RuntimeActions.kinds;
    if (!kind || !vscode.workspace.isTrusted || (only && !only.contains(kind) && !kind.contains(only)))
      return [];
    const said = await read(document);
    if (!said || range.end.line < said.range.start.line || range.start.line > said.range.end.line) return [];
    const { t } = vscode.l10n;
    const action = (title: string, command: string): vscode.CodeAction => {
      const made = new vscode.CodeAction(title, kind);
      made.command = { title, command, arguments: [document.uri] };
      return made;
    };
    return [
      ...(said.switched ? [action(t('Use the default runtime'), commands.useDefaultRuntime)] : []),
      ...(said.kata ? [] : [action(t('Use Kata in this dev container…'), commands.useKata)]),
    ];
  }
}
