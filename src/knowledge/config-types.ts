/** The shapes of what is known about Kata's configuration TOML; the lookups are in config.ts. */
import type { Lifetime } from './releases';
import type { Runtime } from './types';

/** A value's TOML type; `tables` is an array of tables. An integer is right where a `number` is wanted. */
export type TomlType = 'string' | 'integer' | 'number' | 'boolean' | 'array' | 'tables';

/** What happens to a value outside the list: the loader refuses it, the sandbox does not start, nothing. */
export type EnumCheck = 'load' | 'start' | 'none';

/** A value of a key's list that came or went in some release (for one hypervisor only, where it is named). */
interface EnumChange extends Lifetime {
  readonly value: string;
  readonly hypervisor?: string;
}

/** What the loaders' sources say of a key. */
export interface ExtractedKey extends Lifetime {
  readonly type: TomlType;
  /** Type of an array's items. */
  readonly items?: 'string' | 'integer';
  /** The field's type at the newest release that has it: `uint32`, `u64`, `float32`, `Vec<String>` ... */
  readonly native: string;
  /** The field's types over time, oldest first, where they changed. */
  readonly types?: readonly { readonly since: string; readonly native: string }[];
  /** Other names that the loader takes for this key. */
  readonly aliases?: readonly string[];
  /** The most usual value in the shipped configurations of the newest release. */
  readonly shipped?: Scalar | readonly Scalar[];
  /** Hypervisors whose shipped configurations hold the key. */
  readonly shippedBy?: readonly string[];
}

/** What people wrote down about a key. */
export interface CuratedKey {
  /** One or two sentences in our own words. */
  readonly description?: string;
  /** `MiB`, `s`, `ms`, `bytes`, `bits/s`, `operations/s`, `%`, `vCPUs` ... */
  readonly unit?: string;
  /** The value that counts where the key is absent ... */
  readonly default?: Scalar | readonly Scalar[];
  /** ... per hypervisor, where they differ ... */
  readonly defaultBy?: Readonly<Record<string, Scalar>>;
  /** ... or in words, where it depends on the host. */
  readonly defaultText?: string;
  /** The loader refuses a configuration without it. */
  readonly required?: boolean;
  /** The same for these hypervisors only. */
  readonly requiredBy?: readonly string[];
  /** The loader refuses a value outside these, within the native type's range. */
  readonly min?: number;
  readonly max?: number;
  /** A value outside is silently changed: to the bound, or to `to`. */
  readonly clamp?: { readonly min?: number; readonly max?: number; readonly to?: number };
  readonly enum?: readonly string[];
  /** The list is another part of the data. */
  readonly enumOf?: 'hypervisors';
  readonly enumCheck?: EnumCheck;
  /** Accepted, but nothing one would write on purpose (mostly: the empty string counts as absent). */
  readonly enumTolerated?: readonly string[];
  readonly enumBy?: Readonly<Record<string, readonly string[]>>;
  /** Go: hypervisors for which the value is checked at all. Absent: always. */
  readonly enumCheckedBy?: readonly string[];
  readonly enumHistory?: readonly EnumChange[];
  /** What each value of the list means. */
  readonly values?: Readonly<Record<string, string>>;
  /** Go, newest release: hypervisors that make use of the key; the others parse and ignore it. */
  readonly readBy?: readonly string[];
  /** runtime-rs: nothing outside the loader was found to use the value. */
  readonly inert?: boolean;
  /** false: the entry was added by `npm run knowledge` and nobody looked at it yet. */
  readonly curated?: boolean;
}

type Scalar = string | number | boolean;

/** All there is to say about one key of one section. */
export interface ConfigKey extends ExtractedKey, CuratedKey {
  readonly runtime: Runtime;
  /** `hypervisor.*`, `agent.*.mem_agent`, `runtime.shared_mounts[]` ... */
  readonly section: string;
  readonly name: string;
  /** This name is another spelling of that key. */
  readonly aliasOf?: string;
}

/** A table name below `[hypervisor]`. */
export interface Hypervisor extends Lifetime {
  readonly name: string;
  /** What people call it: `Cloud Hypervisor`. */
  readonly title: string;
  readonly description: string;
}

/** What a section is for, and when its first and last key were known. */
export interface SectionInfo extends Lifetime {
  readonly section: string;
  readonly runtime: Runtime;
  readonly description: string;
}

/** Integers that a key takes at a release. */
export interface IntegerRange {
  readonly min: bigint;
  readonly max: bigint;
  /** Go's 64-bit unsigned fields take a negative number and wrap it instead of refusing it. */
  readonly wraps: boolean;
}

/** What may stand as a value, and what happens otherwise. */
export interface AllowedValues {
  readonly values: readonly string[];
  /** Also accepted, but not worth offering. */
  readonly tolerated: readonly string[];
  readonly check: EnumCheck;
}
