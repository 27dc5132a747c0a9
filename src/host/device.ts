/** A device of the kernel: the node in /dev, and whether a driver stands behind it. */
import { t } from '../text';
import type { Evidence, Host, Machine } from './check';
import { exists } from './files';
import type { Device, HostReader } from './reader';

/** What is known about a device. `registered`: its driver is there, whatever this user may open. */
export interface DeviceState {
  readonly device: Device;
  /** Undefined where /sys does not tell. */
  readonly registered?: boolean;
  /** Whether the running kernel has the module to load; undefined where /lib/modules does not tell. */
  readonly loadable?: boolean;
  /** Name or number of the group that owns the node. */
  readonly group?: string;
  readonly evidence: readonly Evidence[];
}

const words = (): Readonly<Record<Device, string>> => ({
  opens: t('opens for reading and writing'),
  missing: t('is not there'),
  denied: t('may not be opened by this user'),
  'no-driver': t('is there, but no driver behind it'),
  busy: t('is used by somebody else alone'),
  unreadable: t('could not be opened, or is no device'),
});

/** Looks at a device; `module` is what provides it, `name` what the kernel calls it (/sys/class/misc). */
export async function lookAtDevice(
  { reader, machine }: Host,
  { path, module, name }: { readonly path: string; readonly module: string; readonly name: string },
): Promise<DeviceState> {
  const [device, misc, loaded, loadable, group] = await Promise.all([
    reader.device(path),
    reader.list('/sys/class/misc'),
    exists(reader, `/sys/module/${module}`),
    isLoadable(reader, machine, module),
    groupOf(reader, path),
  ]);
  const listed = misc.kind === 'names' && misc.names.length > 0;
  const registered =
    device === 'opens' || loaded === true || (listed && misc.names.includes(name))
      ? true
      : listed
        ? false
        : undefined;
  return {
    device,
    ...(registered !== undefined && { registered }),
    ...(loadable !== undefined && { loadable }),
    ...(group !== undefined && { group }),
    evidence: [
      { path, found: words()[device] },
      ...(listed
        ? [
            {
              path: `/sys/class/misc/${name}`,
              found: misc.names.includes(name) ? t('is there') : t('is not there'),
            },
          ]
        : []),
    ],
  };
}

/** Whether a module is built for the running kernel, as a file or into it. */
async function isLoadable(
  reader: HostReader,
  { kernel, parameters = [] }: Machine,
  module: string,
): Promise<boolean | undefined> {
  if (parameters.includes('nomodule')) return false;
  if (kernel === undefined) return undefined;
  const texts = await Promise.all(
    ['modules.dep', 'modules.builtin'].map((file) => reader.read(`/lib/modules/${kernel}/${file}`)),
  );
  if (texts.every(({ kind }) => kind !== 'text')) return undefined;
  const file = new RegExp(`/${module.replaceAll(/[_-]/g, '[_-]')}\\.ko(?:\\.\\w+)?(?::|$)`, 'm');
  return texts.some((reading) => reading.kind === 'text' && file.test(reading.text));
}

async function groupOf(reader: HostReader, path: string): Promise<string | undefined> {
  const entry = await reader.entry(path);
  if (typeof entry === 'string') return undefined;
  const groups = await reader.read('/etc/group');
  const name =
    groups.kind === 'text'
      ? new RegExp(`^([\\w-]+):[^:]*:${entry.gid}:`, 'm').exec(groups.text)?.[1]
      : undefined;
  return name ?? String(entry.gid);
}

/** Commands that load a module now and at every start. */
export const loadModule = (module: string): string =>
  `sudo modprobe ${module}\necho ${module} | sudo tee -a /etc/modules-load.d/kata-containers.conf`;
