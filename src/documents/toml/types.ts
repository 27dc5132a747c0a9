/** The shapes of a parsed TOML text. Every node knows its place. */
import type { Span } from '../text';

/** A value with its place. Integers are `bigint`: Kata's files hold numbers beyond 2^53. */
export type TomlValue = { readonly span: Span } & (
  | { readonly kind: 'string'; readonly value: string }
  | { readonly kind: 'integer'; readonly value: bigint }
  | { readonly kind: 'float'; readonly value: number }
  | { readonly kind: 'boolean'; readonly value: boolean }
  | { readonly kind: 'datetime'; readonly value: string }
  /** `@NAME@` in a template (`*.toml.in`): a value that only the build knows. Strings that hold one are such values too. */
  | { readonly kind: 'placeholder'; readonly value: string }
  | { readonly kind: 'array'; readonly items: readonly TomlValue[] }
  | { readonly kind: 'table'; readonly entries: readonly TomlEntry[] }
);

/** One part of a (dotted) key or of a table header, unquoted. */
export interface TomlKey {
  readonly name: string;
  readonly span: Span;
}

/** `key = value`; `span` covers both. */
export interface TomlEntry {
  readonly keys: readonly TomlKey[];
  readonly value: TomlValue;
  readonly span: Span;
}

/** A table as written: a header line (none for the top of the file) and the entries below it. */
export interface TomlTable {
  /** `array`: `[[x]]`. `span` covers the brackets. No keys: the header could not be read. */
  readonly header?: { readonly keys: readonly TomlKey[]; readonly span: Span; readonly array: boolean };
  readonly entries: readonly TomlEntry[];
  /** From the header's first character to the next header or the end of the text. */
  readonly span: Span;
}

/** Why a loader would refuse the text as TOML. */
export interface TomlProblem {
  readonly kind: 'syntax' | 'duplicate';
  readonly message: string;
  readonly span: Span;
  /** For a duplicate: where the key or table stands first. */
  readonly first?: Span;
  /** For a duplicate: the second value is an array (Go's parser let that pass in Kata 3.2.0). */
  readonly array?: boolean;
}

export interface TomlComment {
  /** With the leading `#`. */
  readonly text: string;
  readonly span: Span;
}

export interface TomlDocument {
  readonly text: string;
  /** In order; the first one is the top of the file. */
  readonly tables: readonly TomlTable[];
  readonly comments: readonly TomlComment[];
  readonly problems: readonly TomlProblem[];
  /** Places that need TOML 1.1 (line breaks or a trailing comma in an inline table, \e and \x escapes, times without seconds). */
  readonly toml11: readonly Span[];
}
