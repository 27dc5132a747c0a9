/** What every kind of file is linted with: limits, severities, order, suppression. */
import type { Span } from '../documents';
import { t } from '../text';
import type { Finding, Severity } from './finding';
import type { RuleSetting } from './project';
import type { Extra, Rule } from './rule';
import { withoutSuppressed, type Comment } from './suppress';

/** A file above this length (UTF-16 code units) is not parsed. */
export const maxText = 1_000_000;

/** A file gets at most this many findings: one with more is not read by a person either. */
export const maxFindings = 1_000;

/** Severity per rule; `off` silences it. */
export type RuleSettings = Readonly<Record<string, RuleSetting>>;

/** Looks up the usual severity of a rule; throws for one that no family declares. */
export function severityTable(rules: readonly Rule[]): (rule: string) => Severity {
  const bySeverity = new Map(rules.map(({ id, severity }) => [id, severity]));
  return (rule) => {
    const severity = bySeverity.get(rule);
    if (!severity) throw new Error(t('The rule {0} is not declared by any family.', rule));
    return severity;
  };
}

/** What is found in one text. */
export class Findings {
  private readonly list: Finding[] = [];

  constructor(
    private readonly text: string,
    private readonly severityOf: (rule: string) => Severity,
    private readonly settings: RuleSettings = {},
    /** The rule that says that there are too many findings. */
    private readonly limitRule: string,
  ) {}

  add(rule: string, span: Span, message: string, extra: Extra = {}): void {
    const setting = this.settings[rule];
    if (setting === 'off' || this.list.length > maxFindings) return;
    if (this.list.length === maxFindings) {
      const rest = t('The file has more than {0} findings; the rest is not shown.', String(maxFindings));
      const severity = 'information';
      this.list.push({ rule: this.limitRule, message: rest, severity, span: { start: 0, end: 0 } });
      return;
    }
    const severity = setting ?? extra.severity ?? this.severityOf(rule);
    this.list.push({ ...extra, rule, message, severity, span: inside(span, this.text) });
  }

  /** The findings in order of place, without those that a comment silences. */
  settled(comments: readonly Comment[]): readonly Finding[] {
    this.list.sort(
      (a, b) => a.span.start - b.span.start || a.span.end - b.span.end || (a.rule < b.rule ? -1 : 1),
    );
    return withoutSuppressed(this.list, comments, this.text);
  }
}

/** A span never leaves the text. */
function inside({ start, end }: Span, text: string): Span {
  const from = Math.max(0, Math.min(start, text.length));
  return { start: from, end: Math.max(from, Math.min(end, text.length)) };
}
