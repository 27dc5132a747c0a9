/** Pods and everything that carries a pod template. */
import {
  entriesOf,
  entryOf,
  itemsOf,
  mapAt,
  nodeAt,
  textAt,
  textOf,
  type YamlEntry,
  type YamlMap,
} from '../../documents';
import type { ManifestObject } from './objects';

/** A container of a pod. */
export interface Container {
  readonly node: YamlMap;
  readonly name: string | undefined;
  readonly role: 'container' | 'init' | 'ephemeral';
}

/** A pod as it is written in a Pod, in a controller's template, or in a patch for one of them. */
export interface PodTemplate {
  /** What carries it; its `part` is the text that all places here belong to. */
  readonly object: ManifestObject;
  /** Metadata of the pod itself: of a Deployment that of the template. */
  readonly metadata: YamlMap | undefined;
  /** Metadata of what carries the template; undefined for a Pod. */
  readonly ownerMetadata: YamlMap | undefined;
  readonly spec: YamlMap;
  /** `runtimeClassName: …`. */
  readonly runtimeClassName: YamlEntry | undefined;
  /** The class's name; undefined where there is none and where a template leaves it open. */
  readonly className: string | undefined;
  readonly containers: readonly Container[];
  readonly annotations: readonly YamlEntry[];
  readonly labels: readonly YamlEntry[];
  readonly nodeSelector: readonly YamlEntry[];
  readonly volumes: readonly YamlMap[];
  /** All of it is known, so that something can be missing; see `ManifestObject.complete`. */
  readonly complete: boolean;
}

/** Where a kind keeps its pod: the path to what has `metadata` and `spec`. */
const templates: ReadonlyMap<string | undefined, readonly string[]> = new Map([
  ['Pod', []],
  ['PodTemplate', ['template']],
  ['CronJob', ['spec', 'jobTemplate', 'spec', 'template']],
]);

/** Deployment, StatefulSet, DaemonSet, ReplicaSet, ReplicationController, Job, and whatever else has one there. */
const usual = ['spec', 'template'];

const roles = { containers: 'container', initContainers: 'init', ephemeralContainers: 'ephemeral' } as const;

/** The pod that an object carries; undefined where it carries none. */
export function podOf(object: ManifestObject): PodTemplate | undefined {
  const found = place(object);
  const spec = mapAt(found, 'spec');
  if (!spec || !isPodSpec(spec)) return undefined;
  const metadata = mapAt(found, 'metadata');
  const runtimeClassName = entryOf(spec, 'runtimeClassName');
  const containers = Object.entries(roles).flatMap(([key, role]) =>
    itemsOf(nodeAt(spec, key)).flatMap((node): Container[] =>
      node.kind === 'map' ? [{ node, name: textAt(node, 'name'), role }] : [],
    ),
  );
  return {
    object,
    metadata,
    ownerMetadata: found === object.node ? undefined : mapAt(object.node, 'metadata'),
    spec,
    runtimeClassName,
    className: usable(textOf(runtimeClassName?.value)),
    containers,
    annotations: entriesOf(mapAt(metadata, 'annotations')),
    labels: entriesOf(mapAt(metadata, 'labels')),
    nodeSelector: entriesOf(mapAt(spec, 'nodeSelector')),
    volumes: itemsOf(nodeAt(spec, 'volumes')).flatMap((node) => (node.kind === 'map' ? [node] : [])),
    // A strategic merge patch has the same shape, but its containers have no image
    complete: object.complete && containers.some(({ node }) => entryOf(node, 'image') !== undefined),
  };
}

function place({ kind, node }: ManifestObject): YamlMap | undefined {
  const path = templates.get(kind);
  if (path) return mapAt(node, ...path);
  const template = mapAt(node, ...usual);
  if (template) return template;
  // A patch need not say what it is for
  return kind === undefined ? (mapAt(node, 'spec', 'jobTemplate', 'spec', 'template') ?? node) : undefined;
}

const isPodSpec = (spec: YamlMap): boolean =>
  entryOf(spec, 'containers') !== undefined || entryOf(spec, 'runtimeClassName') !== undefined;

/** A name that envsubst, kustomize or a build still has to fill in is no name. */
export const usable = (text: string | undefined): string | undefined =>
  text === undefined || text === '' || /[${}<>@%]/.test(text) ? undefined : text;
