/** What every family of rules over manifests starts from. */
import type { Span, YamlPart } from '../../../documents';
import type { Extra, Rule } from '../../rule';
import type { RuntimeClassObject } from '../classes';
import type { DocumentModel } from '../model';
import type { OwnPlace, Surroundings } from '../surroundings';

/** Everything of a finding but what the engine knows itself. Edits are in the same text as the finding. */
export interface ManifestExtra extends Extra {
  /** Related places in this or another document of the same file; `related` is for other files. */
  readonly own?: readonly OwnPlace[];
}

/** Says one thing about a place of a text; the engine carries it to the file, edits of nested texts included. */
export type ManifestReport = (
  rule: string,
  part: YamlPart,
  span: Span,
  message: string,
  extra?: ManifestExtra,
) => void;

/** Rules that share a check. What a check finds may depend on nothing but the document and what it asks around. */
export interface ManifestFamily {
  readonly rules: readonly Rule[];
  readonly check: (model: DocumentModel, surroundings: Surroundings, report: ManifestReport) => void;
}

/** A check of every RuntimeClass that is Kata's. */
export const forClasses =
  (
    check: (found: RuntimeClassObject, surroundings: Surroundings, report: ClassReport) => void,
  ): ManifestFamily['check'] =>
  (model, surroundings, report) => {
    for (const found of model.runtimeClasses) {
      if (!found.kata) continue;
      check(found, surroundings, (rule, span, message, extra) => {
        report(rule, found.object.part, span, message, extra);
      });
    }
  };

/** As `ManifestReport`, about one class. */
export type ClassReport = (rule: string, span: Span, message: string, extra?: ManifestExtra) => void;
