/** What a loader does with a key that it does not read, and how the file could be mended. */
import { isStrictSection } from '../../../knowledge';
import { t } from '../../../text';
import type { Fix } from '../../finding';
import { containers, type Entry, type KataConfig } from '../model';
import { header, removal } from './family';

/** What the loader does with a key that it does not know. */
export function consequence(
  config: KataConfig,
  entry: Entry,
): { severity: 'error' | 'warning'; verb: string } {
  const { section, file } = entry;
  const goDropIn =
    config.target.runtime === 'go' && file.role === 'drop-in' && containers.includes(section.path[0] ?? '');
  const strict = section.pattern !== undefined && isStrictSection(section.pattern, config.target);
  return goDropIn || strict
    ? { severity: 'error', verb: t('refuses the file') }
    : { severity: 'warning', verb: t('ignores it') };
}

/** A section pattern with this file's own table names, for messages: `hypervisor.*` -> `[hypervisor.qemu]`. */
export function shown(config: KataConfig, pattern: string): string {
  const [container = ''] = pattern.split('.');
  const [name = container === 'agent' ? 'kata' : 'NAME'] = config.named(container);
  return pattern.endsWith('[]')
    ? `[[${pattern.slice(0, -2).replace('*', name)}]]`
    : `[${pattern.replace('*', name)}]`;
}

export const rename = (entry: Entry, newText: string, preferred: boolean): Fix => ({
  title: t('Rename to {0}', newText),
  edits: [{ span: entry.key.span, newText }],
  preferred,
});

export const remove = (entry: Entry): Fix[] =>
  entry.header
    ? []
    : [{ title: t('Remove {0}', entry.key.name), edits: [{ span: removal(entry), newText: '' }] }];

/** Moves an entry to the end of another section's entries, where that section stands in the same file. */
export function move(config: KataConfig, entry: Entry, pattern: string, name: string): Fix | undefined {
  const target = config.sections.find(
    (section) => section.pattern === pattern && section.table?.header && section.file === entry.file,
  );
  if (!target?.table?.header || !entry.section.table || target === entry.section) return undefined;
  const at = target.table.entries.at(-1)?.span.end ?? target.table.header.span.end;
  const text = entry.file.document.text;
  const content = text.slice(entry.value.span.start, entry.value.span.end);
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  return {
    title: t('Move to {0}', header(target.path)),
    edits: [
      { span: removal(entry), newText: '' },
      { span: { start: at, end: at }, newText: `${eol}${name} = ${content}` },
    ],
    preferred: true,
  };
}
