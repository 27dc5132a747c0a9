/** What hover, completion and conversion know of the file around a place. */
import type { TomlDocument } from '../documents';
import {
  hypervisors,
  knownIn,
  sectionPattern,
  templates,
  type Hypervisor,
  type KataTarget,
  type Runtime,
} from '../knowledge';
import { KataConfig, type Section } from '../lint';

/** One configuration file with the Kata that will read it. */
export interface Context {
  readonly document: TomlDocument;
  readonly target: KataTarget;
  readonly config: KataConfig;
}

/** Reads a document as a Kata configuration of its own. */
export function contextOf(document: TomlDocument, target: KataTarget): Context {
  const file = { path: '', name: '', role: 'main', entry: 'file', document } as const;
  return { document, target, config: new KataConfig([file], target) };
}

/** The section's name in the knowledge, arrays of tables included. */
export function patternOf(path: readonly string[], runtime: Runtime): string | undefined {
  return (
    sectionPattern(path, runtime) ?? sectionPattern([...path.slice(0, -1), `${path.at(-1) ?? ''}[]`], runtime)
  );
}

/** The hypervisor whose table a path is in. */
export const hypervisorOf = (path: readonly string[]): string | undefined =>
  path[0] === 'hypervisor' ? path[1] : undefined;

/** The hypervisor that the file is for, where it tells: the one that `[runtime]` names, or the only table. */
export function chosenHypervisor({ config }: Context): string | undefined {
  const named = config.get(['runtime'], 'hypervisor_name')?.value;
  if (named?.kind === 'string') return named.value;
  return config.hypervisors.length === 1 ? config.hypervisors[0] : undefined;
}

/** A pattern as a table of this file: `hypervisor.*.factory` is `hypervisor.qemu.factory`. */
export function tableOf(pattern: string, context: Context): string {
  const hypervisor = chosenHypervisor(context) ?? 'NAME';
  const agent = context.config.named('agent')[0] ?? 'kata';
  return pattern
    .replace(/^hypervisor\.\*/, `hypervisor.${hypervisor}`)
    .replace(/^agent\.\*/, `agent.${agent}`);
}

/** The section that a header of the document opens. */
export const sectionOf = ({ config }: Context, table: Section['table']): Section | undefined =>
  table && config.sections.find((section) => section.table === table);

/** Hypervisors worth offering: known to this Kata, and some shipped configuration is for them. */
export function offeredHypervisors({ runtime, version }: KataTarget): Hypervisor[] {
  const shipped = new Set([...templates(runtime).values()].map(({ hypervisor }) => hypervisor));
  return hypervisors(runtime).filter((each) => shipped.has(each.name) && knownIn(each, version) === 'yes');
}
