/** What the values of keys mean, and which annotations the shipped configurations enable. */
import defaults from './data/annotation-defaults.json';
import type { ConfigKey } from './config-types';
import { own } from './own';
import type { Runtime } from './types';

/** One sentence on a value of a key that takes certain values only; undefined where nothing is to be said. */
export function valueMeaning(key: ConfigKey, value: string): string | undefined {
  return own(key.values, value);
}

/** What a shipped configuration is for, as far as it decides which annotations it enables. */
export type ShippedKind = 'usual' | 'confidential' | 'remote';

/**
 * `enable_annotations` of the shipped configurations of the newest release
 * (src/runtime/Makefile and src/runtime-rs/Makefile@4.1.0, DEFENABLEANNOTATIONS*).
 */
export function shippedAnnotations(runtime: Runtime, kind: ShippedKind): readonly string[] {
  return defaults[runtime][kind];
}
