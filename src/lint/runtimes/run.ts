/** Runs the families of rules over one file of a container engine. */
import type { Span } from '../../documents';
import type { KataTarget } from '../../knowledge';
import { t } from '../../text';
import { Findings, maxText, severityTable, type RuleSettings } from '../engine';
import type { Finding } from '../finding';
import type { Extra, Rule } from '../rule';
import type { Comment } from '../suppress';

/** A file and what it is judged for. */
export interface EngineFile {
  readonly path: string;
  readonly text: string;
  readonly target: KataTarget;
}

export interface EngineOptions {
  /** Severity per rule; `off` silences it. */
  readonly rules?: RuleSettings;
  /** false where another extension already reports syntax errors. Default true. */
  readonly syntax?: boolean;
}

/** A runtime that a file registers. */
export interface RegisteredRuntime {
  /** The name that RuntimeClasses (or `docker run --runtime`) use. */
  readonly handler: string;
  /** The handler's name where it stands first. */
  readonly span: Span;
  /** The Kata configuration that it names. */
  readonly configPath?: string;
  /** The shim's type, such as `io.containerd.kata.v2`; CRI-O: `vm` or `oci`. */
  readonly type?: string;
  /** The program, as a path: containerd's and CRI-O's `runtime_path`. */
  readonly program?: string;
}

/** Says one thing about a place of the file; the rule's own severity unless `extra` has another. */
export type Report = (rule: string, span: Span, message: string, extra?: Extra) => void;

/** Rules that share a check. What they say is always about the one file. */
export interface EngineFamily<Model> {
  readonly rules: readonly Rule[];
  readonly check: (model: Model, report: Report) => void;
}

/** A way to lint one kind of file. `read` is only called for a text that is worth it. */
export interface EngineLint<Model> {
  readonly families: readonly EngineFamily<Model>[];
  /** The rule for files that are too large. */
  readonly limitRule: string;
  readonly read: (file: EngineFile, options: EngineOptions) => { model: Model; comments: readonly Comment[] };
}

/** A line that nobody wrote by hand. */
const longLine = /^[^\n]{64001}/m;

/** Findings in order of place. A file without a word of Kata costs nothing and has none. Never throws for a text. */
export function lintEngineFile<Model>(
  { families, limitRule, read }: EngineLint<Model>,
  file: EngineFile,
  options: EngineOptions,
): readonly Finding[] {
  if (!/kata/i.test(file.text)) return [];
  const usual = severityTable(families.flatMap(({ rules }) => rules));
  const severityOf = (rule: string): Finding['severity'] =>
    rule === limitRule ? 'information' : usual(rule);
  const findings = new Findings(file.text, severityOf, options.rules, limitRule);
  if (file.text.length > maxText || longLine.test(file.text)) {
    const message = t('The file is over 1 MB or has a line over 64 kB and is not checked.');
    findings.add(limitRule, { start: 0, end: 0 }, message);
    return findings.settled([]);
  }
  const { model, comments } = read(file, options);
  for (const family of families) {
    family.check(model, (rule, span, message, extra) => {
      findings.add(rule, span, message, extra);
    });
  }
  return findings.settled(comments);
}
