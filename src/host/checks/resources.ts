/** What sandboxes live from: memory, cgroups, huge pages, locked memory. */
import { t } from '../../text';
import type { Check, Host, Probe } from '../check';
import { evidence, textOf } from '../files';
import { result, type About } from '../result';

const memoryAbout: About = {
  id: 'memory',
  topic: 'resources',
  get title() {
    return t('Memory');
  },
  source: 'default_memory in src/runtime/config/configuration-qemu.toml.in@4.1.0',
};

/** What a sandbox takes with default_memory = 2048 and its VMM, in MiB. */
const sandboxMemory = 2_048 + 160;

async function memory({ reader }: Host): Promise<Check> {
  const reading = await reader.read('/proc/meminfo');
  const text = reading.kind === 'text' ? reading.text : '';
  const megabytes = (name: string): number | undefined => {
    const kilobytes = new RegExp(`^${name}:\\s*(\\d{1,15}) kB`, 'm').exec(text)?.[1];
    return kilobytes === undefined ? undefined : Math.floor(Number(kilobytes) / 1_024);
  };
  const total = megabytes('MemTotal');
  const available = megabytes('MemAvailable');
  if (total === undefined)
    return result(memoryAbout, 'unknown', t("/proc/meminfo can't be read, or does not tell."), undefined, [
      evidence('/proc/meminfo', reading),
    ]);
  const size = (value: number): string =>
    value < 1_024 ? `${value} MiB` : `${(value / 1_024).toFixed(1)} GiB`;
  const seen = [
    {
      path: '/proc/meminfo',
      found: t(
        'MemTotal {0}{1}',
        size(total),
        available === undefined ? '' : t(', MemAvailable {0}', size(available)),
      ),
    },
  ];
  const free = available ?? total;
  const room = Math.floor(free / sandboxMemory);
  const text1 = t(
    "{0}, of which {1}. With Kata's default a VM may grow to 2 GiB",
    size(total),
    available === undefined ? t('nothing tells how much is free') : t('{0} are free', size(available)),
  );
  return room >= 1
    ? result(memoryAbout, 'ok', t('{0}: room for {1} at their full size.', text1, room), undefined, seen)
    : result(
        memoryAbout,
        'warning',
        t('{0}, which is more than there is.', text1),
        {
          text: t(
            "Free memory, or lower default_memory in Kata's configuration (256 MiB are enough for small containers).",
          ),
        },
        seen,
      );
}

const cgroupsAbout: About = {
  id: 'cgroups',
  topic: 'resources',
  get title() {
    return t('Control groups');
  },
  source: 'docs/design/host-cgroups.md@4.1.0; tools/virt-host-validate of libvirt',
};

const controllers = ['cpu', 'cpuset', 'memory', 'pids'];

async function cgroups({ reader }: Host): Promise<Check> {
  const path = '/sys/fs/cgroup/cgroup.controllers';
  const unified = await reader.read(path);
  if (unified.kind === 'text') {
    const found = unified.text.split(/\s+/);
    const lacking = controllers.filter((name) => !found.includes(name));
    const seen = [evidence(path, unified)];
    return lacking.length === 0
      ? result(
          cgroupsAbout,
          'ok',
          t('Version 2, with all controllers that Kata and the engines use.'),
          undefined,
          seen,
        )
      : result(
          cgroupsAbout,
          'warning',
          t(
            'Version 2, without {0}: such limits of a container would have no effect or fail.',
            lacking.join(', '),
          ),
          {
            text: t(
              'Where this is not a container, turn the controllers on for the system: they are off on the kernel command line (cgroup_disable=) or not delegated.',
            ),
          },
          seen,
        );
  }
  const listing = await reader.list('/sys/fs/cgroup');
  if (listing.kind !== 'names' || listing.names.length === 0)
    return result(cgroupsAbout, 'unknown', t("/sys/fs/cgroup can't be read."));
  const found = new Set(listing.names.flatMap((name) => name.split(',')));
  const lacking = controllers.filter((name) => !found.has(name));
  const seen = [{ path: '/sys/fs/cgroup', found: listing.names.slice(0, 20).join(', ') }];
  return lacking.length === 0
    ? result(
        cgroupsAbout,
        'ok',
        t(
          'Version 1, with all controllers. Kata works with it; new releases of Kubernetes and systemd want version 2.',
        ),
        undefined,
        seen,
      )
    : result(
        cgroupsAbout,
        'warning',
        t('Version 1, without {0}.', lacking.join(', ')),
        { text: t('Let systemd set up control groups, version 2 if possible.') },
        seen,
      );
}

const hugepagesAbout: About = {
  id: 'hugepages',
  topic: 'resources',
  get title() {
    return t('Huge pages');
  },
  source: 'enable_hugepages in src/runtime/config/configuration-qemu.toml.in@4.1.0',
};

async function hugepages({ reader }: Host): Promise<Check> {
  const text = await textOf(reader, '/proc/meminfo');
  const number = (name: string): number | undefined => {
    const value = new RegExp(`^${name}:\\s*(\\d{1,12})`, 'm').exec(text ?? '')?.[1];
    return value === undefined ? undefined : Number(value);
  };
  const total = number('HugePages_Total');
  const free = number('HugePages_Free');
  const size = number('Hugepagesize');
  const only = t("They matter only where Kata's configuration sets enable_hugepages = true.");
  if (total === undefined || size === undefined)
    return text === undefined
      ? result(hugepagesAbout, 'unknown', t("/proc/meminfo can't be read. {0}", only))
      : result(hugepagesAbout, 'not-applicable', t('This kernel has none. {0}', only));
  if (total === 0) return result(hugepagesAbout, 'not-applicable', t('None are reserved. {0}', only));
  return result(
    hugepagesAbout,
    'ok',
    t('{0} of {1} MiB are reserved, {2} of them free. {3}', total, size / 1_024, free ?? '?', only),
  );
}

const memlockAbout: About = {
  id: 'memlock',
  topic: 'resources',
  get title() {
    return t('Locked memory');
  },
  source: 'src/ok.rs of snphost 0.7.0',
};

async function memlock({ reader }: Host): Promise<Check> {
  const reading = await reader.read('/proc/self/limits');
  const found = /^Max locked memory\s+(\w+)/m.exec(reading.kind === 'text' ? reading.text : '')?.[1];
  const where = t(
    "What counts for Kata is the limit of the engine's unit, whose shim makes the VM: SEV-SNP and VFIO lock all of the VM's memory.",
  );
  if (found === undefined)
    return result(memlockAbout, 'unknown', t('/proc/self/limits does not tell. {0}', where));
  const seen = [{ path: '/proc/self/limits', found: t('Max locked memory {0}', found) }];
  if (found === 'unlimited')
    return result(memlockAbout, 'ok', t('Not limited for this user. {0}', where), undefined, seen);
  return result(
    memlockAbout,
    'not-applicable',
    t('Limited to {0} bytes for this user, which is no obstacle. {1}', found, where),
    {
      text: t(
        'Only where a sandbox with SEV-SNP or a passed device fails with "cannot allocate memory": lift the limit of the engine.',
      ),
      command: 'sudo systemctl edit containerd # add: [Service] and LimitMEMLOCK=infinity',
    },
    seen,
  );
}

export const resourceProbes: readonly Probe[] = [
  { ids: ['memory'], run: async (host) => [await memory(host)] },
  { ids: ['cgroups'], run: async (host) => [await cgroups(host)] },
  { ids: ['hugepages'], run: async (host) => [await hugepages(host)] },
  { ids: ['memlock'], run: async (host) => [await memlock(host)] },
];
