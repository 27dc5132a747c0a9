/** What the checks of the TEEs share: parameters of modules, capacities, and the results that all of them have. */
import { t } from '../../text';
import type { Check, Evidence, Machine, Remedy, Status } from '../check';
import { evidence, flagOf } from '../files';
import type { Entry, HostReader } from '../reader';
import { result, type About } from '../result';
import { bootCommand, type BootChange } from './boot';

/** What a check found, without what is the same for all its results. */
export interface Finding {
  readonly status: Status;
  readonly detail: string;
  readonly fix?: Remedy;
  readonly evidence?: readonly Evidence[];
}

/** Makes a check of what was found. */
export const checkOf = (about: About, { status, detail, fix, evidence: seen }: Finding): Check =>
  result(about, status, detail, fix, seen);

/** What was seen of flags or kernel parameters; undefined where they could not be read. */
export const wordsSeen = (path: string, words: readonly string[] | undefined): Evidence => ({
  path,
  found: words === undefined ? t('could not be read') : words.join(' ') || t('nothing about it'),
});

/** Whether something is at a path, as a reader's `entry` says it. */
export const entrySeen = (path: string, entry: Entry | string): Evidence => ({
  path,
  found: typeof entry === 'string' ? entry : t('is there'),
});

/**
 * A parameter that a KVM module writes back when it has set itself up: it says what is, not what was asked for.
 * `no-parameter`: the module is there but was built without it; `no-module`: the module is not loaded.
 */
export interface ModuleParameter {
  readonly state: 'on' | 'off' | 'no-parameter' | 'no-module' | 'unknown';
  readonly evidence: Evidence;
}

/** Reads `/sys/module/MODULE/parameters/NAME`. */
export async function moduleParameter(
  reader: HostReader,
  module: string,
  name: string,
): Promise<ModuleParameter> {
  const path = `/sys/module/${module}/parameters/${name}`;
  const reading = await reader.read(path);
  const found = evidence(path, reading);
  if (reading.kind !== 'missing') {
    const flag = flagOf(reading);
    return { state: flag === undefined ? 'unknown' : flag ? 'on' : 'off', evidence: found };
  }
  // A file that is not there proves something only where the folders around it can be seen
  const parameters = await reader.list(`/sys/module/${module}/parameters`);
  if (parameters.kind === 'names') return { state: 'no-parameter', evidence: found };
  const modules = await reader.list('/sys/module');
  const absent = modules.kind === 'names' && modules.names.length > 0 && !modules.names.includes(module);
  return { state: absent ? 'no-module' : 'unknown', evidence: found };
}

/** What was asked of a module: values of a parameter, with the place that says so. */
export interface Setting {
  readonly on: boolean;
  readonly where: string;
}

/**
 * What the kernel command line and /etc/modprobe.d ask of a module. The kernel takes `-` and `_` in names for the same.
 */
export async function moduleSettings(
  { reader, machine }: { readonly reader: HostReader; readonly machine: Machine },
  module: string,
  name: string,
): Promise<readonly Setting[]> {
  const plain = (text: string): string => text.replaceAll('-', '_');
  const value = (word: string): boolean => !/=(?:0|[nN]|off)/.test(word);
  const settings: Setting[] = [];
  for (const word of machine.parameters ?? [])
    if (plain(word.split('=')[0] ?? '') === `${module}.${name}`)
      settings.push({ on: value(word), where: t('the kernel command line ({0})', word) });
  const folder = '/etc/modprobe.d';
  const listing = await reader.list(folder);
  const files = listing.kind === 'names' ? listing.names.filter((file) => file.endsWith('.conf')) : [];
  const texts = await Promise.all(files.slice(0, 100).map((file) => reader.read(`${folder}/${file}`)));
  texts.forEach((reading, index) => {
    if (reading.kind !== 'text') return;
    for (const line of reading.text.split('\n')) {
      const [directive, target = '', ...options] = line.trim().split(/\s+/);
      if (directive !== 'options' || plain(target) !== module) continue;
      for (const option of options)
        if (plain(option.split('=')[0] ?? '') === name)
          settings.push({ on: value(option), where: `${folder}/${files[index] ?? ''} (${option})` });
    }
  });
  return settings;
}

const capacityFiles = ['/sys/fs/cgroup/misc.capacity', '/sys/fs/cgroup/misc/misc.capacity'] as const;

/** How many guests of a kind the hardware can hold at once, as the cgroup controller `misc` says it. */
export interface Capacity {
  readonly count?: number;
  readonly evidence: readonly Evidence[];
}

/** Reads the line `NAME N`, of cgroup v2 or v1. */
export async function capacity(reader: HostReader, name: string): Promise<Capacity> {
  for (const path of capacityFiles) {
    const reading = await reader.read(path);
    const count =
      reading.kind === 'text' ? new RegExp(`^${name} (\\d{1,9})$`, 'm').exec(reading.text)?.[1] : undefined;
    if (count !== undefined) return { count: Number(count), evidence: [{ path, found: `${name} ${count}` }] };
  }
  return { evidence: [] };
}

/** Whether the TEE of the hardware belongs to somebody else: a hypervisor below us. */
export const isVirtual = ({ places }: Machine): boolean =>
  places.includes('vm') || places.includes('wsl') || places.includes('tee-guest');

/** Whether /dev, /usr and /var are the host's: a container has its own, while /proc and /sys show the host. */
export const seesHost = ({ places }: Machine): boolean => !places.includes('container');

/** A result for a machine of another architecture or vendor, undefined where the check has to look. */
export function otherMachine(
  { arch, vendor }: Machine,
  tee: string,
  /** `needs` in words: an AMD EPYC processor. */
  wanted: { readonly arch: string; readonly vendor?: string; readonly needs: string },
): Finding | undefined {
  if (arch === 'unknown')
    return {
      status: 'unknown',
      detail: t("{0} needs {1}. What processor this is can't be read.", tee, wanted.needs),
    };
  if (arch !== wanted.arch)
    return {
      status: 'not-applicable',
      detail: t('{0} needs {1}; this machine is {2}.', tee, wanted.needs, arch),
    };
  if (wanted.vendor !== undefined && vendor !== undefined && vendor !== wanted.vendor)
    return {
      status: 'not-applicable',
      detail: t('{0} needs {1}; this processor is from {2}.', tee, wanted.needs, vendor),
    };
  return undefined;
}

/** A guest in a TEE can't be started from inside a VM: the technology is with the host. */
export const inVirtualMachine = (tee: string, ...seen: readonly Evidence[]): Finding => ({
  status: 'not-applicable',
  detail:
    t(
      'This is a virtual machine, and {0} stays with the host below it: a guest in this TEE needs a bare machine. ',
      tee,
    ) +
    t(
      'Peer pods (kata-remote) do without: they have confidential VMs started beside this one, by a cloud or libvirt.',
    ),
  evidence: seen,
});

/** The handlers of Kata that start guests in a TEE work with QEMU only (docs/hypervisors.md@4.1.0). */
export const handlers = (name: string): string =>
  t("Kata's handlers for it are kata-qemu-{0} and kata-qemu-{0}-runtime-rs, both with QEMU.", name);

/** Joins what is known into one paragraph. */
export const paragraph = (...sentences: readonly (string | undefined)[]): string =>
  sentences.filter((sentence) => sentence !== undefined && sentence !== '').join(' ');

/** One reason for a TEE being off; all of them must go. */
export interface Cause {
  readonly text: string;
  /** What to do about it, as sentences. */
  readonly fix: string;
  /** What has to change on the kernel command line for that. */
  readonly boot?: BootChange;
}

/** A TEE that the processor has and that is off: one finding out of all causes. */
export function off(
  machine: Machine,
  { start, causes, end }: { readonly start: string; readonly causes: readonly Cause[]; readonly end: string },
  seen: readonly Evidence[],
  /** For want of a cause. */
  lookFurther: Remedy,
): Finding {
  if (causes.length === 0)
    return {
      status: 'failed',
      detail: paragraph(start, t("Files don't show why; the kernel's log does."), end),
      fix: lookFurther,
      evidence: seen,
    };
  const changes = (kind: keyof BootChange): readonly string[] =>
    causes.flatMap(({ boot }) => boot?.[kind] ?? []);
  const boot = { add: changes('add'), remove: changes('remove') };
  return {
    status: 'failed',
    detail: paragraph(start, ...causes.map(({ text }) => text), end),
    fix: {
      text: causes.map(({ fix }) => fix).join(' '),
      ...(boot.add.length + boot.remove.length > 0 && { command: bootCommand(machine, boot) }),
    },
    evidence: seen,
  };
}
