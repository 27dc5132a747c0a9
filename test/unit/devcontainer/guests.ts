/**
 * What containers in different runtimes see, and what their hosts show of them. Of Kata's guests these are the files'
 * real shapes with made-up values (docs/dev-containers.md says so); runc's were recorded.
 */
import type { HostFiles } from '../../../src/devcontainer/prove-outside';
import { insideFiles as at } from '../../../src/devcontainer/prove-inside';

export const id = '159961d7e419554d4b9f6d437b0dbf8751751d48880ff8b675b431bfde5af013';

export const hostKernel = '6.8.0-45-generic';
const hostVersion = `Linux version ${hostKernel} (buildd@lcy02-amd64-115) (x86_64-linux-gnu-gcc-13) #45-Ubuntu SMP PREEMPT_DYNAMIC Fri Aug 30 12:02:04 UTC 2024`;
const hostBoot = '5b8a7a3c-7f0c-4f0a-9b77-0f7f2b8f3f10';
const flags = (more = '') =>
  `processor\t: 0\nvendor_id\t: GenuineIntel\nflags\t\t: fpu vme de pse${more} lahf_lm\n`;

type Files = Readonly<Record<string, string>>;

/** The host, a machine of metal. */
export const host: Files = {
  [at.version]: `${hostVersion}\n`,
  [at.bootId]: `${hostBoot}\n`,
  [at.parameters]: 'BOOT_IMAGE=/boot/vmlinuz-6.8.0-45-generic root=/dev/nvme0n1p2 ro quiet splash\n',
  [at.cpu]: flags(' vmx'),
  [at.vendor]: 'Dell Inc.\n',
  [at.product]: 'PowerEdge R750\n',
};

const proc = '641 634 0:71 / /proc rw,nosuid,nodev,noexec,relatime - proc proc rw\n';

/** A container in runc. */
export const runc: Files = {
  ...host,
  [at.mounts]:
    '634 484 0:68 / / rw,relatime - overlay overlay rw,lowerdir=/var/lib/docker/overlay2/l/ABC:/var/lib/docker/overlay2/l/DEF,upperdir=/var/lib/docker/overlay2/4f1c/diff,workdir=/var/lib/docker/overlay2/4f1c/work\n' +
    proc,
};

/** A container in Kata with QEMU and virtio-fs. */
export const kata: Files = {
  [at.version]:
    'Linux version 6.12.28 (root@buildkitsandbox) (gcc (Ubuntu 11.4.0) 11.4.0) #1 SMP Mon Jun  1 10:00:00 UTC 2026\n',
  [at.bootId]: 'c0ffee00-1111-4222-8333-444455556666\n',
  [at.parameters]:
    'reboot=k panic=1 systemd.unit=kata-containers.target systemd.mask=systemd-networkd.service systemd.mask=systemd-networkd.socket root=/dev/pmem0p1 rootflags=dax,data=ordered,errors=remount-ro ro rootfstype=ext4\n',
  [at.mounts]: `106 71 0:36 /${id}/rootfs / rw,relatime - virtiofs kataShared rw\n${proc}`,
  [at.cpu]: flags(' hypervisor'),
  [at.vendor]: 'QEMU\n',
  [at.product]: 'Standard PC (Q35 + ICH9, 2009)\n',
};

/** Processes by number: arguments, PID namespaces, control group. */
interface Process {
  readonly args: readonly string[];
  readonly namespaces?: readonly number[];
  readonly cgroup?: string;
}

const group = `0::/system.slice/docker-${id}.scope\n`;
export const shimArgs = (name: string): readonly string[] => [
  `/usr/bin/${name}`,
  '-namespace',
  'moby',
  '-id',
  id,
  '-address',
  '/run/containerd/containerd.sock',
];

/** The container's first process, or its VMM. */
export const pid = 8604;

export const runcProcesses: Readonly<Record<number, Process>> = {
  1: { args: ['/sbin/init'] },
  8500: { args: shimArgs('containerd-shim-runc-v2') },
  [pid]: { args: ['/bin/sh', '-c', 'sleep 1d'], namespaces: [pid, 1], cgroup: group },
};

export const kataProcesses: Readonly<Record<number, Process>> = {
  1: { args: ['/sbin/init'] },
  8500: { args: shimArgs('containerd-shim-kata-v2') },
  [pid]: {
    args: ['/opt/kata/bin/qemu-system-x86_64', '-name', `sandbox-${id},debug-threads=on`, '-m', '2048M'],
    cgroup: group,
  },
};

/** A machine with these files and processes. */
export function machine(
  files: Files,
  processes: Readonly<Record<number, Process>> | 'unreadable',
): HostFiles & { readonly reads: readonly string[] } {
  const reads: string[] = [];
  return {
    reads,
    list: () =>
      Promise.resolve(
        processes === 'unreadable'
          ? { kind: 'denied' as const }
          : { kind: 'names' as const, names: ['cpuinfo', ...Object.keys(processes)] },
      ),
    read: (path) => {
      reads.push(path);
      const text = files[path] ?? textOf(path, processes);
      return Promise.resolve(
        text === undefined ? { kind: 'missing' as const } : { kind: 'text' as const, text },
      );
    },
  };
}

function textOf(
  path: string,
  processes: Readonly<Record<number, Process>> | 'unreadable',
): string | undefined {
  const [, number, name] = /^\/proc\/(\d+)\/(\w+)$/.exec(path) ?? [];
  const process = processes === 'unreadable' ? undefined : processes[Number(number)];
  if (!process) return undefined;
  const { args, namespaces = [Number(number)], cgroup = '0::/system.slice/docker.service\n' } = process;
  if (name === 'cmdline') return `${args.join('\0')}\0`;
  return name === 'cgroup' ? cgroup : `Name:\tx\nPid:\t${number ?? ''}\nNSpid:\t${namespaces.join('\t')}\n`;
}

/** What `grep -H ''` prints for these files in a container. */
export const grepped = (files: Files): string =>
  Object.entries(files)
    .flatMap(([path, text]) =>
      text
        .replace(/\n$/, '')
        .split('\n')
        .map((line) => `${path}:${line}\n`),
    )
    .join('');
