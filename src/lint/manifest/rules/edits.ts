/** Changes to YAML texts. */
import type { Span, YamlEntry, YamlMap, YamlPart } from '../../../documents';
import type { Fix, TextEdit } from '../../finding';

/** Puts a text in the place of another. */
export const replace = (span: Span, newText: string, title: string, preferred = false): Fix => ({
  title,
  edits: [{ span, newText }],
  ...(preferred && { preferred }),
});

/** The column of a place, which is the indentation of what begins there. */
const column = (text: string, at: number): number => at - (text.lastIndexOf('\n', at - 1) + 1);

/** Puts lines below an entry of a block map, as deep as the entry; undefined where the map is in braces. */
export function insertBelow(
  part: YamlPart,
  map: YamlMap,
  entry: YamlEntry | undefined,
  lines: readonly string[],
): TextEdit | undefined {
  const { text } = part.yaml;
  if (map.flow || !entry || entry.merged || entry.alias) return undefined;
  const margin = ' '.repeat(column(text, entry.span.start));
  let at = text.indexOf('\n', entry.span.end);
  if (at < 0) at = text.length;
  else if (text[at - 1] === '\r') at--;
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  return { span: { start: at, end: at }, newText: lines.map((line) => eol + margin + line).join('') };
}

/** A fix made of one edit, where there is one. */
export const offer = (title: string, edit: TextEdit | undefined, preferred = false): readonly Fix[] =>
  edit ? [{ title, edits: [edit], ...(preferred && { preferred }) }] : [];

/** A value in the quotes that it is written with, or in double ones where it needs some. */
export function written(value: string, part: YamlPart, span: Span): string {
  const quote = part.yaml.text[span.start];
  return quote === '"' || quote === "'" ? quote + value + quote : value;
}
