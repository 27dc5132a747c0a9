/** Changes to pods. */
import type { Span, YamlEntry, YamlMap, YamlPart } from '../../../documents';
import { t } from '../../../text';
import type { Fix, TextEdit } from '../../finding';

/**
 * The lines of an entry, to be removed; undefined where something else stands on them, or the entry comes from
 * elsewhere.
 */
export function linesOf(part: YamlPart, map: YamlMap | undefined, entry: YamlEntry): Span | undefined {
  if (!map || map.flow || entry.merged || map.entries.length < 2) return undefined;
  const { text } = part.yaml;
  const start = text.lastIndexOf('\n', entry.span.start - 1) + 1;
  if (text.slice(start, entry.span.start).trim() !== '') return undefined;
  let end = entry.value.kind === 'scalar' ? entry.span.end : endOf(entry);
  if (!/^[ \t]*(?:#[^\n]*)?\r?(?:\n|$)/.test(text.slice(end, end + 2_000))) return undefined;
  end = text.indexOf('\n', end);
  return { start, end: end < 0 ? text.length : end + 1 };
}

const endOf = (entry: YamlEntry): number =>
  Math.max(entry.span.end, entry.alias?.end ?? entry.value.span.end);

/** Removes an entry with its lines. */
export function remove(
  part: YamlPart,
  map: YamlMap | undefined,
  entry: YamlEntry,
  preferred = false,
): readonly Fix[] {
  const span = linesOf(part, map, entry);
  if (!span) return [];
  const title = t('Remove {0}', entry.key.value.slice(0, 100));
  return [{ title, edits: [{ span, newText: '' }], ...(preferred && { preferred }) }];
}

/** Puts another name in the place of a key, in the same quotes. */
export function renameKey(
  part: YamlPart,
  { key }: YamlEntry,
  name: string,
  preferred = false,
): readonly Fix[] {
  const quote = part.yaml.text[key.span.start];
  const newText = quote === '"' || quote === "'" ? quote + name + quote : name;
  const edit: TextEdit = { span: key.span, newText };
  return [{ title: t('Change to {0}', name), edits: [edit], ...(preferred && { preferred }) }];
}
