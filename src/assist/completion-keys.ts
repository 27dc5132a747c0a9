/** Offers the keys of a section that the file's Kata reads and that are not there yet. */
import { keysOf, knownIn, readBy, sections, type ConfigKey } from '../knowledge';
import type { Section } from '../lint';
import { t } from '../text';
import type { Completion } from './completion-item';
import { hypervisorOf, offeredHypervisors, patternOf, type Context } from './context';
import type { Cursor } from './cursor';
import { brief, explainKey } from './explain';
import { valueSnippet } from './snippet';

type KeyCursor = Extract<Cursor, { kind: 'key' }>;

/** Keys for the cursor; `section` is the table that it stands in. */
export function keyItems(
  context: Context,
  section: Section,
  cursor: KeyCursor,
  offset: number,
): Completion[] {
  const { runtime } = context.target;
  const path = [...section.path, ...cursor.path];
  const pattern = patternOf(path, runtime);
  if (pattern === undefined) return path.length === 0 ? [] : nameItems(path, cursor, context);
  const hypervisor = hypervisorOf(path);
  const own = pattern.endsWith('[]') ? section : undefined;
  const taken = new Set([...cursor.siblings, ...takenNames(context, path, own, offset)]);
  return [...keysOf(pattern, runtime).values()]
    .filter(
      (key) =>
        offered(key, hypervisor, context) &&
        ![key.name, ...(key.aliases ?? [])].some((name) => taken.has(name)),
    )
    .map((key) => {
      const common =
        hypervisor === undefined ? key.shipped !== undefined : key.shippedBy?.includes(hypervisor);
      return {
        kind: 'key',
        label: key.name,
        insert: cursor.follows ? key.name : `${key.name} = ${valueSnippet(key, context, hypervisor)}`,
        span: cursor.span,
        detail: brief(key, hypervisor),
        filterText: key.name,
        sortText: `${key.required ? 0 : common ? 1 : 2}${key.name}`,
        documentation: () => explainKey(key, { hypervisor }, context),
      };
    });
}

/** The file's Kata knows the key and does something with it for this hypervisor. */
function offered(key: ConfigKey, hypervisor: string | undefined, { target }: Context): boolean {
  return (
    key.aliasOf === undefined &&
    key.type !== 'tables' &&
    !key.inert &&
    knownIn(key, target.version) === 'yes' &&
    (hypervisor === undefined || readBy(key, hypervisor) !== false)
  );
}

/** Keys that the section has, whichever way it is written; the one under the cursor is being changed. */
function takenNames(
  { config }: Context,
  path: readonly string[],
  own: Section | undefined,
  offset: number,
): string[] {
  const wanted = path.join('\0');
  return config.entries
    .filter(({ section }) => (own ? section === own : section.path.join('\0') === wanted))
    .filter(({ key }) => offset < key.span.start || key.span.end < offset)
    .map(({ name }) => name);
}

/** The next name of a dotted key: `hypervisor.` goes on with a hypervisor, `hypervisor.qemu.` with `factory`. */
function nameItems(path: readonly string[], cursor: KeyCursor, { target }: Context): Completion[] {
  const names =
    path[0] === 'hypervisor'
      ? offeredHypervisors(target)
      : [{ name: 'kata', title: t('the agent in the guest') }];
  const container = path.length === 1 && sections(target.runtime).includes(`${path[0] ?? ''}.*`);
  return (container ? names : []).map(({ name, title }) => ({
    kind: 'section',
    label: name,
    insert: cursor.follows ? name : `${name}.`,
    span: cursor.span,
    detail: title,
    filterText: name,
    sortText: name,
    documentation: () => '',
  }));
}
