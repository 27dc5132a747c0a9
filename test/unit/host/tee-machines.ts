/** Small machines for the tests of the TEEs. */
import { runProbes } from '../../../src/host/run';
import { readMachine } from '../../../src/host/machine';
import type { Check, Probe } from '../../../src/host/check';
import type { HostReader } from '../../../src/host/reader';
import { folder, SavedMachine, type MachineFiles } from '../../support/machine';

/** An x86 processor as /proc/cpuinfo shows it. */
export const cpuinfo = (
  vendor: string,
  family: number,
  model: number,
  name: string,
  flags: string,
): MachineFiles => ({
  '/proc/cpuinfo': [
    'processor\t: 0',
    `vendor_id\t: ${vendor}`,
    `cpu family\t: ${family}`,
    `model\t\t: ${model}`,
    `model name\t: ${name}`,
    `flags\t\t: fpu lm sse4_1 ${flags}`,
    '',
  ].join('\n'),
});

/** The folders that a running Linux always has, so that what is not in them is missing. */
export const running: MachineFiles = {
  '/etc/os-release': 'PRETTY_NAME="Debian GNU/Linux 13 (trixie)"\n',
  '/proc/cmdline': 'root=/dev/sda1 ro\n',
  '/proc/sys/kernel/osrelease': '6.16.0\n',
  '/sys/module/kvm/parameters/kvmclock_periodic_sync': 'Y\n',
  '/sys/kernel/iommu_groups/0/type': 'DMA\n',
  '/dev/null': '',
};

/** Files that this user may not read. */
export const denied = Symbol('denied');
export type Files = Readonly<Record<string, MachineFiles[string] | typeof denied>>;

/** What a probe finds on a machine of these files, by id. */
export async function checksOf(
  probe: Probe,
  ...parts: readonly Files[]
): Promise<ReadonlyMap<string, Check>> {
  const files = Object.entries(Object.assign({}, ...parts) as Files);
  const locked = new Set(files.flatMap(([path, content]) => (content === denied ? [path] : [])));
  const plain = files.flatMap(([path, content]) => (content === denied ? [] : [[path, content] as const]));
  const machine = new SavedMachine(Object.fromEntries(plain));
  try {
    const saved = await machine.reader();
    const reader: HostReader = {
      ...saved,
      read: async (path) => (locked.has(path) ? { kind: 'denied' } : saved.read(path)),
      list: async (path) => (locked.has(path) ? { kind: 'denied' } : saved.list(path)),
      entry: async (path) => (locked.has(path) ? 'denied' : saved.entry(path)),
    };
    const checks = await runProbes([probe], reader, await readMachine(reader));
    return new Map(checks.map((check) => [check.id, check]));
  } finally {
    machine.remove();
  }
}

export { folder };
