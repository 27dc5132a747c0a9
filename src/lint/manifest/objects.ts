/** The Kubernetes objects of a document: on their own, in a List, as a patch, or as text inside another object. */
import {
  documentPart,
  embeddedPart,
  entriesOf,
  entryOf,
  itemsOf,
  mapAt,
  nodeAt,
  textAt,
  type ParsedYaml,
  type YamlEntry,
  type YamlMap,
  type YamlNode,
  type YamlPart,
} from '../../documents';

/** An object, or what may be the part of one that a patch names. */
export interface ManifestObject {
  /** The text that it was read from; all places are places in it. */
  readonly part: YamlPart;
  readonly node: YamlMap;
  readonly apiVersion: string | undefined;
  readonly kind: string | undefined;
  readonly name: string | undefined;
  /**
   * All of it is known: no template hides something, the YAML is sound, and it is not a patch. Only then something can
   * be missing.
   */
  readonly complete: boolean;
  /** It is the text of a custom runtime's `runtimeClass` in the values of Kata's Helm chart: the map around it. */
  readonly customRuntime?: YamlMap;
}

/** How deep Lists in Lists are followed. */
const maxLists = 3;

/** Every object of a document, those inside Lists and texts included. */
export function objectsOf(yaml: ParsedYaml): readonly ManifestObject[] {
  return [...fromPart(documentPart(yaml), {})];
}

type Circumstances = Pick<ManifestObject, 'customRuntime'> & { readonly patch?: boolean };

function* fromPart(part: YamlPart, around: Circumstances): Generator<ManifestObject> {
  const { root } = part.yaml;
  if (root?.kind === 'list') yield* jsonPatch(part, root);
  if (root?.kind === 'map') yield* fromMap(part, root, around, 0);
}

function* fromMap(
  part: YamlPart,
  node: YamlMap,
  around: Circumstances,
  lists: number,
): Generator<ManifestObject> {
  const kind = textAt(node, 'kind');
  const { template, problems } = part.yaml;
  const object: ManifestObject = {
    part,
    node,
    apiVersion: textAt(node, 'apiVersion'),
    kind,
    name: textAt(node, 'metadata', 'name'),
    complete: !template && problems.length === 0 && !around.patch && kind !== undefined,
    ...(around.customRuntime && { customRuntime: around.customRuntime }),
  };
  yield object;
  if (kind?.endsWith('List') === true && lists < maxLists) {
    for (const item of itemsOf(nodeAt(node, 'items')))
      if (item.kind === 'map') yield* fromMap(part, item, around, lists + 1);
  }
  if (part.margin !== '') return; // texts in texts in texts are nobody's manifest
  for (const runtime of customRuntimes(node)) {
    const text = entryOf(runtime.value, 'runtimeClass')?.value;
    if (runtime.value.kind === 'map' && text?.kind === 'scalar' && !text.unknown)
      yield* fromPart(embeddedPart(part, text), { customRuntime: runtime.value });
  }
  for (const text of patchTexts(node)) {
    if (text.kind === 'scalar' && !text.unknown) yield* fromPart(embeddedPart(part, text), { patch: true });
  }
}

/** The entries of `customRuntimes.runtimes` in the values of Kata's chart, or of a chart that has it as a part. */
function customRuntimes(node: YamlMap): readonly YamlEntry[] {
  const here = mapAt(node, 'customRuntimes', 'runtimes');
  if (here) return here.entries;
  return node.entries.flatMap(({ value }) => entriesOf(mapAt(value, 'customRuntimes', 'runtimes')));
}

/** The patches that a kustomization carries as text. */
const patchTexts = (node: YamlMap): readonly YamlNode[] => [
  ...itemsOf(nodeAt(node, 'patches')).flatMap((item) => entryOf(item, 'patch')?.value ?? []),
  ...itemsOf(nodeAt(node, 'patchesStrategicMerge')),
];

/** What the operations of a JSON patch set, as the object that they would make: only whole specs and class names. */
function* jsonPatch(part: YamlPart, root: YamlNode): Generator<ManifestObject> {
  for (const operation of itemsOf(root)) {
    const path = textAt(operation, 'path')
      ?.split('/')
      .slice(1)
      .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'));
    const value = entryOf(operation, 'value');
    if (!path?.length || !value || path.length > 8 || textAt(operation, 'op') === 'remove') continue;
    const node = path.reduceRight<YamlNode>((inner, key) => {
      const span = value.span;
      const name = { kind: 'scalar', value: key, style: 'plain', unknown: false, span } as const;
      return { kind: 'map', flow: false, span, entries: [{ ...value, key: name, value: inner }] };
    }, value.value);
    if (node.kind === 'map')
      yield { part, node, apiVersion: undefined, kind: undefined, name: undefined, complete: false };
  }
}
