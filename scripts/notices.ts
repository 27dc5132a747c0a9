/** The licences of what is bundled: they ask that their texts go along. */
import type { Metafile } from 'esbuild';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A package of somebody else, of which something is in the bundle. */
export interface Shipped {
  /** `node_modules/yaml` */
  readonly folder: string;
  readonly name: string;
  readonly version: string;
  readonly licence: string;
  /** The text of its licence and its notices. */
  readonly text: string;
}

/** Licences that an Apache-2.0 program may bring along, with their texts. */
const allowed = new Set(['MIT', 'ISC', 'BSD-2-Clause', 'BSD-3-Clause', '0BSD', 'Apache-2.0']);

/** `node_modules/a/node_modules/@b/c/index.js` -> `node_modules/a/node_modules/@b/c` */
const folderOf = (input: string): string | undefined =>
  /^.*\bnode_modules\/(?:@[^/]+\/)?[^/]+/.exec(input.replaceAll('\\', '/'))?.[0];

/** The packages in a bundle, by name. Throws for one without a licence text, or with a licence that was not looked at. */
export function shippedPackages(outputs: Metafile['outputs']): readonly Shipped[] {
  const inputs = Object.values(outputs).flatMap((output) =>
    Object.entries(output.inputs).filter(([, { bytesInOutput }]) => bytesInOutput > 0),
  );
  const folders = new Set(inputs.flatMap(([input]) => folderOf(input) ?? []));
  return [...folders].map(shipped).sort((a, b) => (a.name < b.name ? -1 : 1));
}

function shipped(folder: string): Shipped {
  const {
    name,
    version,
    license: licence = '',
  } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
    readonly name: string;
    readonly version: string;
    readonly license?: string;
  };
  if (!allowed.has(licence))
    throw new Error(`${name} has the licence "${licence}": look at it before it is shipped.`);
  const files = readdirSync(folder).filter((file) => /^(?:licen[cs]e|copying|notice)(?:[.-]|$)/i.test(file));
  if (files.length === 0) throw new Error(`${folder} has no text of its licence to ship.`);
  const text = files.map((file) => readFileSync(join(folder, file), 'utf8').replaceAll('\r\n', '\n').trim());
  return { folder, name, version, licence, text: text.join('\n\n') };
}

/** All their texts; those with the same one share it. */
export function notices(packages: readonly Shipped[]): string {
  const byText = new Map<string, Shipped[]>();
  for (const each of packages) byText.set(each.text, [...(byText.get(each.text) ?? []), each]);
  const parts = [...byText].map(([text, its]) =>
    [...its.map(({ name, version, licence }) => `${name} ${version} (${licence})`), '', text].join('\n'),
  );
  return `${['Kata Workbench contains these packages of others.', ...parts].join(`\n\n${'-'.repeat(72)}\n\n`)}\n`;
}

/** The part of `npm audit --json` that counts here (npm 8 to 11). */
export interface Audit {
  /** Why there is no answer. */
  readonly message?: string;
  readonly vulnerabilities?: Readonly<
    Record<string, { readonly severity: string; readonly range: string; readonly nodes: readonly string[] }>
  >;
}

/** The shipped packages with a known weakness, a line each; undefined where the registry did not tell. */
export function weakPackages(
  { vulnerabilities }: Audit,
  packages: readonly Shipped[],
): readonly string[] | undefined {
  if (!vulnerabilities) return undefined;
  const folders = new Set(packages.map(({ folder }) => folder));
  return Object.entries(vulnerabilities)
    .filter(([, { nodes }]) => nodes.some((node) => folders.has(node)))
    .map(([name, { severity, range }]) => `${name} ${range}: ${severity}`);
}
