/** What a rule is: a page of documentation as data, and a check that it shares with its family. */
import type { Span } from '../documents';
import type { Kind } from './classify';
import type { Finding, Severity } from './finding';

/** An example on a rule's page, which the tests also lint. */
export interface Example {
  readonly text: string;
  /** What kind of file it is. Default: a Kata configuration. */
  readonly kind?: Kind;
  /** Default: the newest release and, for TOML, runtime-go. */
  readonly version?: string;
  readonly runtime?: 'go' | 'rs';
  /** The file's name where the rule depends on it; `config.d/NAME` makes it a drop-in of a small main file. */
  readonly path?: string;
  /** For a drop-in: the text of another one, by its name, that is read together with it. */
  readonly beside?: Readonly<Record<string, string>>;
}

/** A rule as its page and the settings show it. */
export interface Rule {
  /** Kebab-case with the family's prefix; never changes once released. */
  readonly id: string;
  /** One line without a full stop. */
  readonly summary: string;
  /** The usual severity; a finding may be milder or graver where the consequence is. */
  readonly severity: Severity;
  /** What happens and why it matters, in Markdown. */
  readonly about: string;
  /** A text that has this finding; `«` and `»` stand around the place it is reported at. */
  readonly bad: Example;
  /** The same, right. */
  readonly good: Example;
  /** Where the fact comes from: a file of the Kata source at a release, or its documentation. */
  readonly source: string;
}

/** Everything of a finding but what the engine knows itself. */
export type Extra = Partial<Pick<Finding, 'severity' | 'tags' | 'related' | 'fixes'>>;

/** Says one thing about a place; the rule's own severity unless `extra` has another. */
export type Report<Place> = (rule: string, place: Place, span: Span, message: string, extra?: Extra) => void;

/** Rules that share a check. */
export interface Family<Model, Place> {
  readonly rules: readonly Rule[];
  readonly check: (model: Model, report: Report<Place>) => void;
}
