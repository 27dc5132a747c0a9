/** RuntimeClasses as manifests write them. */
import {
  entriesOf,
  entryAt,
  entryOf,
  mapAt,
  nodeAt,
  textAt,
  textOf,
  type Span,
  type YamlEntry,
  type YamlMap,
  type YamlNode,
} from '../../documents';
import { classifyHandler, distributionClass, type HandlerProfile } from '../../knowledge';
import type { ManifestObject } from './objects';
import { usable } from './pods';

/** What others need to know about a RuntimeClass: plain data, to be kept for a whole workspace. */
export interface ClassFacts {
  readonly name: string;
  /** Absent: none is written, or a template leaves it open. */
  readonly handler?: string;
  readonly nodeSelector: Readonly<Record<string, string>>;
  /** Quantities as they are written. */
  readonly overhead: Readonly<Record<string, string>>;
  /** The release in the annotation `katacontainers.io/kata-version`. */
  readonly version?: string;
}

/** A RuntimeClass. */
export interface RuntimeClassObject {
  /** Its `part` is the text that all places here belong to. */
  readonly object: ManifestObject;
  readonly name: YamlEntry | undefined;
  readonly handler: YamlEntry | undefined;
  /** What the handler is; undefined where it is missing, not a text, or left open by a template. */
  readonly profile: HandlerProfile | undefined;
  readonly podFixed: YamlEntry | undefined;
  readonly nodeSelector: YamlEntry | undefined;
  /** Something in it says that it is for Kata: the handler, the name or a label of Kata's. */
  readonly kata: boolean;
  readonly facts: ClassFacts | undefined;
}

const kataDomain = 'katacontainers.io/';

/** The RuntimeClass that an object is; undefined for other kinds, those of another API group included. */
export function runtimeClassOf(object: ManifestObject): RuntimeClassObject | undefined {
  const { node, apiVersion, kind } = object;
  if (kind !== 'RuntimeClass') return undefined;
  if (apiVersion?.includes('/') === true && !apiVersion.startsWith('node.k8s.io/')) return undefined;
  const name = entryAt(node, 'metadata', 'name');
  const handler = entryOf(node, 'handler');
  const handlerName = usable(textOf(handler?.value));
  const className = usable(textOf(name?.value));
  const podFixed = entryAt(node, 'overhead', 'podFixed');
  const nodeSelector = entryAt(node, 'scheduling', 'nodeSelector');
  const wrapped = usable(textAt(node, 'spec', 'runtimeHandler'));
  const marked = [
    nodeSelector?.value,
    nodeAt(node, 'metadata', 'labels'),
    nodeAt(node, 'metadata', 'annotations'),
  ];
  const kata =
    [handlerName, wrapped, className].some(isKataName) ||
    marked.some((map) => entriesOf(map).some(({ key }) => key.value.includes(kataDomain)));
  const version = textAt(node, 'metadata', 'annotations', 'katacontainers.io/kata-version');
  return {
    object,
    name,
    handler,
    profile: handlerName === undefined ? undefined : classifyHandler(handlerName),
    podFixed,
    nodeSelector,
    kata,
    facts:
      className === undefined
        ? undefined
        : {
            name: className,
            ...(handlerName !== undefined && { handler: handlerName }),
            nodeSelector: recordOf(nodeSelector?.value),
            overhead: recordOf(podFixed?.value),
            ...(version !== undefined && { version }),
          },
  };
}

/** Whether a class or handler of that name is Kata's, or another distribution's Kata. */
export const isKataName = (name: string | undefined): boolean =>
  name !== undefined && (classifyHandler(name).origin !== 'foreign' || distributionClass(name) !== undefined);

const recordOf = (node: YamlNode | undefined): Record<string, string> =>
  Object.fromEntries(
    entriesOf(node).flatMap(({ key, value }) => {
      const text = textOf(value);
      return text === undefined ? [] : [[key.value, text]];
    }),
  );

/** Where something that is missing in a class is reported: at its name, or else at its kind. */
export const placeOf = ({ object, name }: RuntimeClassObject): Span =>
  (name ?? entryOf(object.node, 'kind'))?.value.span ?? object.node.span;

/** A map of a class, such as its labels. */
export const metadataMap = (
  { object }: RuntimeClassObject,
  key: 'labels' | 'annotations',
): YamlMap | undefined => mapAt(object.node, 'metadata', key);
