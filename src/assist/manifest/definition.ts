/** Where the names in a manifest are defined. */
import { textOf, yamlDocuments, type Span, type YamlEntry, type YamlPart } from '../../documents';
import { kataWords, manifestModel } from '../../lint';
import { classesOf, placeInFile, type ManifestFile } from './file';

/** A place in a file, which has the path that the workspace index knows it by. */
export interface FilePlace {
  readonly path: string;
  readonly span: Span;
}

/** A name at a place: a class with its RuntimeClasses, or a handler, which the container engine's files define. */
export type Definition = { readonly origin: Span } & (
  | { readonly kind: 'class'; readonly places: readonly FilePlace[] }
  | { readonly kind: 'handler'; readonly handler: string }
);

/** What the name at `offset` refers to; undefined where there is none. */
export function manifestDefinitionAt(file: ManifestFile, offset: number): Definition | undefined {
  const documents = yamlDocuments(file.text);
  const document = documents.findLast(({ base }) => base <= offset);
  if (!document || !kataWords.test(document.text)) return undefined;
  const model = manifestModel(document.yaml);
  const at = (part: YamlPart, entry: YamlEntry | undefined): Span | undefined => {
    const origin = entry && placeInFile(document, part, entry.value.span);
    return origin && origin.start <= offset && offset <= origin.end ? origin : undefined;
  };
  for (const { object, handler } of model.runtimeClasses) {
    const origin = at(object.part, handler);
    const name = textOf(handler?.value);
    if (origin && name !== undefined) return { origin, kind: 'handler', handler: name };
  }
  for (const { object, className, runtimeClassName } of model.pods) {
    const origin = at(object.part, runtimeClassName);
    if (!origin || className === undefined) continue;
    const own = classesOf(documents).get(className);
    const name = own?.object.name;
    const here = own && name && placeInFile(own.document, own.object.object.part, name.value.span);
    const places = here
      ? [{ path: file.path, span: here }]
      : (file.index?.runtimeClasses(className, file.path) ?? []).map(({ path, span }) => ({ path, span }));
    return { origin, kind: 'class', places };
  }
  return undefined;
}
