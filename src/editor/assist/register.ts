/** Hover, completion, outline, folding and the conversion for runtime-rs, in the editor's types. */
import * as vscode from 'vscode';
import type * as Assist from '../../assist';
import type { TomlDocument } from '../../documents';
import type { KataTarget } from '../../knowledge';
import type { Checker } from '../lint/checker';
import { Completer, type Offers } from './completion';
import { rangeOf } from '../lint/diagnostics';
import { isDropIn, selector } from '../places';
import { isServedByOther } from '../lint/toml-extensions';

/** A Kata configuration that something is asked about. */
export interface Asked {
  readonly toml: TomlDocument;
  readonly target: KataTarget;
  readonly assist: typeof Assist;
}

/** Reads a document and finds its Kata; undefined, soon and without loading anything, where it is none of ours. */
export type Reader = (document: vscode.TextDocument) => Promise<Asked | undefined>;

const readerFor =
  (checker: Checker): Reader =>
  async (document) => {
    const target = await checker.targetOf(document);
    if (!target) return undefined;
    const [assist, { parseToml }] = await Promise.all([
      import('../../assist'),
      import('../../documents/toml'),
    ]);
    return {
      assist,
      target,
      toml: parseToml(document.getText(), { template: document.fileName.endsWith('.in') }),
    };
  };

/** Registers everything that explains and completes configurations. */
export function registerAssist(checker: Checker): vscode.Disposable {
  const read = readerFor(checker);
  const { languages } = vscode;
  return vscode.Disposable.from(
    languages.registerHoverProvider(selector, { provideHover: hoverWith(read) }),
    languages.registerCompletionItemProvider(selector, new Completer(completeWith(read)), '[', '.', '=', '"'),
    languages.registerDocumentSymbolProvider(
      selector,
      { provideDocumentSymbols: symbolsWith(read) },
      { label: 'Kata' },
    ),
    languages.registerFoldingRangeProvider(selector, { provideFoldingRanges: foldsWith(read) }),
    languages.registerCodeActionsProvider(
      selector,
      { provideCodeActions: conversionWith(read) },
      { providedCodeActionKinds: [conversion] },
    ),
  );
}

const hoverWith =
  (read: Reader): vscode.HoverProvider['provideHover'] =>
  async (document, position) => {
    const asked = await read(document);
    const found = asked?.assist.hoverAt(asked.toml, document.offsetAt(position), asked.target);
    return (
      found && new vscode.Hover(new vscode.MarkdownString(found.markdown), rangeOf(document, found.span))
    );
  };

const completeWith =
  (read: Reader): Offers =>
  async (document, position) => {
    const asked = await read(document);
    return asked?.assist.completionsAt(asked.toml, document.offsetAt(position), asked.target);
  };

const outlineKinds = {
  table: vscode.SymbolKind.Module,
  list: vscode.SymbolKind.Array,
  key: vscode.SymbolKind.Property,
};

const symbolsWith =
  (read: Reader): vscode.DocumentSymbolProvider['provideDocumentSymbols'] =>
  async (document) => {
    if (isServedByOther(document.uri)) return undefined;
    const asked = await read(document);
    if (!asked) return undefined;
    const symbol = (item: ReturnType<typeof asked.assist.outlineOf>[number]): vscode.DocumentSymbol => {
      const { name, detail, kind, span, nameSpan } = item;
      const made = new vscode.DocumentSymbol(
        name,
        detail,
        outlineKinds[kind],
        rangeOf(document, span),
        rangeOf(document, nameSpan),
      );
      made.children = item.children.map(symbol);
      return made;
    };
    return asked.assist.outlineOf(asked.toml).map(symbol);
  };

const foldsWith =
  (read: Reader): vscode.FoldingRangeProvider['provideFoldingRanges'] =>
  async (document) => {
    const asked = await read(document);
    return asked?.assist
      .foldsOf(asked.toml)
      .map(({ first, last, comment }) =>
        comment
          ? new vscode.FoldingRange(first, last, vscode.FoldingRangeKind.Comment)
          : new vscode.FoldingRange(first, last),
      );
  };

const conversion = vscode.CodeActionKind.RefactorRewrite.append('kata');

const conversionWith =
  (read: Reader): vscode.CodeActionProvider['provideCodeActions'] =>
  async (document, range, { only, triggerKind }) => {
    // a light bulb of its own only where the cursor is on a table's header
    const asks = triggerKind === vscode.CodeActionTriggerKind.Invoke || only !== undefined;
    // a drop-in goes with its main file and names nothing itself
    if ((only && !only.contains(conversion)) || isDropIn(document.uri)) return undefined;
    if (!asks && !document.lineAt(range.start.line).text.trimStart().startsWith('[')) return undefined;
    const asked = await read(document);
    if (asked?.target.runtime !== 'go') return undefined;
    const { edits, refusal } = asked.assist.convertToRuntimeRs(asked.toml, asked.target);
    const action = new vscode.CodeAction(
      vscode.l10n.t('Convert this Go configuration for runtime-rs'),
      conversion,
    );
    if (refusal !== undefined) action.disabled = { reason: refusal };
    else {
      action.edit = new vscode.WorkspaceEdit();
      const changes = edits.map(({ span, newText }) =>
        vscode.TextEdit.replace(rangeOf(document, span), newText),
      );
      action.edit.set(document.uri, changes);
    }
    return [action];
  };
