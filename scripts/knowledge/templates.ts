/** Reads the configurations that a release ships: which there are, for which hypervisor, with which values. */
import { parse } from '@iarna/toml';
import type { Checkout } from './checkout';
import type { RuntimeFacts, SectionFacts, ShippedFact } from './facts';
import { readMakefile, type Expand } from './makefile';

/** A `key = value` line; `off`: behind a `#`. */
interface Line {
  readonly hypervisor: string;
  readonly section: string;
  readonly key: string;
  readonly value: unknown;
  readonly off: boolean;
}

/** Reads `folder/config/configuration-NAME.toml.in`, filled in as for an x86-64 build below /opt/kata. */
export function readTemplates(
  checkout: Checkout,
  folder: string,
  arch: string,
  { keys }: SectionFacts,
): Pick<RuntimeFacts, 'templates' | 'shipped'> {
  const expand = readMakefile(checkout, folder, arch);
  const templates = new Map<string, string>();
  const lines: Line[] = [];
  for (const path of checkout.files(`${folder}/config`, /\/configuration-[^/]+\.toml\.in$/)) {
    const text = fillIn(checkout.read(path), expand);
    const hypervisor = /^\[hypervisor\.([^\].]+)\]/m.exec(text)?.[1] ?? '';
    templates.set(path.replace(/^.*configuration-|\.toml\.in$/g, ''), hypervisor);
    lines.push(...readLines(text, hypervisor, keys));
  }
  return { templates, shipped: summarise(lines) };
}

/** Puts the variables in as the Makefile's `sed` through a shell does: `\"` is a quote, a bare quote is none. */
function fillIn(text: string, expand: Expand): string {
  return text.replace(/@([A-Z0-9_]+)@/g, (_, name: string) =>
    expand(`$(${name})`).replace(/\\?"/g, (quote) => (quote === '"' ? '' : '"')),
  );
}

function readLines(text: string, hypervisor: string, keys: SectionFacts['keys']): Line[] {
  const lines: Line[] = [];
  let section = '';
  for (const line of text.split('\n')) {
    const header = /^(\[\[?)([\w.-]+)\]/.exec(line);
    if (header)
      section =
        (header[2] ?? '').replace(/^(hypervisor|agent)\.[^.]+/, '$1.*') + (header[1] === '[[' ? '[]' : '');
    const [, comment, key = '', source = ''] = /^(#\s*)?(\w+)\s*=\s*(.+)$/.exec(line) ?? [];
    if (!keys.get(section)?.has(key)) continue;
    const value = parseValue(source);
    if (value !== undefined) lines.push({ hypervisor, section, key, value, off: comment !== undefined });
  }
  return lines;
}

/** Undefined where a comment only looks like a setting. */
function parseValue(source: string): unknown {
  try {
    const { value } = parse(`value = ${source}`);
    return typeof value === 'bigint' ? undefined : value;
  } catch {
    return undefined;
  }
}

/** Per key: the value that most configurations hold (those behind a `#` only where there is no other). */
function summarise(lines: readonly Line[]): Map<string, ShippedFact> {
  const shipped = new Map<string, ShippedFact>();
  for (const [place, uses] of group(lines, ({ section, key }) => `${section} ${key}`)) {
    const on = uses.filter(({ off }) => !off);
    const counts = [...group(on.length > 0 ? on : uses, ({ value }) => JSON.stringify(value)).values()];
    counts.sort((a, b) => b.length - a.length);
    const value = counts[0]?.[0]?.value as ShippedFact['shipped'];
    const by = [...new Set(uses.map(({ hypervisor }) => hypervisor))].sort();
    shipped.set(place, {
      ...(value !== undefined && { shipped: value }),
      ...(place.startsWith('hypervisor') && { shippedBy: by }),
    });
  }
  return shipped;
}

function group<T>(items: readonly T[], name: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const members = groups.get(name(item));
    if (members) members.push(item);
    else groups.set(name(item), [item]);
  }
  return groups;
}
