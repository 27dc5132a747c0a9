/** The host report as a Markdown preview and as JSON. Both are without names, as they are meant to be shown to others. */
import * as vscode from 'vscode';
import type { HostCheck } from './host-check';
import { redact, thisPerson } from './redact';
import { showPage } from './rule-pages';

const scheme = 'kata-host';

/** Documents of the report, with its newest content. */
const uris = {
  markdown: vscode.Uri.from({ scheme, path: '/Kata Host Report.md' }),
  json: vscode.Uri.from({ scheme, path: '/kata-host-report.json' }),
};
export type ReportFormat = keyof typeof uris;

export class HostDocuments implements vscode.TextDocumentContentProvider, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.changed.event;
  private readonly registrations: vscode.Disposable;

  constructor(private readonly host: HostCheck) {
    this.registrations = vscode.Disposable.from(
      vscode.workspace.registerTextDocumentContentProvider(scheme, this),
      host.onDidChange(({ running }) => {
        if (!running) for (const uri of Object.values(uris)) this.changed.fire(uri);
      }),
    );
  }

  /** The report of the last run; empty where there was none. */
  async text(format: ReportFormat): Promise<string> {
    const { report } = this.host.results;
    if (!report) return '';
    const { renderJson, renderMarkdown } = await import('../host');
    return redact(format === 'json' ? renderJson(report) : renderMarkdown(report), thisPerson());
  }

  provideTextDocumentContent(uri: vscode.Uri): Promise<string> {
    return this.text(uri.path === uris.json.path ? 'json' : 'markdown');
  }

  async show(format: ReportFormat): Promise<void> {
    if (format === 'markdown') await showPage(uris.markdown);
    else await vscode.window.showTextDocument(uris.json, { preview: true });
  }

  dispose(): void {
    this.registrations.dispose();
    this.changed.dispose();
  }
}
