/** What a YAML document means to Kata. Made once per text and shared by all documents that say the same. */
import { documentPart, type ParsedYaml, type YamlDocument, type YamlPart } from '../../documents';
import { kataWords } from '../classify';
import { runtimeClassOf, type RuntimeClassObject } from './classes';
import { indentationIsLost } from './indentation';
import { objectsOf, type ManifestObject } from './objects';
import { podOf, type PodTemplate } from './pods';

/** A document's objects. Places are places in an object's `part`; `part.toDocument` carries them to the document. */
export interface DocumentModel {
  readonly yaml: ParsedYaml;
  readonly part: YamlPart;
  readonly objects: readonly ManifestObject[];
  readonly runtimeClasses: readonly RuntimeClassObject[];
  readonly pods: readonly PodTemplate[];
  /** All lines begin at the margin, so that nothing is where it belongs: no objects are read. */
  readonly lost: boolean;
}

const concerned = new WeakMap<YamlDocument, boolean>();

/** Whether there may be something to say about a document; where not, it need not be parsed. */
export function isForKata(document: YamlDocument): boolean {
  const known = concerned.get(document) ?? kataWords.test(document.text);
  concerned.set(document, known);
  return known;
}

const models = new WeakMap<ParsedYaml, DocumentModel>();

export function modelOf(yaml: ParsedYaml): DocumentModel {
  const known = models.get(yaml);
  if (known) return known;
  const lost = indentationIsLost(yaml.text);
  const objects = lost ? [] : objectsOf(yaml);
  const model: DocumentModel = {
    yaml,
    part: documentPart(yaml),
    objects,
    runtimeClasses: objects.flatMap((object) => runtimeClassOf(object) ?? []),
    pods: objects.flatMap((object) => podOf(object) ?? []),
    lost,
  };
  models.set(yaml, model);
  return model;
}
