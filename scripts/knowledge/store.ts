/** The data files below src/knowledge/data: reading, and writing them one entry a line so that a diff can be read. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Lifetime, Runtime, RuntimeClassVersion } from '../../src/knowledge';
import type { KeyFact, ShippedFact } from './facts';

export type Entries<T> = Record<string, T>;
export type PerRuntime<T> = Record<Runtime, T>;

/** A key's whole history. */
export type KeyEntry = KeyFact &
  ShippedFact &
  Lifetime & { readonly types?: readonly { readonly since: string; readonly native: string }[] };

/** What a person wrote; `curated: false` marks a line that the script added. */
export type Words = Readonly<Record<string, unknown>> & { readonly curated?: boolean };

export interface Data {
  readonly releases: string[];
  readonly 'config-keys': PerRuntime<Entries<Entries<KeyEntry>>>;
  readonly 'config-curated': PerRuntime<Entries<Entries<Words>>>;
  readonly 'config-sections': {
    readonly hypervisors: PerRuntime<Entries<Lifetime>>;
    readonly strict: PerRuntime<Entries<Lifetime>>;
    readonly templates: PerRuntime<Entries<Lifetime & { readonly hypervisor: string }>>;
  };
  readonly annotations: Entries<Partial<PerRuntime<Lifetime & { readonly unread?: boolean }>>>;
  readonly 'annotations-curated': Entries<Words>;
  readonly 'runtime-classes': Entries<Lifetime & { readonly history: readonly RuntimeClassVersion[] }>;
  readonly 'runtime-classes-curated': Entries<Words>;
}

/** How deep a file is broken into lines; what is deeper stands in the line of its entry. */
const depths: Readonly<Record<keyof Data, number>> = {
  releases: 1,
  'config-keys': 3,
  'config-curated': 3,
  'config-sections': 3,
  annotations: 1,
  'annotations-curated': 1,
  'runtime-classes': 1,
  'runtime-classes-curated': 1,
};
const names = Object.keys(depths) as (keyof Data)[];

/** Nothing known yet. */
export function emptyData(): Data {
  const empty = () => ({ go: {}, rs: {} });
  return {
    releases: [],
    'config-keys': empty(),
    'config-curated': empty(),
    'config-sections': { hypervisors: empty(), strict: empty(), templates: empty() },
    annotations: {},
    'annotations-curated': {},
    'runtime-classes': {},
    'runtime-classes-curated': {},
  };
}

export function loadData(folder: string): Data {
  return Object.fromEntries(
    names.map((name): [string, unknown] => [
      name,
      JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8')),
    ]),
  ) as unknown as Data;
}

export function saveData(folder: string, data: Data): void {
  for (const name of names) writeFileSync(join(folder, `${name}.json`), format(data[name], depths[name]));
}

/** JSON in which the outer `depth` levels have a line for each member. */
export function format(value: unknown, depth: number): string {
  return `${lines(value, depth, '')}\n`;
}

function lines(value: unknown, depth: number, indent: string): string {
  const members =
    typeof value === 'object' && value !== null && depth > 0
      ? Array.isArray(value)
        ? value.map((item): readonly [string, unknown] => ['', item])
        : Object.entries(value).map(([key, item]): readonly [string, unknown] => [
            `${JSON.stringify(key)}: `,
            item,
          ])
      : [];
  if (members.length === 0) return spaced(value);
  const inner = `${indent} `;
  const body = members.map(([key, item]) => `${inner}${key}${lines(item, depth - 1, inner)}`).join(',\n');
  return Array.isArray(value) ? `[\n${body}\n${indent}]` : `{\n${body}\n${indent}}`;
}

/** One line of JSON with a space after each comma and colon. */
function spaced(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(spaced).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value).map(([key, item]) => `${JSON.stringify(key)}: ${spaced(item)}`);
  return `{${members.join(', ')}}`;
}
