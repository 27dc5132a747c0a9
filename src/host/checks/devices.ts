/** Devices that a sandbox needs beside KVM: the line to the agent, and its network. */
import type { Check, Host, Probe, Remedy } from '../check';
import { hypervisorOf } from '../configuration';
import { loadModule, lookAtDevice } from '../device';
import { textOf } from '../files';
import type { HostReader } from '../reader';
import { kataRegistrations } from '../registrations';
import { result, type About } from '../result';

/** A device, what it is for, and the module that provides it. */
interface Needed {
  readonly about: About;
  readonly path: string;
  readonly name: string;
  readonly module: string;
  /** What it is for, as a sentence. */
  readonly purpose: string;
  /** What is lost without it, as a sentence. */
  readonly without: string;
  /** Only QEMU needs it. */
  readonly forQemu?: true;
}

/** Hypervisors with a vsock and a network of their own, as `[hypervisor.NAME]` calls them. */
const independent: Readonly<Record<string, string>> = {
  clh: 'Cloud Hypervisor',
  'cloud-hypervisor': 'Cloud Hypervisor',
  firecracker: 'Firecracker',
  dragonball: 'Dragonball',
};

/** What the registered runtimes start, where each of them names a configuration, and none of them QEMU's. */
async function independentOf(reader: HostReader): Promise<readonly string[]> {
  const registered = await kataRegistrations(reader);
  const found = await Promise.all(
    registered.map(async ({ configPath }) => {
      const text = configPath?.startsWith('/') === true ? await textOf(reader, configPath) : undefined;
      return independent[hypervisorOf(text ?? '') ?? ''];
    }),
  );
  const names = found.filter((name) => name !== undefined);
  return names.length === found.length ? [...new Set(names)] : [];
}

const needed: readonly Needed[] = [
  {
    about: {
      id: 'vhost-vsock',
      topic: 'devices',
      title: '/dev/vhost-vsock',
      source:
        'src/runtime/virtcontainers/utils/utils.go@4.1.0; src/runtime-rs/crates/hypervisor/src/device/driver/virtio_vsock.rs@4.1.0',
    },
    path: '/dev/vhost-vsock',
    name: 'vhost-vsock',
    module: 'vhost_vsock',
    purpose: 'With QEMU, Kata talks to the agent in the VM over it.',
    without:
      'With QEMU, Kata can\'t start a sandbox ("host system doesn\'t support vsock"). Cloud Hypervisor, Firecracker and Dragonball do without.',
    forQemu: true,
  },
  {
    about: {
      id: 'vhost-net',
      topic: 'devices',
      title: '/dev/vhost-net',
      source:
        'src/runtime/virtcontainers/network_linux.go@4.1.0; src/runtime-rs/crates/hypervisor/src/utils.rs@4.1.0',
    },
    path: '/dev/vhost-net',
    name: 'vhost-net',
    module: 'vhost_net',
    purpose: 'It carries the network of a sandbox.',
    without:
      "With QEMU, a sandbox with a network can't start, unless the configuration sets disable_vhost_net = true (slower).",
    forQemu: true,
  },
  {
    about: {
      id: 'tun',
      topic: 'devices',
      title: '/dev/net/tun',
      source: 'src/runtime-rs/crates/hypervisor/src/device/tap.rs@4.1.0',
    },
    path: '/dev/net/tun',
    name: 'tun',
    module: 'tun',
    purpose: 'It connects the VM to the network of the pod or container (TAP).',
    without: "A sandbox with a network can't start.",
  },
];

async function device(host: Host, needs: Needed): Promise<Check> {
  const check = await deviceItself(host, needs);
  if (check.status !== 'failed' || needs.forQemu !== true) return check;
  const names = await independentOf(host.reader);
  return names.length === 0
    ? check
    : {
        ...check,
        status: 'warning',
        detail: `${check.detail} The runtimes that are registered here use ${names.join(' and ')} only.`,
      };
}

async function deviceItself(
  host: Host,
  { about, path, name, module, purpose, without }: Needed,
): Promise<Check> {
  const { device: state, registered, loadable, evidence } = await lookAtDevice(host, { path, module, name });
  const load: Remedy = {
    text: `Load the module ${module}, now and at every start.`,
    command: loadModule(module),
  };
  const say = (status: Check['status'], detail: string, fix?: Remedy) =>
    result(about, status, detail, fix, evidence);
  switch (state) {
    case 'opens':
      return say('ok', `It opens. ${purpose}`);
    case 'denied':
      if (registered === true)
        return say(
          'ok',
          `It is there. This user may not open it, and need not: Kata's shim is root's. ${purpose}`,
        );
      if (loadable === true)
        return say(
          'ok',
          `Its module is not loaded yet; Linux does so when Kata's shim, which is root's, opens it. ${purpose}`,
          load,
        );
      return loadable === false
        ? say(
            'failed',
            `The node is there, but the running kernel has no module ${module}. ${without}`,
            noModule(host, module),
          )
        : say(
            'unknown',
            `The node is there, but this user may not open it, and nothing tells whether ${module} can be loaded. ${purpose}`,
            load,
          );
    case 'no-driver':
      return say(
        'failed',
        `The node is there, but ${module} is not loaded and could not be loaded by opening it. ${without}`,
        loadable === false ? noModule(host, module) : load,
      );
    case 'busy':
      return say('warning', `Somebody else holds it at the moment. ${purpose}`);
    case 'unreadable':
      return say('unknown', `What is at ${path} could not be opened, or is no device. ${purpose}`);
    case 'missing':
  }
  if (host.machine.places.includes('container') && registered !== false)
    return say(
      'unknown',
      `${registered === true ? 'Not given to this container; the kernel below has it' : "Not in this container; whether the host has it can't be told from here"}. ${purpose}`,
      { text: 'Run this check on the host of this container.' },
    );
  return say('failed', `It is not there. ${without}`, loadable === false ? noModule(host, module) : load);
}

const noModule = ({ machine }: Host, module: string): Remedy =>
  machine.parameters?.includes('nomodule') === true
    ? {
        text: `${module} is not built into this kernel, and nomodule on its command line keeps modules out: start it without, or use another kernel or machine.`,
      }
    : {
        text: `The running kernel was built without ${module}, or was updated since the last start. Restart the machine; if that does not help, install the distribution's full kernel package (on Ubuntu linux-modules-extra-$(uname -r), on Fedora kernel-modules).`,
      };

const conflictAbout: About = {
  id: 'vsock-conflict',
  topic: 'devices',
  title: 'Others on vsock',
  source: 'net/vmw_vsock/af_vsock.c of Linux',
};

/** Transports of other hypervisors, which old kernels could not have beside vhost_vsock. */
const rivals = ['vmw_vsock_vmci_transport', 'hv_sock'];

async function vsockConflict({ reader, machine }: Host): Promise<Check> {
  const listing = await reader.list('/sys/module');
  if (listing.kind !== 'names' || listing.names.length === 0)
    return result(conflictAbout, 'unknown', "/sys/module can't be read, so loaded modules can't be told.");
  const found = rivals.filter((name) => listing.names.includes(name));
  const seen = [{ path: '/sys/module', found: found.join(', ') || `none of ${rivals.join(', ')}` }];
  if (found.length === 0)
    return result(conflictAbout, 'ok', "No other hypervisor's transport is loaded.", undefined, seen);
  const [, major, minor] = /^(\d+)\.(\d+)/.exec(machine.kernel ?? '') ?? [];
  if (major === undefined || minor === undefined)
    return result(
      conflictAbout,
      'unknown',
      `${found.join(' and ')} is loaded; the kernel's release, which decides, can't be told.`,
      undefined,
      seen,
    );
  // Several transports at once: Linux 5.5
  if (Number(major) > 5 || (Number(major) === 5 && Number(minor) >= 5))
    return result(
      conflictAbout,
      'ok',
      `${found.join(' and ')} is loaded for the hypervisor below; since Linux 5.5 vhost_vsock works beside it.`,
      undefined,
      seen,
    );
  return result(
    conflictAbout,
    'failed',
    `${found.join(' and ')} is loaded, and before Linux 5.5 vhost_vsock can't work beside it.`,
    {
      text: 'Take a kernel from 5.5 on, or unload it until the next start.',
      command: `sudo modprobe -r ${found.join(' ')}\nsudo modprobe vhost_vsock`,
    },
    seen,
  );
}

export const deviceProbes: readonly Probe[] = [
  ...needed.map((it): Probe => ({ ids: [it.about.id], run: async (host) => [await device(host, it)] })),
  { ids: ['vsock-conflict'], run: async (host) => [await vsockConflict(host)] },
];
