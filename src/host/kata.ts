/** Which Kata is installed: its shims and its command line tools, with their releases where that can be asked. */
import { CommandFailure, programVersion, shimVersion } from '../engines';
import {
  isKataShim,
  nearestRelease,
  newest,
  runtimeOfShim,
  type KataTarget,
  type Runtime,
} from '../knowledge';
import { textOf } from './files';
import { findProgram, kataFolders, serviceFolders } from './programs';
import type { HostReader } from './reader';

/** A shim on this machine. */
export interface InstalledShim {
  readonly path: string;
  /** The file itself, where the path is a link to it. */
  readonly target?: string;
  readonly version?: string;
  readonly runtime?: Runtime;
  /** It answered as no shim of Kata does: another program of that name. */
  readonly impostor?: boolean;
}

/** A command line tool on this machine. */
export interface InstalledTool {
  readonly name: 'kata-runtime' | 'kata-ctl';
  readonly path: string;
  readonly version?: string;
}

export interface InstalledKata {
  readonly shims: readonly InstalledShim[];
  readonly tools: readonly InstalledTool[];
  /** What /opt/kata/VERSION says. */
  readonly release?: string;
}

/** Looks where services look and where Kata's archives put their files. */
export async function installedKata(reader: HostReader): Promise<InstalledKata> {
  const version = await textOf(reader, '/opt/kata/VERSION');
  const release = version !== undefined && /^[\w.+~-]{1,60}$/.test(version) ? version : undefined;
  const [shims, tools] = await Promise.all([findShims(reader, release), findTools(reader, release)]);
  return { shims, tools, ...(release !== undefined && { release }) };
}

async function findShims(reader: HostReader, release: string | undefined): Promise<readonly InstalledShim[]> {
  const listings = await Promise.all(
    [...kataFolders, ...serviceFolders].map(async (folder) => {
      const listing = await reader.list(folder);
      const names = listing.kind === 'names' ? listing.names.filter(isKataShim) : [];
      return names.map((name) => `${folder}/${name}`);
    }),
  );
  return Promise.all(listings.flat().map((path) => aboutShim(reader, path, release)));
}

/** What one shim is: it is asked; where nothing can be run, its place tells. */
export async function aboutShim(reader: HostReader, path: string, release?: string): Promise<InstalledShim> {
  const file = (await reader.target(path)) ?? path;
  const runtime = runtimeOfShim(file);
  const version = file.startsWith('/opt/kata/') ? release : undefined;
  const place = { path, ...(file !== path && { target: file }) };
  const byPlace = { ...place, ...(version !== undefined && { version }), ...(runtime && { runtime }) };
  if (reader.replayed) return byPlace;
  try {
    return { ...place, ...(await reader.run(shimVersion(path))) };
  } catch (error) {
    if (!(error instanceof CommandFailure)) throw error;
    // Late, not permitted, or not for this machine: nothing is known then
    const impostor = error.kind === 'unreadable' || error.said.includes('not defined: -version');
    return impostor ? { ...place, impostor } : byPlace;
  }
}

async function findTools(reader: HostReader, release: string | undefined): Promise<readonly InstalledTool[]> {
  const found = await Promise.all(
    (['kata-runtime', 'kata-ctl'] as const).map(async (name): Promise<InstalledTool | undefined> => {
      const path = await findProgram(reader, name);
      if (path === undefined) return undefined;
      const byPlace = path.startsWith('/opt/kata/') ? release : undefined;
      const version = (await versionOf(reader, name, path)) ?? byPlace;
      return { name, path, ...(version !== undefined && { version }) };
    }),
  );
  return found.filter((tool) => tool !== undefined);
}

/** The release that a program prints; undefined where it says none or nothing can be run. */
export async function versionOf(reader: HostReader, name: string, path: string): Promise<string | undefined> {
  if (reader.replayed) return undefined;
  try {
    return await reader.run(programVersion(name, path));
  } catch (error) {
    if (error instanceof CommandFailure) return undefined;
    throw error;
  }
}

/** The Kata that a configuration is judged for: that of the shim, or the newest known where its release is not known. */
export const targetOf = (
  shim: Pick<InstalledShim, 'version' | 'runtime'>,
  runtime: Runtime = 'go',
): KataTarget => ({
  version: nearestRelease(shim.version ?? '')?.version ?? newest,
  runtime: shim.runtime ?? runtime,
});
