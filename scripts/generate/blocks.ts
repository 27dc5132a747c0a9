/** Generated parts of hand-written Markdown: `<!-- generated:NAME -->` ... `<!-- /generated -->`. */
import { compareVersions, hypervisors, oldest, type Hypervisor, type Runtime } from '../../src/knowledge';
import { familyTable } from './rule-pages';

/** What stands in the blocks of README.md. */
const blocks: Readonly<Record<string, () => string>> = {
  rules: familyTable,
  hypervisors: hypervisorTable,
};

/** The text with its blocks filled in anew; an error names a block that nobody knows. */
export function fillBlocks(text: string): string {
  return text.replace(
    /(<!-- generated:([\w-]+) -->\n)[\s\S]*?(<!-- \/generated -->)/g,
    (_, start: string, name: string, end: string) => {
      const block = blocks[name];
      if (!block)
        throw new Error(
          `There is no generated block "${name}"; there are ${Object.keys(blocks).join(', ')}.`,
        );
      return `${start}\n${block()}\n\n${end}`;
    },
  );
}

/** Which hypervisors the configurations of which releases may name. */
function hypervisorTable(): string {
  const all = new Map<string, Partial<Record<Runtime, Hypervisor>>>();
  for (const runtime of ['go', 'rs'] as const) {
    for (const entry of hypervisors(runtime))
      all.set(entry.name, { ...all.get(entry.name), [runtime]: entry });
  }
  const rows = [...all]
    .sort()
    .map(([name, { go, rs }]) => `| \`${name}\` | ${(go ?? rs)?.title ?? ''} | ${span(go)} | ${span(rs)} |`);
  return [`| Section | Hypervisor | Go runtime | runtime-rs |`, '| --- | --- | --- | --- |', ...rows].join(
    '\n',
  );
}

/** The releases that the workbench checks for, as far as they have the hypervisor. */
function span(entry: Hypervisor | undefined): string {
  if (!entry) return '–';
  const since =
    entry.since !== undefined && compareVersions(entry.since, oldest) > 0 ? entry.since : undefined;
  if (entry.until === undefined) return since === undefined ? 'all' : `since ${since}`;
  return since === undefined ? `until ${entry.until}` : `${since} to ${entry.until}`;
}
