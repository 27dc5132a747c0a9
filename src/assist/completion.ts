/** Completes sections, keys and values for the Kata and the hypervisor that a configuration is for. */
import type { TomlDocument } from '../documents';
import type { KataTarget } from '../knowledge';
import { contextOf, sectionOf, type Context } from './context';
import { cursorAt } from './cursor';
import { keyItems } from './completion-keys';
import { sectionItems } from './completion-sections';
import { valueItems } from './completion-values';
import type { Completion } from './completion-item';

export type { Completion } from './completion-item';

/** What may be written at `offset`, never what is there already. Empty in comments and behind finished values. */
export function completionsAt(document: TomlDocument, offset: number, target: KataTarget): Completion[] {
  const cursor = cursorAt(document.text, offset);
  if (!cursor) return [];
  const context = contextOf(document, target);
  if (cursor.kind === 'header') return sectionItems(context, cursor.span, tableAt(context, offset));
  const table = document.tables.findLast(({ span }) => span.start < offset) ?? document.tables[0];
  const section = sectionOf(context, table);
  if (cursor.kind === 'value') return section ? valueItems(context, section, cursor) : [];
  const keys = section ? keyItems(context, section, cursor, offset) : [];
  const fresh = cursor.path.length === 0 && cursor.follows === undefined && !cursor.inline;
  return fresh ? [...keys, ...sectionItems(context, cursor.span, undefined)] : keys;
}

const tableAt = ({ document }: Context, offset: number) =>
  document.tables.findLast(({ header, span }) => header !== undefined && span.start < offset);
