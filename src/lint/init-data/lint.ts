/** Lints init-data: as a TOML file, in an annotation, and what else travels beside it. */
import { decodeBase64, decodeInitData, decodeUtf8, isPlaceholder, readPolicy } from '../../attestation';
import { LineIndex, type Span } from '../../documents';
import { compareVersions, type KataTarget } from '../../knowledge';
import { t } from '../../text';
import { maxFindings, maxText, type RuleSettings } from '../engine';
import type { Finding, Fix } from '../finding';
import type { Extra } from '../rule';
import { withoutSuppressed } from '../suppress';
import { innerItems, modelOf, textAt, type InitDataModel, type Place } from './model';
import { families, severityOf } from './rules';

export interface InitDataOptions {
  /** Severity per rule; `off` silences it. */
  readonly rules?: RuleSettings;
  /** false where another extension already reports TOML syntax errors of the file. Default true. */
  readonly syntax?: boolean;
  /** The TEE that the pod's class declares, as `knowledge` names it (`amd-sev-snp`, `intel-tdx`, ...). */
  readonly tee?: string;
}

/** A finding inside an encoded value. Its message names the inner place; whoever holds the value adds the span. */
export interface EmbeddedFinding extends Omit<Finding, 'span' | 'fixes' | 'related'> {
  /** The place inside: the document, its line counted from one, and that line's text. */
  readonly inner?: { readonly document: Place; readonly line: number; readonly text: string };
}

/** A finding in the text that it is about. */
interface Raw extends Finding {
  readonly place: Place;
}

/** What the families say, in order of place, without what a comment in the same text silences. */
function judge(model: InitDataModel, rules: InitDataOptions['rules']): Raw[] {
  const found: Raw[] = [];
  const report = (rule: string, place: Place, span: Span, message: string, extra: Extra = {}): void => {
    const setting = rules?.[rule];
    if (setting === 'off' || found.length >= maxFindings) return;
    const severity = setting ?? extra.severity ?? severityOf(rule);
    const end = Math.min(span.end, textAt(model, place)?.text.length ?? 0);
    found.push({ ...extra, rule, place, message, severity, span: { start: span.start, end } });
  };
  for (const family of families) family.check(model, report);
  const places = new Set(found.map(({ place }) => place));
  return [...places].flatMap((place) => {
    const own = found.filter((raw) => raw.place === place).sort(bySpan);
    const text = textAt(model, place);
    if (!text || text.comments.length === 0) return own;
    const kept = new Set<Finding>(withoutSuppressed(own, text.comments, text.text));
    return own.filter((raw) => kept.has(raw));
  });
}

const bySpan = (a: Finding, b: Finding): number =>
  a.span.start - b.span.start || a.span.end - b.span.end || (a.rule < b.rule ? -1 : 1);

const tooLarge = (rules: InitDataOptions['rules']): readonly Finding[] => {
  const setting = rules?.['init-data-size'];
  const message = t('The text is over 1 MB and is not checked.');
  const severity = setting ?? 'information';
  return severity === 'off'
    ? []
    : [{ rule: 'init-data-size', severity, message, span: { start: 0, end: 0 } }];
};

/** Findings of an init-data file (TOML with `version`, `algorithm` and `[data]`), each at its place in the file. */
export function lintInitData(
  text: string,
  target: KataTarget,
  options: InitDataOptions = {},
): readonly Finding[] {
  if (text.length > maxText) return tooLarge(options.rules);
  const model = modelOf(text, {
    target,
    syntax: options.syntax ?? true,
    ...(options.tee !== undefined && { tee: options.tee }),
  });
  const findings = judge(model, options.rules).map((raw) => outerFinding(raw, model));
  const { comments = [] } = model.document?.toml ?? {};
  findings.sort(bySpan);
  return withoutSuppressed(findings, comments, text);
}

/** A finding of an inner document, moved to where that text stands in the TOML. */
function outerFinding({ place, ...finding }: Raw, { document }: InitDataModel): Finding {
  if (place === 'annotation' || place === 'init-data' || !document) return finding;
  const embedded = innerItems(document).get(place)?.embedded;
  if (!embedded) return finding;
  const { fixes, ...rest } = finding;
  const moved: Fix[] = [];
  for (const fix of fixes ?? []) {
    // inside a literal string a text stands as it is; elsewhere it would need escapes
    if (!embedded.literal || fix.edits.some(({ newText }) => newText.includes("'"))) continue;
    const edits = fix.edits.map(({ span, newText }) => ({ span: embedded.outer(span), newText }));
    moved.push({ ...fix, edits });
  }
  return { ...rest, span: embedded.outer(finding.span), ...(moved.length > 0 && { fixes: moved }) };
}

/** Findings for people who only see the encoded value. */
function embeddedFindings(model: InitDataModel, rules: InitDataOptions['rules']): EmbeddedFinding[] {
  const indexes = new Map<Place, LineIndex>();
  return judge(model, rules).map(({ place, span, message, rule, severity, tags }) => {
    const finding = { rule, severity, ...(tags && { tags }) };
    const { text } = textAt(model, place) ?? {};
    if (text === undefined) return { ...finding, message };
    const index = indexes.get(place) ?? new LineIndex(text);
    indexes.set(place, index);
    const { line } = index.position(span.start);
    const content = text.slice(index.starts[line], index.starts[line + 1]).trimEnd();
    const inner = { document: place, line: line + 1, text: content.slice(0, 200) };
    return { ...finding, message: t('{0} line {1}: {2}', place, line + 1, message), inner };
  });
}

/**
 * Findings of the value of a `cc_init_data` annotation. Before Kata 3.16.0 the value had no form of its own, and a
 * placeholder has none yet: nothing is said then.
 */
export function lintAnnotation(
  value: string,
  target: KataTarget,
  options: InitDataOptions = {},
): readonly EmbeddedFinding[] {
  if (compareVersions(target.version, '3.16.0') < 0) return [];
  const decoded = decodeInitData(value);
  if (!decoded.ok && decoded.problem.code === 'placeholder') return [];
  const base = { target, syntax: true, ...(options.tee !== undefined && { tee: options.tee }) };
  const text = decoded.ok ? decoded.value.text : undefined;
  const large = text !== undefined && text.length > maxText;
  const inside = text === undefined || large ? { ...base, configs: {} } : modelOf(text, base);
  const findings = embeddedFindings({ ...inside, envelope: { value, decoded } }, options.rules);
  if (!large) return findings;
  return [
    ...findings,
    ...tooLarge(options.rules).map(({ rule, severity, message }) => ({ rule, severity, message })),
  ];
}

/** Findings of the value of the older annotation `io.katacontainers.config.agent.policy`: base64 of Rego, no gzip. */
export function lintPolicyAnnotation(
  value: string,
  target: KataTarget,
  { rules }: InitDataOptions = {},
): readonly EmbeddedFinding[] {
  if (value.trim() === '' || isPlaceholder(value)) return [];
  const base = { target, syntax: true, configs: {} };
  const problem = (message: string): EmbeddedFinding[] => {
    const setting = rules?.['policy-encoding'] ?? severityOf('policy-encoding');
    return setting === 'off' ? [] : [{ rule: 'policy-encoding', severity: setting, message }];
  };
  if (value.length > maxText) return problem(t('The value is over 1 MB and is not decoded.'));
  if (/^\s*(?:#|package\s)/.test(value))
    return problem(t('The value is Rego as it stands: encode it in base64.'));
  const decoded = decodeBase64(value);
  if (!decoded.ok) return problem(decoded.problem.message);
  const { bytes } = decoded.value;
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) {
    return problem(
      t('It is base64 of gzip: this annotation takes base64 of the policy itself, not compressed.'),
    );
  }
  const text = decodeUtf8(bytes);
  if (text === undefined)
    return problem(t('What it decodes to is not UTF-8 text, so it can not be a policy.'));
  return embeddedFindings({ ...base, policy: readPolicy(text) }, rules);
}
