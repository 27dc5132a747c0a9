/** The host report as a Markdown preview and as JSON, and the comparison. All are without names, to be shown to others. */
import * as vscode from 'vscode';
import type { OracleReport } from '../../host';
import { redact, thisPerson } from '../../redact';
import type { HostCheck } from './check';
import { showPage } from '../lint/rule-pages';

const scheme = 'kata-host';

/** Documents of the report, with its newest content. */
const uris = {
  markdown: vscode.Uri.from({ scheme, path: '/Kata Host Report.md' }),
  json: vscode.Uri.from({ scheme, path: '/kata-host-report.json' }),
  comparison: vscode.Uri.from({ scheme, path: '/Other Host Checks.md' }),
};
export type ReportFormat = 'markdown' | 'json';

/** What takes names out of texts. */
function hiding(): (text: string) => string {
  const person = thisPerson();
  return (text) => redact(text, person);
}

export class HostDocuments implements vscode.TextDocumentContentProvider, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.changed.event;
  private comparison = '';
  private readonly registrations: vscode.Disposable;

  constructor(private readonly host: HostCheck) {
    this.registrations = vscode.Disposable.from(
      vscode.workspace.registerTextDocumentContentProvider(scheme, this),
      host.onDidChange(({ running }) => {
        if (!running) for (const uri of Object.values(uris)) this.changed.fire(uri);
      }),
    );
  }

  /** The report of the last run; a sentence where there was none, such as after a reload. */
  async text(format: ReportFormat): Promise<string> {
    const { report } = this.host.results;
    if (!report) return vscode.l10n.t("This host was not checked yet. 'Kata: Check Host' does it.");
    const { renderJson, renderMarkdown } = await import('../../host');
    const hide = hiding();
    return format === 'json' ? hide(renderJson(report)) : renderMarkdown(report, hide);
  }

  provideTextDocumentContent(uri: vscode.Uri): Promise<string> {
    if (uri.path === uris.comparison.path) return Promise.resolve(this.comparison);
    return this.text(uri.path === uris.json.path ? 'json' : 'markdown');
  }

  async show(format: ReportFormat): Promise<void> {
    if (format === 'markdown') await showPage(uris.markdown);
    else await vscode.window.showTextDocument(uris.json, { preview: true });
  }

  /** Shows what other programs say. */
  async compare(reports: readonly OracleReport[]): Promise<void> {
    const { comparisonPage } = await import('./compare');
    this.comparison = comparisonPage(reports, hiding());
    this.changed.fire(uris.comparison);
    await showPage(uris.comparison);
  }

  dispose(): void {
    this.registrations.dispose();
    this.changed.dispose();
  }
}
