/** What can be done about findings: their fixes, silencing them, reading about them; and everything certain at once. */
import * as vscode from 'vscode';
import type { Finding, TextEdit } from '../../lint';
import { applyEdits, preferredEdits } from '../../lint/fixes';
import type { Checked, Checker } from './checker';
import { commands, source } from '../contributions';
import { rangeOf } from './diagnostics';
import { disableFile, disableNextLine } from './suppressions';

const fixAll = vscode.CodeActionKind.SourceFixAll.append(source);

/** Fixes can bring up others, a few times; more often would be two fixes that undo each other. */
const maxRounds = 10;

export const providedKinds: readonly vscode.CodeActionKind[] = [vscode.CodeActionKind.QuickFix, fixAll];

export class CodeActions implements vscode.CodeActionProvider {
  constructor(private readonly checker: Checker) {}

  async provideCodeActions(
    document: vscode.TextDocument,
    range: vscode.Range,
    { only }: vscode.CodeActionContext,
  ): Promise<vscode.CodeAction[]> {
    const wanted = (kind: vscode.CodeActionKind): boolean => only === undefined || only.contains(kind);
    const checked = await this.checker.check(document);
    if (!checked) return [];
    if (only && fixAll.intersects(only)) return this.all(checked);
    if (!wanted(vscode.CodeActionKind.QuickFix)) return [];
    const here = checked.findings.filter(({ span }) => rangeOf(document, span).intersection(range));
    const rules = [...new Map(here.map((finding) => [finding.rule, finding])).values()];
    return [
      ...here.flatMap((finding) => fixes(finding, checked)),
      ...rules.flatMap((finding) => alternatives(finding, checked)),
    ];
  }

  /** One edit with every certain fix, again and again until no more come up. */
  private async all({ document, findings }: Checked): Promise<vscode.CodeAction[]> {
    const original = document.getText();
    const first = preferredEdits(findings);
    if (first.length === 0) return [];
    let text = applyEdits(original, first);
    let rounds = 1;
    for (; rounds < maxRounds; rounds++) {
      const more = preferredEdits(await this.checker.findingsWith(document, text));
      if (more.length === 0) break;
      text = applyEdits(text, more);
    }
    const action = new vscode.CodeAction(
      vscode.l10n.t('Fix all that Kata Workbench is certain about'),
      fixAll,
    );
    action.edit = new vscode.WorkspaceEdit();
    action.edit.set(document.uri, textEdits(document, rounds === 1 ? first : [difference(original, text)]));
    return [action];
  }
}

const textEdits = (document: vscode.TextDocument, edits: readonly TextEdit[]): vscode.TextEdit[] =>
  edits.map(({ span, newText }) => vscode.TextEdit.replace(rangeOf(document, span), newText));

/** The smallest single edit that turns one text into the other. */
function difference(from: string, to: string): TextEdit {
  const shorter = Math.min(from.length, to.length);
  let start = 0;
  while (start < shorter && from[start] === to[start]) start++;
  let end = 0;
  while (end < shorter - start && from[from.length - 1 - end] === to[to.length - 1 - end]) end++;
  return { span: { start, end: from.length - end }, newText: to.slice(start, to.length - end) };
}

/** The diagnostics of a finding that are shown now, so that the editor ties the action to them. */
const shownFor = ({ rule, span }: Finding, { document }: Checked): vscode.Diagnostic[] =>
  vscode.languages
    .getDiagnostics(document.uri)
    .filter(
      (shown) =>
        shown.source === source &&
        typeof shown.code === 'object' &&
        shown.code.value === rule &&
        shown.range.isEqual(rangeOf(document, span)),
    );

function fixes(finding: Finding, checked: Checked): vscode.CodeAction[] {
  return (finding.fixes ?? []).map(({ title, edits, preferred }) => {
    const action = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
    action.edit = new vscode.WorkspaceEdit();
    action.edit.set(checked.document.uri, textEdits(checked.document, edits));
    action.diagnostics = shownFor(finding, checked);
    if (preferred !== undefined) action.isPreferred = preferred;
    return action;
  });
}

/** What can be done about a finding without doing what it asks for. */
function alternatives(finding: Finding, checked: Checked): vscode.CodeAction[] {
  const { rule } = finding;
  const { document, kind } = checked;
  const { t } = vscode.l10n;
  const quickFix = (title: string): vscode.CodeAction => {
    const action = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
    action.diagnostics = shownFor(finding, checked);
    return action;
  };
  const edit = (title: string, change: vscode.SnippetTextEdit): vscode.CodeAction => {
    const action = quickFix(title);
    action.edit = new vscode.WorkspaceEdit();
    action.edit.set(document.uri, [change]);
    return action;
  };
  const command = (title: string, id: string, ...args: readonly unknown[]): vscode.CodeAction => {
    const action = quickFix(title);
    action.command = { title, command: id, arguments: [...args] };
    return action;
  };
  const mark = kind === 'devcontainer' ? '//' : '#';
  const comments =
    kind === 'docker-daemon' // JSON has none
      ? []
      : [
          edit(t('Disable {0} for this line', rule), disableNextLine(document, finding, mark)),
          edit(t('Disable {0} for this file', rule), disableFile(document, finding, mark)),
        ];
  return [
    ...comments,
    command(t('Set severity of {0} in settings…', rule), commands.setRuleSeverity, rule, document.uri),
    command(t('Explain {0}', rule), commands.explainRule, rule),
  ];
}
