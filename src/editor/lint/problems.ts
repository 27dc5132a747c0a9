/** Findings as the editor's problems. */
import * as vscode from 'vscode';
import { LineIndex, type Span } from '../../documents/text';
import type { Finding, Related, Severity } from '../../lint';
import { source } from '../contributions';
import type { Judged } from './judge';
import type { ManifestIndex } from './manifest-index';
import { rangeIn } from '../places';
import type { RulePages } from './rule-pages';

const severities: Record<Severity, vscode.DiagnosticSeverity> = {
  error: vscode.DiagnosticSeverity.Error,
  warning: vscode.DiagnosticSeverity.Warning,
  information: vscode.DiagnosticSeverity.Information,
  hint: vscode.DiagnosticSeverity.Hint,
};

const tags = {
  unnecessary: vscode.DiagnosticTag.Unnecessary,
  deprecated: vscode.DiagnosticTag.Deprecated,
};

/** A file with what was found in it. */
export interface FileProblems {
  readonly uri: vscode.Uri;
  readonly judged: Judged;
  /** The stretch of the file that a span means. */
  readonly rangeOf: (span: Span) => vscode.Range;
}

export class Problems {
  constructor(
    private readonly pages: RulePages,
    private readonly manifests: ManifestIndex,
  ) {}

  of(file: FileProblems): vscode.Diagnostic[] {
    return file.judged.findings.map((finding) => this.problem(finding, file));
  }

  private problem(
    { rule, message, severity, span, ...more }: Finding,
    file: FileProblems,
  ): vscode.Diagnostic {
    const shown = new vscode.Diagnostic(file.rangeOf(span), message, severities[severity]);
    shown.source = source;
    shown.code = { value: rule, target: this.pages.uri(rule) };
    if (more.tags) shown.tags = more.tags.map((tag) => tags[tag]);
    if (more.related) {
      shown.relatedInformation = more.related.flatMap((related) => {
        const place = this.place(related, file);
        return place ? [new vscode.DiagnosticRelatedInformation(place, related.message)] : [];
      });
    }
    return shown;
  }

  /** A second place: in the same file, in another file of its set, or in another manifest. */
  private place(
    { path, span }: Related,
    { uri, judged, rangeOf }: FileProblems,
  ): vscode.Location | undefined {
    if (path === undefined) return new vscode.Location(uri, rangeOf(span));
    const file = judged.files.get(path);
    return file
      ? new vscode.Location(file.uri, rangeIn(new LineIndex(file.text), span))
      : this.manifests.locate(path, span);
  }
}
