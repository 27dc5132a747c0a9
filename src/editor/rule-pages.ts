/** The pages about rules, shipped with the extension. */
import * as vscode from 'vscode';

export class RulePages {
  constructor(private readonly extension: vscode.Uri) {}

  /** Where the page of a rule is. */
  uri(rule: string): vscode.Uri {
    return vscode.Uri.joinPath(this.extension, 'docs', 'rules', `${rule}.md`);
  }

  /** Shows the page of a rule; without a rule, asks for one. */
  async show(rule?: unknown): Promise<void> {
    const id = typeof rule === 'string' ? rule : await this.ask();
    if (id !== undefined) await showPage(this.uri(id));
  }

  private async ask(): Promise<string | undefined> {
    return (await pickRule(vscode.l10n.t('Explain a rule')))?.id;
  }
}

/** Shows a Markdown file as it reads. */
export async function showPage(uri: vscode.Uri): Promise<void> {
  // Locked: it stays on this page when another Markdown file gets the focus
  await vscode.commands.executeCommand('markdown.showPreview', uri, undefined, { locked: true });
}

/** Asks for a rule. */
export async function pickRule(title: string) {
  const { rules } = await import('../lint');
  const items = rules.map((rule) => ({ label: rule.id, detail: rule.summary, id: rule.id }));
  return vscode.window.showQuickPick(items, { title, matchOnDetail: true });
}
