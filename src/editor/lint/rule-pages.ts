/** The pages about rules, made from the rules when they are asked for. */
import * as vscode from 'vscode';

const scheme = 'kata-rule';

export class RulePages implements vscode.TextDocumentContentProvider, vscode.Disposable {
  private readonly registration = vscode.workspace.registerTextDocumentContentProvider(scheme, this);

  /** Where the page of a rule is. */
  uri(rule: string): vscode.Uri {
    return vscode.Uri.from({ scheme, path: `/${rule}.md` });
  }

  async provideTextDocumentContent({ path }: vscode.Uri): Promise<string> {
    const id = path.slice(1).replace(/\.md$/, '');
    const { rulePage, rules } = await import('../../lint');
    const rule = rules.find((each) => each.id === id);
    return rule ? `${rulePage(rule)}\n` : vscode.l10n.t('There is no rule {0}.', id);
  }

  dispose(): void {
    this.registration.dispose();
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
  const { rules } = await import('../../lint');
  const items = rules.map((rule) => ({ label: rule.id, detail: rule.summary, id: rule.id }));
  return vscode.window.showQuickPick(items, { title, matchOnDetail: true });
}
