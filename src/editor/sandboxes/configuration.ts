/** Which configuration.toml a sandbox was started with, and what it says. */
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { newest, type Runtime } from '../../knowledge';
import type { Sandbox } from '../../sandboxes';

export interface Configurations {
  /** The one that the engine names. */
  readonly certain?: string;
  /** Those that are there of `places`, in Kata's order. */
  readonly usual: readonly string[];
  /** Where Kata looks if it is told none. */
  readonly places: readonly string[];
}

export async function configurationsOf({ runtime }: Sandbox, of: Runtime): Promise<Configurations> {
  const { usualConfigurations } = await import('../../host/configuration');
  const places = usualConfigurations({ runtime: of, version: newest });
  const usual = places.filter((path) => existsSync(path));
  const { configPath } = runtime;
  return { usual, places, ...(configPath?.startsWith('/') && { certain: configPath }) };
}

/** Whether a configuration with its drop-ins has the debug console on; undefined where it can't be read. */
export async function debugConsole(path: string): Promise<boolean | undefined> {
  const { parse } = await import('@iarna/toml');
  const folder = join(dirname(path), 'config.d');
  const names = await readdir(folder).catch(() => []); // Most have no drop-ins
  const files = [
    path,
    ...names
      .filter((name) => name.endsWith('.toml'))
      .sort()
      .map((name) => join(folder, name)),
  ];
  let enabled = false;
  try {
    for (const file of files) {
      const kata = table(table(parse(await readFile(file, 'utf8')), 'agent'), 'kata');
      if (typeof kata.debug_console_enabled === 'boolean') enabled = kata.debug_console_enabled;
    }
    return enabled;
  } catch {
    return undefined; // Not readable by this user, or no TOML: the lint says what is wrong with it
  }
}

const table = (value: Readonly<Record<string, unknown>>, name: string): Readonly<Record<string, unknown>> => {
  const found = value[name];
  return typeof found === 'object' && found !== null ? (found as Readonly<Record<string, unknown>>) : {};
};
