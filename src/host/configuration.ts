/** A Kata configuration on the machine: what the lint says of it, and whether the files that it names are there. */
import { compareVersions, type KataTarget } from '../knowledge';
import { exists } from './files';
import type { HostReader, Reading } from './reader';

/** A configuration that was looked at. */
export interface Configuration {
  readonly path: string;
  /** Why there is nothing more to say. */
  readonly absent?: Exclude<Reading['kind'], 'text'>;
  /** Messages of the lint, with the file's name where it is a drop-in; the first ones come first. */
  readonly errors: readonly string[];
  readonly warnings: readonly string[];
  /** Files that the configuration names, and those of them that are not there for sure. */
  readonly files: readonly string[];
  readonly missing: readonly string[];
  /** As in `[hypervisor.NAME]`. */
  readonly hypervisor?: string;
}

/**
 * Where a shim looks for its configuration if it is told none, in order (src/runtime/pkg/katautils/config.go and
 * src/libs/kata-types/src/config/default.rs, 3.2.0 to 4.1.0). Go's second place is set when it is built: /opt/kata for
 * the release archives, /usr for packages.
 */
export function usualConfigurations({ runtime, version }: KataTarget): readonly string[] {
  const folder = runtime === 'rs' && compareVersions(version, '3.3.0') >= 0 ? 'runtime-rs/' : '';
  return [
    '/etc/kata-containers',
    '/usr/share/defaults/kata-containers',
    '/opt/kata/share/defaults/kata-containers',
  ].map((place) => `${place}/${folder}configuration.toml`);
}

/** The first of the usual places with a configuration. */
export async function usualConfiguration(
  reader: HostReader,
  target: KataTarget,
): Promise<string | undefined> {
  const places = usualConfigurations(target);
  const there = await Promise.all(places.map((place) => exists(reader, place)));
  return places.find((_, index) => there[index] === true);
}

/** The name in `[hypervisor.NAME]` of a configuration's text. */
export const hypervisorOf = (text: string): string | undefined =>
  /^[ \t]*\[[ \t]*hypervisor[ \t]*\.[ \t]*"?([\w-]+)"?[ \t]*\]/m.exec(text)?.[1];

/** Reads and lints a configuration with its drop-ins, as the Kata of `target` would load it. */
export async function lookAtConfiguration(
  reader: HostReader,
  path: string,
  target: KataTarget,
): Promise<Configuration> {
  const main = await reader.read(path);
  const nothing = { path, errors: [], warnings: [], files: [], missing: [] };
  if (main.kind !== 'text') return { ...nothing, absent: main.kind };
  const { lintKataConfig, baseName } = await import('../lint');
  const set = { main: { path, text: main.text }, dropIns: await dropInsOf(reader, path) };

  // The lint asks without waiting, so its questions are noted first and answered in a second run
  const files = new Set<string>();
  lintKataConfig(set, target, {
    fileExists: (file) => {
      files.add(file);
      return true;
    },
  });
  const named = [...files];
  const there = await Promise.all(named.map((file) => exists(reader, file)));
  const missing = named.filter((_, index) => there[index] === false);
  const findings = [...lintKataConfig(set, target)].flatMap(([file, found]) =>
    found.map(({ severity, message }) => ({
      severity,
      message: file === path ? message : `${baseName(file)}: ${message}`,
    })),
  );
  const messages = (wanted: string): string[] =>
    findings.filter(({ severity }) => severity === wanted).map(({ message }) => message);
  const hypervisor = hypervisorOf(main.text);
  return {
    path,
    errors: messages('error'),
    warnings: messages('warning'),
    files: named,
    missing,
    ...(hypervisor !== undefined && { hypervisor }),
  };
}

async function dropInsOf(reader: HostReader, path: string) {
  const folder = `${path.slice(0, path.lastIndexOf('/'))}/config.d`;
  const listing = await reader.list(folder);
  const names = listing.kind === 'names' ? listing.names : [];
  const dropIns = await Promise.all(
    names.map(async (name) => {
      const file = `${folder}/${name}`;
      const reading = await reader.read(file);
      return reading.kind === 'text' ? { path: file, text: reading.text, entry: 'file' as const } : undefined;
    }),
  );
  return dropIns.filter((dropIn) => dropIn !== undefined);
}
