/** Looks into YAML trees. Nothing here throws, whatever stands where something else was expected. */
import type { YamlEntry, YamlMap, YamlNode, YamlScalar } from './types';

/** The entries of a map; none for anything else. */
export const entriesOf = (node: YamlNode | undefined): readonly YamlEntry[] =>
  node?.kind === 'map' ? node.entries : [];

/** The items of a list; none for anything else. */
export const itemsOf = (node: YamlNode | undefined): readonly YamlNode[] =>
  node?.kind === 'list' ? node.items : [];

/** The entry of a map with that key; of several the last, as readers of JSON have it. */
export const entryOf = (node: YamlNode | undefined, key: string): YamlEntry | undefined =>
  entriesOf(node).findLast((entry) => entry.key.value === key);

/** The entry at a path of keys. */
export function entryAt(node: YamlNode | undefined, ...path: readonly string[]): YamlEntry | undefined {
  let entry: YamlEntry | undefined;
  let at = node;
  for (const key of path) {
    entry = entryOf(at, key);
    at = entry?.value;
  }
  return entry;
}

/** The value at a path of keys; the node itself for an empty path. */
export const nodeAt = (node: YamlNode | undefined, ...path: readonly string[]): YamlNode | undefined =>
  path.length === 0 ? node : entryAt(node, ...path)?.value;

/** The map at a path of keys. */
export function mapAt(node: YamlNode | undefined, ...path: readonly string[]): YamlMap | undefined {
  const found = nodeAt(node, ...path);
  return found?.kind === 'map' ? found : undefined;
}

/** The scalar at a path of keys where something is written there. */
export function scalarAt(node: YamlNode | undefined, ...path: readonly string[]): YamlScalar | undefined {
  const found = nodeAt(node, ...path);
  return found?.kind === 'scalar' && found.style !== 'empty' ? found : undefined;
}

/** The text of a scalar; undefined for anything else, and where a template leaves it open. */
export const textOf = (node: YamlNode | undefined): string | undefined =>
  node?.kind === 'scalar' && node.style !== 'empty' && !node.unknown ? node.value : undefined;

/** The text at a path of keys, as `textOf`. */
export const textAt = (node: YamlNode | undefined, ...path: readonly string[]): string | undefined =>
  textOf(nodeAt(node, ...path));

/** What a scalar is for Kubernetes, which reads YAML 1.1 (sigs.k8s.io/yaml): `yes` is true, and so is `on`. */
export type ScalarType = 'string' | 'boolean' | 'number' | 'null';

const boolean = /^(?:y|Y|yes|Yes|YES|n|N|no|No|NO|true|True|TRUE|false|False|FALSE|on|On|ON|off|Off|OFF)$/;
const number =
  /^[-+]?(?:0b[01_]+|0x[\da-fA-F_]+|0o[0-7_]+|\d[\d_]*(?:\.[\d_]*)?(?:[eE][-+]?\d+)?|\.\d+(?:[eE][-+]?\d+)?|\.(?:inf|Inf|INF))$|^\.(?:nan|NaN|NAN)$/;

export function scalarType({ value, style }: YamlScalar): ScalarType {
  if (style === 'empty') return 'null';
  if (style !== 'plain') return 'string';
  if (/^(?:~|null|Null|NULL)$/.test(value)) return 'null';
  if (boolean.test(value)) return 'boolean';
  return number.test(value) ? 'number' : 'string';
}

/** The boolean that a scalar is for Kubernetes; undefined where it is none. */
export const booleanOf = (node: YamlNode | undefined): boolean | undefined =>
  node?.kind === 'scalar' && !node.unknown && scalarType(node) === 'boolean'
    ? /^(?:y|t|on$)/i.test(node.value)
    : undefined;
