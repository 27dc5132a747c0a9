/** Where we are: in a container, in WSL, in a confidential VM, in a VM or on the bare machine; and what is below. */
import type { Machine, Place } from './check';
import { places as order } from './check';
import type { CpuInfo } from './cpuinfo';
import { exists, textOf } from './files';
import type { HostReader } from './reader';

type TeeGuest = NonNullable<Machine['teeGuest']>;

export interface Whereabouts {
  readonly places: readonly Place[];
  readonly hypervisor?: string;
  readonly teeGuest?: TeeGuest;
}

/** DMI strings of hypervisors, by the start of the field; after the table in systemd's src/basic/virt.c. */
const dmiVendors: readonly (readonly [start: string, hypervisor: string])[] = [
  ['KVM', 'kvm'],
  ['KubeVirt', 'kvm'],
  ['Amazon EC2', 'amazon'],
  ['QEMU', 'qemu'],
  ['VMware', 'vmware'],
  ['VMW', 'vmware'],
  ['innotek GmbH', 'virtualbox'],
  ['VirtualBox', 'virtualbox'],
  ['Oracle Corporation', 'virtualbox'],
  ['Xen', 'xen'],
  ['Bochs', 'bochs'],
  ['Parallels', 'parallels'],
  ['BHYVE', 'bhyve'],
  ['Hyper-V', 'microsoft'],
  ['Apple Virtualization', 'apple'],
  ['Google Compute Engine', 'google'],
  ['Alibaba Cloud ECS', 'kvm'],
  ['OpenStack', 'kvm'],
];
const dmiFields = ['product_name', 'sys_vendor', 'board_vendor', 'bios_vendor', 'product_version'] as const;

function dmiHypervisor(dmi: Machine['dmi']): string | undefined {
  if (dmi.sys_vendor === 'Microsoft Corporation' && dmi.product_name === 'Virtual Machine')
    return 'microsoft';
  for (const field of dmiFields) {
    const value = dmi[field];
    // Oracle makes bare machines, too
    if (value === undefined || (field !== 'board_vendor' && value.startsWith('Oracle'))) continue;
    const found = dmiVendors.find(([start]) => value.startsWith(start));
    if (found) return found[1];
  }
  return undefined;
}

/** The clock that a hypervisor offers names it where DMI is not there, as in Firecracker. */
const clocks: readonly (readonly [clock: string, hypervisor: string])[] = [
  ['kvm-clock', 'kvm'],
  ['hyperv_clocksource', 'microsoft'],
  ['xen', 'xen'],
  ['vmware', 'vmware'],
];

/** The hypervisor below us, by name, or `unknown` where only its presence shows; undefined on the bare machine. */
async function hypervisorOf(
  reader: HostReader,
  arch: string,
  cpu: CpuInfo,
  dmi: Machine['dmi'],
): Promise<string | undefined> {
  const [xen, control, device, clock, vmbus, control390] = await Promise.all(
    [
      '/sys/hypervisor/type',
      '/proc/xen/capabilities',
      '/proc/device-tree/hypervisor/compatible',
      '/sys/devices/system/clocksource/clocksource0/available_clocksource',
      '/sys/bus/vmbus/drivers_autoprobe',
      '/proc/sysinfo',
    ].map((file) => textOf(reader, file)),
  );
  if (xen?.startsWith('xen') === true) return control?.includes('control_d') === true ? undefined : 'xen';
  const named = dmiHypervisor(dmi);
  const byClock = clocks.find(([name]) => clock?.includes(name) === true)?.[1];
  switch (arch) {
    case 's390x':
      if (control390 === undefined) return undefined;
      if (/^VM00 Control Program:\s*KVM/m.test(control390)) return 'kvm';
      return /^VM00 Control Program:/m.test(control390) ? 'zvm' : undefined;
    case 'ppc64le':
      if (cpu.machine?.includes('qemu') === true) return 'qemu';
      return cpu.platform === 'pSeries' ? 'powervm' : undefined;
    case 'x86_64':
    case 'i686':
      // The flag says it even where DMI keeps quiet, and bare machines of clouds have the cloud's DMI without the flag
      if (cpu.flags.has('hypervisor'))
        return named ?? (vmbus !== undefined ? 'microsoft' : byClock) ?? 'unknown';
      return named === 'amazon' || named === 'google' ? undefined : named;
  }
  if (device !== undefined)
    return device.includes('kvm') ? 'kvm' : device.includes('vmware') ? 'vmware' : 'unknown';
  return named === 'amazon' && /\bmetal/.test(dmi.product_name ?? '') ? undefined : named;
}

/** Marks that only a guest of that TEE has. */
async function teeGuestOf(reader: HostReader, cpu: CpuInfo): Promise<TeeGuest | undefined> {
  const [tdx, snp, vmpl, uv, platform, cca] = await Promise.all([
    exists(reader, '/dev/tdx_guest'),
    exists(reader, '/dev/sev-guest'),
    exists(reader, '/sys/devices/system/cpu/sev/vmpl'),
    textOf(reader, '/sys/firmware/uv/prot_virt_guest'),
    reader.list('/sys/devices/platform'),
    exists(reader, '/dev/arm_cca_guest'),
  ]);
  if (cpu.flags.has('tdx_guest') || tdx === true) return 'tdx';
  if (snp === true || vmpl === true) return 'sev-snp';
  if (uv === '1') return 'secure-execution';
  const realm = platform.kind === 'names' && platform.names.some((name) => name.startsWith('arm-cca-dev'));
  return realm || cca === true ? 'cca' : undefined;
}

async function inContainer(reader: HostReader): Promise<boolean> {
  const [docker, podman, pod, systemd, cgroup, mounts] = await Promise.all([
    exists(reader, '/.dockerenv'),
    exists(reader, '/run/.containerenv'),
    exists(reader, '/run/secrets/kubernetes.io'),
    textOf(reader, '/run/systemd/container'),
    textOf(reader, '/proc/1/cgroup'),
    textOf(reader, '/proc/1/mountinfo'),
  ]);
  return (
    docker === true ||
    podman === true ||
    pod === true ||
    // With cgroup v2 the cgroup is only "/"; the root file system is still made of an engine's layers
    /^(?:\S+ ){3}\/ \/ .* - overlay .*\/(?:docker|containerd|containers\/storage)\//m.test(mounts ?? '') ||
    // WSL is no container for us, though systemd counts it as one
    (systemd !== undefined && systemd !== '' && systemd !== 'wsl') ||
    /\/(?:docker|kubepods|containerd|libpod|crio|lxc|machine\.slice\/libpod)[/.-]/m.test(cgroup ?? '') ||
    ['REMOTE_CONTAINERS', 'container', 'KUBERNETES_SERVICE_HOST'].some((name) => {
      const value = reader.variable(name);
      return value !== undefined && value !== '' && value !== 'wsl';
    })
  );
}

async function inWsl(reader: HostReader, kernel: string | undefined): Promise<boolean> {
  if (/microsoft/i.test(kernel ?? '')) return true;
  if (reader.variable('WSL_DISTRO_NAME') !== undefined) return true;
  return (await exists(reader, '/proc/sys/fs/binfmt_misc/WSLInterop')) === true;
}

const inCodespace = async (reader: HostReader): Promise<boolean> =>
  reader.variable('CODESPACES') === 'true' || (await exists(reader, '/workspaces/.codespaces')) === true;

/** Looks for the marks of each place; `metal` where there is none. */
export async function whereabouts(
  reader: HostReader,
  arch: string,
  cpu: CpuInfo,
  dmi: Machine['dmi'],
  kernel: string | undefined,
): Promise<Whereabouts> {
  const [codespaces, container, wsl, teeGuest, below] = await Promise.all([
    inCodespace(reader),
    inContainer(reader),
    inWsl(reader, kernel),
    teeGuestOf(reader, cpu),
    hypervisorOf(reader, arch, cpu, dmi),
  ]);
  const hypervisor = wsl && (below === undefined || below === 'unknown') ? 'microsoft' : below;
  const vm = hypervisor !== undefined || teeGuest !== undefined;
  const is: Readonly<Record<Place, boolean>> = {
    codespaces,
    container: container || codespaces,
    wsl,
    'tee-guest': teeGuest !== undefined,
    vm,
    metal: !vm && !container && !codespaces && !wsl,
  };
  return {
    places: order.filter((place) => is[place]),
    ...(hypervisor !== undefined && { hypervisor }),
    ...(teeGuest !== undefined && { teeGuest }),
  };
}
