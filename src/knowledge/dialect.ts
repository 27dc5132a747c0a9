/** What each release's TOML parser takes beyond TOML 1.0, read from the locked dependencies of the tags. */
import { compareVersions } from './releases';
import type { KataTarget } from './types';

/** The reader's view of TOML. */
export interface TomlDialect {
  /** A byte order mark at the start of the file. */
  readonly bom: boolean;
  /** TOML 1.1: line breaks and a trailing comma in inline tables, `\e` and `\x` escapes, times without seconds. */
  readonly toml11: boolean;
  /** A second value for a key whose value is an array is not noticed. */
  readonly duplicateArrays: boolean;
  /** Keys and table names of the main file match whatever their case. */
  readonly ignoresCase: boolean;
}

/**
 * Go: github.com/BurntSushi/toml 1.2 until 3.4.0 (no byte order mark), 1.6 with TOML 1.1 since 3.28.0
 * (src/runtime/go.mod). runtime-rs: the toml crate 0.5 until 3.32.0, 1.1 with TOML 1.1 since 4.0.0 (Cargo.lock).
 */
export function tomlDialect({ runtime, version }: KataTarget): TomlDialect {
  const from = (release: string) => compareVersions(version, release) >= 0;
  return runtime === 'go'
    ? { bom: from('3.5.0'), toml11: from('3.28.0'), duplicateArrays: !from('3.3.0'), ignoresCase: true }
    : { bom: true, toml11: from('4.0.0'), duplicateArrays: false, ignoresCase: false };
}
