/** Offers table headers that the file does not have yet. */
import type { Span, TomlTable } from '../documents';
import { keysOf, knownIn, sectionInfo, sections } from '../knowledge';
import { t } from '../text';
import type { Completion } from './completion-item';
import { offeredHypervisors, patternOf, type Context } from './context';
import { hypervisorTitle } from './explain';
import { valueSnippet } from './snippet';

/**
 * Headers for the file's Kata. `here`: the table whose header is being written, which does not count as being there;
 * without it the header is written in full on an empty line.
 */
export function sectionItems(context: Context, span: Span, here: TomlTable | undefined): Completion[] {
  const { config, target } = context;
  const present = new Set(
    config.sections
      .filter(({ table }) => table === undefined || table !== here)
      .map(({ path }) => path.join('.')),
  );
  const typed = here !== undefined;
  const items: Completion[] = [];
  for (const path of candidates(context, present)) {
    const pattern = patternOf(path, target.runtime);
    const info = pattern === undefined ? undefined : sectionInfo(pattern, target.runtime);
    if (pattern === undefined || !info || knownIn(info, target.version) !== 'yes') continue;
    const list = pattern.endsWith('[]');
    const name = path.join('.');
    if (!list && present.has(name)) continue;
    const label = list ? `[[${name}]]` : `[${name}]`;
    const title = pattern === 'hypervisor.*' ? hypervisorTitle(path[1] ?? '', target.runtime) : undefined;
    items.push({
      kind: 'section',
      label,
      insert:
        label + (here === undefined || here.entries.length === 0 ? requiredKeys(pattern, path, context) : ''),
      span,
      detail: title ?? (list ? t('list of tables') : 'table'),
      filterText: typed ? label : name,
      sortText: `z${path[0] === 'hypervisor' ? 0 : path[0] === 'agent' ? 1 : 2}${name}`,
      documentation: () => info.description,
    });
  }
  return items;
}

/** Every header that makes sense beside those that are there. */
function candidates({ config, target }: Context, present: ReadonlySet<string>): string[][] {
  const named = config.get(['runtime'], 'hypervisor_name')?.value;
  const wanted = named?.kind === 'string' ? named.value : undefined;
  const known = offeredHypervisors(target).map(({ name }) => name);
  const there = [...present].flatMap((path) => /^hypervisor\.([^.]+)/.exec(path)?.[1] ?? []);
  const open = wanted !== undefined && known.includes(wanted) ? [wanted] : there.length === 0 ? known : [];
  const names = { hypervisor: [...new Set([...open, ...there])], agent: ['kata'] };
  return sections(target.runtime).flatMap((section) => {
    const [top = '', ...rest] = section.replace('[]', '').split('.');
    if (rest[0] !== '*') return [[top, ...rest]];
    // what stands below a hypervisor's table comes after it
    const all =
      top === 'agent' ? names.agent : rest.length > 1 && there.length > 0 ? there : names.hypervisor;
    return rest.length > 1 && top === 'hypervisor' && there.length === 0
      ? []
      : all.map((name) => [top, name, ...rest.slice(1)]);
  });
}

/** The keys that the loader insists on, below the header. */
function requiredKeys(pattern: string, path: readonly string[], context: Context): string {
  const lines = [...keysOf(pattern, context.target.runtime).values()]
    .filter((key) => key.required && knownIn(key, context.target.version) === 'yes')
    .map((key) => `\n${key.name} = ${valueSnippet(key, context, path[1])}`);
  return lines
    .map((line, index) => line.replace(/\$\{1|\$1/g, (stop) => stop.replace('1', String(index + 1))))
    .join('');
}
