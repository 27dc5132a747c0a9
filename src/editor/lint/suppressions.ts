/** Comments that silence a rule, as the lint reads them; the cursor goes to the reason. */
import * as vscode from 'vscode';
import type { Finding } from '../../lint';

type Document = Pick<vscode.TextDocument, 'lineAt' | 'lineCount' | 'positionAt'>;

/** A directive that stands alone, up to where another rule can follow. */
const directive = /^\s*(?:#|\/\/)\s*kata-lint-disable-(?:next-line|file)\s+[a-z0-9-]+(?:\s*,\s*[a-z0-9-]+)*/;

/** How a comment of a file begins. */
export type Mark = '#' | '//';

/** Silences a finding's rule for the line it starts on. */
export function disableNextLine(
  document: Document,
  { rule, span }: Finding,
  mark: Mark,
): vscode.SnippetTextEdit {
  const { line } = document.positionAt(span.start);
  const above = line > 0 ? document.lineAt(line - 1).text : '';
  const [same] = above.includes('disable-next-line') ? (directive.exec(above) ?? []) : [];
  if (same !== undefined) return insert(line - 1, same.length, `, ${rule}`);
  return insertLine(line, `${indentOf(document, line)}${mark} kata-lint-disable-next-line ${rule}`);
}

/** Silences a finding's rule for the whole file: at its top, after directives that stand there. */
export function disableFile(document: Document, { rule }: Finding, mark: Mark): vscode.SnippetTextEdit {
  let line = 0;
  while (line + 1 < document.lineCount && isHead(document.lineAt(line).text)) line++;
  return insertLine(line, `${mark} kata-lint-disable-file ${rule}`);
}

const indentOf = (document: Document, line: number): string =>
  /^\s*/.exec(document.lineAt(line).text)?.[0] ?? '';

/** Comments for tools, which have to stay first: `#:schema`, `# kata:`, `# kata-lint-disable-file`. */
const isHead = (text: string): boolean =>
  /^\s*(?:#|\/\/)(?::|\s*kata:|\s*kata-lint-disable-file\b)/.test(text);

const insert = (line: number, character: number, text: string): vscode.SnippetTextEdit =>
  vscode.SnippetTextEdit.insert(
    new vscode.Position(line, character),
    new vscode.SnippetString().appendText(text),
  );

function insertLine(line: number, comment: string): vscode.SnippetTextEdit {
  const snippet = new vscode.SnippetString()
    .appendText(`${comment} -- `)
    .appendPlaceholder(vscode.l10n.t('reason'))
    .appendText('\n');
  return vscode.SnippetTextEdit.insert(new vscode.Position(line, 0), snippet);
}
