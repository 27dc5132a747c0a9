/** Fixes that several rules offer. Edits are always in the file of the finding. */
import type { Span } from '../../../documents';
import { t } from '../../../text';
import type { Fix } from '../../finding';
import type { ConfigFile, Entry } from '../model';
import { removal } from './family';
import type { Table } from './table';

/** Removes the entry with its line. */
export const remove = (entry: Entry, preferred = false): Fix => ({
  title: t('Remove {0}', entry.key.name),
  edits: [{ span: removal(entry), newText: '' }],
  ...(preferred && { preferred }),
});

/** Puts another text in the place of a value. */
export const change = (span: Span, newText: string, preferred = false): Fix => ({
  title: t('Change to {0}', newText),
  edits: [{ span, newText }],
  ...(preferred && { preferred }),
});

/**
 * Gives a key of the table a value (TOML text): where it stands, or on a line of its own below the table's header.
 * undefined where that would be in another file.
 */
export function set(
  table: Table,
  file: ConfigFile,
  name: string,
  value: string,
  preferred = false,
): Fix | undefined {
  const title = t('Set {0} = {1}', name, value);
  const mark = preferred && { preferred };
  const entry = table.config.get(table.path, name);
  if (entry) {
    if (entry.file !== file) return undefined;
    return { title, edits: [{ span: entry.value.span, newText: value }], ...mark };
  }
  const path = table.path.join('\0');
  const section = table.config.sections.find(
    (candidate) => candidate.file === file && candidate.table?.header && candidate.path.join('\0') === path,
  );
  if (!section?.table?.header) return undefined;
  const text = file.document.text;
  const line = /[^\r\n]*/y;
  line.lastIndex = section.table.header.span.end;
  const at = line.lastIndex + (line.exec(text)?.[0].length ?? 0);
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  return { title, edits: [{ span: { start: at, end: at }, newText: `${eol}${name} = ${value}` }], ...mark };
}

/** Those of the fixes that could be made, as part of a finding. */
export function offer(...fixes: readonly (Fix | undefined)[]): { readonly fixes?: readonly Fix[] } {
  const possible = fixes.filter((fix) => fix !== undefined);
  return possible.length > 0 ? { fixes: possible } : {};
}
