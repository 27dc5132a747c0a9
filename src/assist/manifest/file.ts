/** A manifest that something is asked about, with what is known of its surroundings. */
import type { Span, YamlDocument, YamlPart } from '../../documents';
import type { KataTarget } from '../../knowledge';
import { manifestModel, Surroundings, type OwnClass, type WorkspaceIndex } from '../../lint';

/** A manifest, or values of Kata's Helm chart. */
export interface ManifestFile {
  /** As the workspace index knows the file. */
  readonly path: string;
  readonly text: string;
  readonly target: KataTarget;
  /** What the other files say; absent: nothing is known about them. */
  readonly index?: WorkspaceIndex | undefined;
}

/** The kind, and not `runtimeClassName`: only documents with it are read for the sake of their classes. */
const classWord = /\bRuntimeClass\b/;

/** The RuntimeClasses of the file by name, each with its document; of several the first. */
export function classesOf(
  documents: readonly YamlDocument[],
): ReadonlyMap<string, OwnClass & { readonly document: YamlDocument }> {
  const found = new Map<string, OwnClass & { document: YamlDocument }>();
  for (const document of documents) {
    if (!classWord.test(document.text)) continue;
    for (const object of manifestModel(document.yaml).runtimeClasses) {
      const name = object.facts?.name;
      if (name !== undefined && !found.has(name)) found.set(name, { object, yaml: document.yaml, document });
    }
  }
  return found;
}

/** Answers what a class's name stands for: the file first, then the workspace, then upstream. */
export const surroundingsOf = (
  { path, target, index }: ManifestFile,
  documents: readonly YamlDocument[],
): Surroundings => new Surroundings({ path, target, index, classes: classesOf(documents) });

/** The place in the file of a place in one of its texts. */
export const placeInFile = (document: YamlDocument, part: YamlPart, span: Span): Span =>
  document.toFile(part.toDocument(span));
