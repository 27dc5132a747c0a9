/** The Kata of this machine, for files that don't say which one will read them. */
import type { KataTarget } from '../knowledge';
import { installedKata } from './kata';
import type { HostReader } from './reader';

/** The one release and the one runtime that are installed; a part of it is missing where there are none or several. */
export async function installedTarget(reader: HostReader): Promise<Partial<KataTarget>> {
  const { shims } = await installedKata(reader);
  const kata = shims.filter(({ impostor }) => impostor !== true);
  const version = only(kata.map((shim) => shim.version));
  const runtime = only(kata.map((shim) => shim.runtime));
  return { ...(version !== undefined && { version }), ...(runtime && { runtime }) };
}

/** What all of them are. */
function only<T>(values: readonly T[]): T | undefined {
  const [first] = values;
  return values.every((value) => value === first) ? first : undefined;
}
