/** Running services, as everybody may see them in /proc. */
import { textOf } from './files';
import type { HostReader } from './reader';

export interface ServiceProcess {
  readonly id: string;
  readonly args: readonly string[];
}

/** Processes with one of these names. */
export async function processesOf(
  reader: HostReader,
  names: readonly string[],
): Promise<readonly ServiceProcess[]> {
  const listing = await reader.list('/proc');
  const ids = listing.kind === 'names' ? listing.names.filter((name) => /^\d+$/.test(name)) : [];
  const found = await Promise.all(
    ids.map(async (id) => {
      const name = await textOf(reader, `/proc/${id}/comm`);
      if (name === undefined || !names.includes(name)) return [];
      const line = await textOf(reader, `/proc/${id}/cmdline`);
      return [{ id, args: (line ?? '').split('\0').filter((word) => word !== '') }];
    }),
  );
  return found.flat();
}

/** The values of an option, written `--name value`, `--name=value` or `-n value`. */
const valuesOf = (args: readonly string[], names: readonly string[]): readonly string[] =>
  args.flatMap((arg, index) => {
    const [name, ...value] = arg.split('=');
    if (name === undefined || !names.includes(name)) return [];
    return value.length > 0 ? [value.join('=')] : [args[index + 1] ?? ''];
  });

/** The sockets of a Docker that was installed in the usual way. */
const usualSocket = /^unix:\/\/(?:\/var)?\/run\/(?:user\/\d+\/)?docker\.sock$/;

/**
 * The file that the daemon behind an address was told to read. `usual`: it was told none, or none runs that can be
 * seen. Undefined: the address is that of a daemon of its own whose file nobody tells.
 */
export async function daemonFileOf(
  reader: HostReader,
  endpoint: string | undefined,
): Promise<{ readonly path: string } | 'usual' | undefined> {
  const daemons = await processesOf(reader, ['dockerd']);
  const isUsual = endpoint === undefined || usualSocket.test(endpoint);
  const daemon = daemons.find(({ args }) => {
    const hosts = valuesOf(args, ['-H', '--host', '--hosts']);
    return hosts.length === 0 || hosts.some((host) => host.startsWith('fd:'))
      ? isUsual
      : hosts.some((host) => host === endpoint || (isUsual && usualSocket.test(host)));
  });
  const [path] = valuesOf(daemon?.args ?? [], ['--config-file']);
  if (path?.startsWith('/')) return { path };
  return daemon || isUsual ? 'usual' : undefined;
}
