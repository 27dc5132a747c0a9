/** What Kata Workbench has to say, in one shape for every feature and every way out (editor, command line, SARIF). */
import type { Span, TextEdit } from '../documents/text';

export type { TextEdit };

export const severities = ['error', 'warning', 'information', 'hint'] as const;
/** How bad it is, named as in LSP. */
export type Severity = (typeof severities)[number];

/** A change that settles a finding. */
export interface Fix {
  readonly title: string;
  readonly edits: readonly TextEdit[];
  /** The one certain fix: offered first, applied by "fix all" and by `--fix`. */
  readonly preferred?: boolean;
}

/** A second place that belongs to a finding. */
export interface Related {
  /** Path of the other file; the same file where it is missing. */
  readonly path?: string;
  readonly span: Span;
  readonly message: string;
}

/** One thing to say about a file. */
export interface Finding {
  /** Rule id; the page docs/rules/RULE.md explains it. */
  readonly rule: string;
  readonly severity: Severity;
  /** Cause, subject and next step, one or two sentences of plain text. */
  readonly message: string;
  readonly span: Span;
  /** unnecessary: has no effect, may be greyed out. deprecated: belongs to another release. */
  readonly tags?: readonly ('unnecessary' | 'deprecated')[];
  readonly related?: readonly Related[];
  readonly fixes?: readonly Fix[];
}
