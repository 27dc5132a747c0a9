/** Lints manifests: every document for itself, with what it asks its surroundings, and again only when either changed. */
import {
  isParsed,
  yamlComments,
  yamlDocuments,
  type Span,
  type YamlDocument,
  type YamlPart,
} from '../../documents';
import { t } from '../../text';
import { kataWords } from '../classify';
import { Findings, maxText, severityTable } from '../engine';
import type { Finding, Fix } from '../finding';
import type { LintRequest } from '../request';
import type { Extra } from '../rule';
import { indentationOf } from './indentation';
import { isForKata, modelOf, type DocumentModel } from './model';
import { families, manifestRules } from './rules';
import type { ManifestExtra } from './rules/family';
import { Surroundings, type FileSurroundings, type OwnClass, type OwnPlace } from './surroundings';

/** A finding with its places in the document. */
interface RawFinding {
  readonly rule: string;
  readonly span: Span;
  readonly message: string;
  readonly extra: ManifestExtra;
}

/** What was found in a document, and what it was judged with. */
interface Judged {
  readonly version: string;
  readonly surroundings: Surroundings;
  readonly found: readonly RawFinding[];
}

const severityOf = severityTable(manifestRules);

/** Parsing and judging one of the file's documents takes longer than an editor may stand still: use a worker. */
export const isHeavy = (text: string): boolean =>
  text.length <= maxText &&
  kataWords.test(text) &&
  yamlDocuments(text).some((document) => document.large && isForKata(document) && !isParsed(document.text));

/**
 * Findings of a manifest, or of Helm values, in order of place. Pauses (yields) after each document that had to be
 * read or judged anew, so that the caller can let others work. Never throws because of the text.
 */
export function* lintManifest(request: LintRequest): Generator<undefined, readonly Finding[]> {
  const { path, text, target, options = {}, index } = request;
  const findings = new Findings(text, severityOf, options.rules, 'manifest-not-checked');
  if (text.length > maxText) {
    findings.add(
      'manifest-not-checked',
      { start: 0, end: 0 },
      t('The file is over 1 MB and is not checked.'),
    );
    return findings.settled([]);
  }
  if (!kataWords.test(text)) return [];
  const all = yamlDocuments(text);
  const documents: { readonly document: YamlDocument; readonly model: DocumentModel }[] = [];
  for (const document of all) {
    if (!isForKata(document)) continue;
    const fresh = !isParsed(document.text);
    documents.push({ document, model: modelOf(document.yaml) });
    if (fresh) yield;
  }
  const classes = new Map<string, OwnClass>();
  for (const { model } of documents) {
    for (const object of model.runtimeClasses) {
      const name = object.facts?.name;
      if (name !== undefined && !classes.has(name)) classes.set(name, { object, yaml: model.yaml });
    }
  }
  const file: FileSurroundings = { path, target, index, classes };
  for (const { document, model } of documents) {
    let judged = kept.get(model);
    if (judged?.version !== versionOf(file) || !judged.surroundings.stillHold(file)) {
      judged = judge(model, file);
      kept.set(model, judged);
      yield;
    }
    for (const { rule, span, message, extra } of judged.found)
      findings.add(rule, document.toFile(span), message, inFile(extra, document, documents));
  }
  reportLostIndentation(documents, findings);
  return findings.settled(text.includes('kata-lint-disable') ? commentsOf(all) : []);
}

const kept = new WeakMap<DocumentModel, Judged>();

const versionOf = ({ target }: FileSurroundings): string => `${target.version} ${target.runtime}`;

function judge(model: DocumentModel, file: FileSurroundings): Judged {
  const found: RawFinding[] = [];
  const surroundings = new Surroundings(file);
  for (const { check } of families) {
    check(model, surroundings, (rule, part, span, message, extra = {}) => {
      found.push({ rule, span: part.toDocument(span), message, extra: inDocument(extra, part) });
    });
  }
  return { version: versionOf(file), surroundings, found };
}

/** Carries the edits of a nested text to its document; where that can't be done there are none. */
function inDocument({ fixes, ...extra }: ManifestExtra, part: YamlPart): ManifestExtra {
  const { margin } = part;
  if (!fixes || margin === '') return { ...extra, ...(fixes && { fixes }) };
  if (margin === undefined) return extra;
  return {
    ...extra,
    fixes: withEdits(fixes, ({ span, newText }) => ({
      span: part.toDocument(span),
      newText: newText.replaceAll('\n', `\n${margin}`),
    })),
  };
}

/** Carries related places and edits from the document to the file. */
function inFile(
  { fixes, own, related, ...extra }: ManifestExtra,
  document: YamlDocument,
  documents: readonly { readonly document: YamlDocument; readonly model: DocumentModel }[],
): Extra {
  const place = ({ yaml, span, message }: OwnPlace) => {
    const there = documents.find(({ model }) => model.yaml === yaml)?.document ?? document;
    return { span: there.toFile(span), message };
  };
  const places = [...(own ?? []).map(place), ...(related ?? [])];
  return {
    ...extra,
    ...(places.length > 0 && { related: places }),
    ...(fixes && { fixes: withEdits(fixes, (edit) => ({ ...edit, span: document.toFile(edit.span) })) }),
  };
}

const withEdits = (
  fixes: readonly Fix[],
  move: (edit: Fix['edits'][number]) => Fix['edits'][number],
): Fix[] => fixes.map((fix) => ({ ...fix, edits: fix.edits.map(move) }));

/** One finding for the whole file: who lost the indentation lost it everywhere. */
function reportLostIndentation(
  documents: readonly { readonly document: YamlDocument; readonly model: DocumentModel }[],
  findings: Findings,
): void {
  const lost = documents.filter(({ model }) => model.lost);
  const [first] = lost;
  if (!first) return;
  const start = first.document.text.search(/^metadata:/m);
  const certain = lost.flatMap(({ document, model }) => {
    const placed = indentationOf(model.yaml);
    return placed ? [{ document, placed }] : [];
  });
  const edits = certain.flatMap(({ document, placed }) =>
    placed
      .filter(({ spaces }) => spaces > 0)
      .map(({ entry, spaces }) => {
        const { start: at } = document.toFile(entry.span);
        return { span: { start: at, end: at }, newText: ' '.repeat(spaces) };
      }),
  );
  const count = certain.length;
  const title =
    count === 1 ? t('Indent the RuntimeClass') : t('Indent the {0} RuntimeClasses', String(count));
  const more =
    lost.length > 1 ? t(' The same holds for {0} more in this file.', String(lost.length - 1)) : '';
  findings.add(
    'manifest-lost-indentation',
    first.document.toFile({ start, end: start + 'metadata'.length }),
    t(
      'The indentation is lost: every line of this document begins at the margin, so that its metadata is empty and Kubernetes refuses it.{0} Indent the lines again, or copy them anew from where they come from.',
      more,
    ),
    count > 0 ? { fixes: [{ title, edits, preferred: count === lost.length }] } : {},
  );
}

const commentsOf = (documents: readonly YamlDocument[]) =>
  documents
    .filter(({ text }) => text.includes('kata-lint-disable'))
    .flatMap((document) =>
      yamlComments(document.text).map(({ text, span }) => ({ text, span: document.toFile(span) })),
    );
