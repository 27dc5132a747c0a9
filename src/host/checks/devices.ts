/** Devices that a sandbox needs beside KVM: the line to the agent, and its network. */
import { t } from '../../text';
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

const needed = (): readonly Needed[] => [
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
    purpose: t('With QEMU, Kata talks to the agent in the VM over it.'),
    without: t(
      'With QEMU, Kata can\'t start a sandbox ("host system doesn\'t support vsock"). Cloud Hypervisor, Firecracker and Dragonball do without.',
    ),
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
    purpose: t('It carries the network of a sandbox.'),
    without: t(
      "With QEMU, a sandbox with a network can't start, unless the configuration sets disable_vhost_net = true (slower).",
    ),
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
    purpose: t('It connects the VM to the network of the pod or container (TAP).'),
    without: t("A sandbox with a network can't start."),
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
        detail: t(
          '{0} The runtimes that are registered here use {1} only.',
          check.detail,
          names.join(t(' and ')),
        ),
      };
}

async function deviceItself(
  host: Host,
  { about, path, name, module, purpose, without }: Needed,
): Promise<Check> {
  const { device: state, registered, loadable, evidence } = await lookAtDevice(host, { path, module, name });
  const load: Remedy = {
    text: t('Load the module {0}, now and at every start.', module),
    command: loadModule(module),
  };
  const say = (status: Check['status'], detail: string, fix?: Remedy) =>
    result(about, status, detail, fix, evidence);
  switch (state) {
    case 'opens':
      return say('ok', t('It opens. {0}', purpose));
    case 'denied':
      if (registered === true)
        return say(
          'ok',
          t("It is there. This user may not open it, and need not: Kata's shim is root's. {0}", purpose),
        );
      if (loadable === true)
        return say(
          'ok',
          t(
            "Its module is not loaded yet; Linux does so when Kata's shim, which is root's, opens it. {0}",
            purpose,
          ),
          load,
        );
      return loadable === false
        ? say(
            'failed',
            t('The node is there, but the running kernel has no module {0}. {1}', module, without),
            noModule(host, module),
          )
        : say(
            'unknown',
            t(
              'The node is there, but this user may not open it, and nothing tells whether {0} can be loaded. {1}',
              module,
              purpose,
            ),
            load,
          );
    case 'no-driver':
      return say(
        'failed',
        t(
          'The node is there, but {0} is not loaded and could not be loaded by opening it. {1}',
          module,
          without,
        ),
        loadable === false ? noModule(host, module) : load,
      );
    case 'busy':
      return say('warning', t('Somebody else holds it at the moment. {0}', purpose));
    case 'unreadable':
      return say('unknown', t('What is at {0} could not be opened, or is no device. {1}', path, purpose));
    case 'missing':
  }
  if (host.machine.places.includes('container') && registered !== false)
    return say(
      'unknown',
      `${registered === true ? t('Not given to this container; the kernel below has it') : t("Not in this container; whether the host has it can't be told from here")}. ${purpose}`,
      { text: t('Run this check on the host of this container.') },
    );
  return say(
    'failed',
    t('It is not there. {0}', without),
    loadable === false ? noModule(host, module) : load,
  );
}

const noModule = ({ machine }: Host, module: string): Remedy =>
  machine.parameters?.includes('nomodule') === true
    ? {
        text: t(
          '{0} is not built into this kernel, and nomodule on its command line keeps modules out: start it without, or use another kernel or machine.',
          module,
        ),
      }
    : {
        text: t(
          "The running kernel was built without {0}, or was updated since the last start. Restart the machine; if that does not help, install the distribution's full kernel package (on Ubuntu linux-modules-extra-$(uname -r), on Fedora kernel-modules).",
          module,
        ),
      };

const conflictAbout: About = {
  id: 'vsock-conflict',
  topic: 'devices',
  get title() {
    return t('Others on vsock');
  },
  source: 'net/vmw_vsock/af_vsock.c of Linux',
};

/** Transports of other hypervisors, which old kernels could not have beside vhost_vsock. */
const rivals = ['vmw_vsock_vmci_transport', 'hv_sock'];

async function vsockConflict({ reader, machine }: Host): Promise<Check> {
  const listing = await reader.list('/sys/module');
  if (listing.kind !== 'names' || listing.names.length === 0)
    return result(conflictAbout, 'unknown', t("/sys/module can't be read, so loaded modules can't be told."));
  const found = rivals.filter((name) => listing.names.includes(name));
  const seen = [{ path: '/sys/module', found: found.join(', ') || t('none of {0}', rivals.join(', ')) }];
  if (found.length === 0)
    return result(conflictAbout, 'ok', t("No other hypervisor's transport is loaded."), undefined, seen);
  const [, major, minor] = /^(\d+)\.(\d+)/.exec(machine.kernel ?? '') ?? [];
  if (major === undefined || minor === undefined)
    return result(
      conflictAbout,
      'unknown',
      t("{0} is loaded; the kernel's release, which decides, can't be told.", found.join(t(' and '))),
      undefined,
      seen,
    );
  // Several transports at once: Linux 5.5
  if (Number(major) > 5 || (Number(major) === 5 && Number(minor) >= 5))
    return result(
      conflictAbout,
      'ok',
      t(
        '{0} is loaded for the hypervisor below; since Linux 5.5 vhost_vsock works beside it.',
        found.join(t(' and ')),
      ),
      undefined,
      seen,
    );
  return result(
    conflictAbout,
    'failed',
    t("{0} is loaded, and before Linux 5.5 vhost_vsock can't work beside it.", found.join(t(' and '))),
    {
      text: t('Take a kernel from 5.5 on, or unload it until the next start.'),
      command: `sudo modprobe -r ${found.join(' ')}\nsudo modprobe vhost_vsock`,
    },
    seen,
  );
}

export const deviceProbes: readonly Probe[] = [
  {
    ids: ['vhost-vsock', 'vhost-net', 'tun'],
    run: (host) => Promise.all(needed().map((it) => device(host, it))),
  },
  { ids: ['vsock-conflict'], run: async (host) => [await vsockConflict(host)] },
];
