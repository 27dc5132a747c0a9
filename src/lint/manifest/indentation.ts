/** Manifests that lost their indentation on the way, as text copied from a PDF or a chat does. */
import { entriesOf, entryOf, type ParsedYaml, type YamlEntry } from '../../documents';

/** `metadata:` with nothing in it, and what belongs into it on the next line, at the margin. */
const bareMetadata =
  /^metadata:[ \t]*(?:#[^\n]*)?\r?\n(?:[ \t]*(?:#[^\n]*)?\r?\n)*(?:name|generateName|namespace|labels|annotations):/m;
const indented = /^[ \t]+[^\s#]/m;

/** Whether every line of a manifest begins at the margin although something belongs into its `metadata`. */
export const indentationIsLost = (text: string): boolean =>
  /^kind:/m.test(text) && bareMetadata.test(text) && !indented.test(text);

/** What may stand in a RuntimeClass: a map's own keys, or `any` for a map of texts. */
type Shape = 'any' | { readonly [key: string]: Shape | 'text' };

const runtimeClass: Shape = {
  apiVersion: 'text',
  kind: 'text',
  metadata: { name: 'text', labels: 'any', annotations: 'any' },
  handler: 'text',
  overhead: { podFixed: 'any' },
  scheduling: { nodeSelector: 'any' },
};

/**
 * How deep each entry of a flat RuntimeClass belongs, in spaces; undefined where that is not certain: for other kinds,
 * for a key that fits nowhere, and for one that has two values.
 */
export function indentationOf(
  yaml: ParsedYaml,
): readonly { readonly entry: YamlEntry; readonly spaces: number }[] | undefined {
  const { root, problems, template } = yaml;
  const kind = entryOf(root, 'kind')?.value;
  if (problems.length > 0 || template || kind?.kind !== 'scalar' || kind.value !== 'RuntimeClass')
    return undefined;
  const open: Shape[] = [runtimeClass];
  const placed: { entry: YamlEntry; spaces: number }[] = [];
  const seen = new Set<string>();
  for (const entry of entriesOf(root)) {
    const { key, value } = entry;
    const empty = value.kind === 'scalar' && value.style === 'empty';
    if (value.kind !== 'scalar' || entry.merged || entry.alias || seen.has(key.value)) return undefined;
    seen.add(key.value);
    let inner: Shape | 'text' | undefined;
    while (open.length > 0) {
      const shape = open.at(-1) ?? runtimeClass;
      const own =
        shape === 'any' ? undefined : Object.hasOwn(shape, key.value) ? shape[key.value] : undefined;
      // In a map of texts everything is at home that is not one of the sections behind it
      inner = shape === 'any' ? (belongsOutside(open, key.value) ? undefined : 'text') : own;
      if (inner !== undefined) break;
      open.pop();
    }
    if (inner === undefined || (inner === 'text') === empty) return undefined;
    placed.push({ entry, spaces: 2 * (open.length - 1) });
    if (inner !== 'text') open.push(inner);
  }
  return placed;
}

const belongsOutside = (open: readonly Shape[], key: string): boolean =>
  open.some((shape) => shape !== 'any' && Object.hasOwn(shape, key));
