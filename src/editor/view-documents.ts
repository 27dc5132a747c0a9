/** Pages and data that are made once and shown, as documents that nobody saves. */
import * as vscode from 'vscode';
import { showPage } from './lint/rule-pages';

export class ViewDocuments implements vscode.TextDocumentContentProvider, vscode.Disposable {
  private readonly texts = new Map<string, string>();
  private readonly changed = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.changed.event;
  private readonly registrations: vscode.Disposable;

  /** `again`: how to have them made again, a sentence. package.json has `onFileSystem:SCHEME` for the time after a reload. */
  constructor(
    private readonly scheme: string,
    private readonly again: string,
  ) {
    this.registrations = vscode.Disposable.from(
      vscode.workspace.registerTextDocumentContentProvider(scheme, this),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => {
        if (uri.scheme === scheme) this.texts.delete(uri.toString());
      }),
    );
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    // After a reload VS Code opens it again, and what it showed is gone
    return (
      this.texts.get(uri.toString()) ??
      `${vscode.l10n.t('This was made before the window was loaded again.')} ${this.again}`
    );
  }

  /** Shows a page as it reads. `key` tells pages of the same name apart. */
  async showPage(name: string, key: string, markdown: string): Promise<void> {
    await showPage(this.put(`${name}.md`, key, markdown));
  }

  /** Shows data in an editor; the name's ending says the language. */
  async showText(name: string, key: string, text: string): Promise<void> {
    await vscode.window.showTextDocument(this.put(name, key, text), { preview: true });
  }

  dispose(): void {
    this.registrations.dispose();
    this.changed.dispose();
  }

  private put(name: string, key: string, text: string): vscode.Uri {
    const file = name.replace(/[^\p{L}\p{N} ._()-]/gu, '_').slice(0, 100);
    const uri = vscode.Uri.from({ scheme: this.scheme, path: `/${file}`, query: key });
    this.texts.set(uri.toString(), text);
    this.changed.fire(uri);
    return uri;
  }
}
