/** What was renamed, moved or removed between releases, and what one runtime's keys are called in the other. */
import data from './data/config-migrations.json';
import { configKey } from './config';
import type { Runtime } from './types';

/**
 * How the value changes on its way:
 * - `seconds-to-milliseconds`, `milliseconds-to-seconds`
 * - `verbosity-to-log-level`, `log-level-to-verbosity`: 0 warn, 1 info, 2 debug, 3 trace
 * - `flag-to-force-guest-pull`: true becomes `["force_guest_pull"]`, false goes; and back
 * - `flag-to-root-port`: true becomes "root-port", false "no-port"; and back
 * - `manual`: no certain value
 */
export type Conversion =
  | 'seconds-to-milliseconds'
  | 'milliseconds-to-seconds'
  | 'verbosity-to-log-level'
  | 'log-level-to-verbosity'
  | 'flag-to-force-guest-pull'
  | 'force-guest-pull-to-flag'
  | 'flag-to-root-port'
  | 'root-port-to-flag'
  | 'manual';

/** A change within one runtime (`from` and `to` are the same) or the way from one to the other. */
export interface Migration {
  readonly from: Runtime;
  readonly to: Runtime;
  /** A section pattern. */
  readonly section: string;
  /** Only this hypervisor's table: the table itself went where `key` is absent. */
  readonly hypervisor?: string;
  /** Absent: the whole section. */
  readonly key?: string;
  /** Only these values changed, to those. */
  readonly values?: Readonly<Record<string, string>>;
  /** The first release with the change; absent between runtimes. */
  readonly at?: string;
  /** Where it lives now: a section pattern (or a table, where a table was renamed). Both absent: gone for good. */
  readonly newSection?: string;
  readonly newKey?: string;
  readonly convert?: Conversion;
  /** One sentence for people. */
  readonly how: string;
}

/** Where a key's value belongs in the other runtime's file. */
export interface Equivalent {
  /** Both absent: the other runtime has nothing like it. */
  readonly section?: string;
  readonly key?: string;
  readonly convert?: Conversion;
  readonly values?: Readonly<Record<string, string>>;
  readonly how?: string;
}

const migrations = data as unknown as readonly Migration[];

const inverse: Readonly<Partial<Record<Conversion, Conversion>>> = {
  'seconds-to-milliseconds': 'milliseconds-to-seconds',
  'milliseconds-to-seconds': 'seconds-to-milliseconds',
  'verbosity-to-log-level': 'log-level-to-verbosity',
  'log-level-to-verbosity': 'verbosity-to-log-level',
  'flag-to-force-guest-pull': 'force-guest-pull-to-flag',
  'flag-to-root-port': 'root-port-to-flag',
};

/**
 * Changes of a key (or of a whole section, where `key` is left out) within one runtime, oldest first. Entries with
 * `values` concern those values only.
 */
export function migrationsFor(runtime: Runtime, section: string, key?: string): readonly Migration[] {
  return migrations.filter(
    (entry) =>
      entry.from === runtime && entry.to === runtime && entry.section === section && entry.key === key,
  );
}

/**
 * Where `key` of one runtime belongs in the other one; undefined for a key that `from` never had. A key of the same
 * name and section is its own equivalent.
 */
export function runtimeEquivalent(from: Runtime, section: string, key: string): Equivalent | undefined {
  const to: Runtime = from === 'go' ? 'rs' : 'go';
  if (!configKey(from, section, key)) return undefined;
  const forth = migrations.find(
    (entry) => entry.from === from && entry.to === to && entry.section === section && entry.key === key,
  );
  if (forth) {
    const { newSection, newKey, convert, values, how } = forth;
    return {
      ...(newSection !== undefined && newKey !== undefined && { section: newSection, key: newKey }),
      ...(convert && { convert }),
      ...(values && { values }),
      how,
    };
  }
  const back = migrations.find(
    (entry) => entry.from === to && entry.to === from && entry.newSection === section && entry.newKey === key,
  );
  if (back?.key !== undefined) {
    const convert = back.convert && inverse[back.convert];
    const values = back.values && Object.fromEntries(Object.entries(back.values).map(([a, b]) => [b, a]));
    return { section: back.section, key: back.key, ...(convert && { convert }), ...(values && { values }) };
  }
  return configKey(to, section, key) ? { section, key } : {};
}
