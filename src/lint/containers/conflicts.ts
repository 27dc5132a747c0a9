/** Which of a container's wishes Kata can't fulfil, and what happens instead. */
import { t } from '../../text';
import type { Severity } from '../finding';
import type { Ask } from './ask';
import { isEngineSocket, isOtherSocket, parseMount } from './mounts';

/** The rules that devcontainer.json and Compose files share, without their prefix. */
export type ConflictRule =
  | 'privileged'
  | 'network'
  | 'link'
  | 'gpu'
  | 'device'
  | 'host-namespace'
  | 'docker-socket'
  | 'host-socket'
  | 'proc-mount'
  | 'mount-propagation'
  | 'io-weight'
  | 'apparmor'
  | 'resources';

/** What there is to say about a wish. */
export interface Conflict {
  readonly rule: ConflictRule;
  readonly severity?: Severity;
  readonly message: string;
}

/** The only places below /proc that the guest lets containers mount over (src/agent/rustjail/src/mount.rs@4.1.0). */
const openProc = /^\/proc\/(?:cpuinfo|diskstats|meminfo|stat|swaps|uptime|loadavg|net\/dev)$/;

/** Docker's words for yes and no; a variable may be either. */
const isYes = (value: string): boolean => /^(?:|1|t|true|yes|on)$/i.test(value);

/** Keeps texts of the file at a readable length. */
const short = (text: string): string => (text.length > 80 ? `${text.slice(0, 77)}...` : text);

/** Longer than any path: nobody wrote it by hand. */
const longest = 4_096;

/** What Kata makes of a wish; undefined where it does what is asked for. */
export function conflictOf(ask: Ask): Conflict | undefined {
  const found = ask.value.length > longest ? undefined : judge(ask);
  if (!found || ask.by === undefined) return found;
  return { ...found, message: `${ask.by} ${found.message}` };
}

function judge({ option, value }: Ask): Conflict | undefined {
  switch (option) {
    case 'privileged':
      return isYes(value) ? privileged : undefined;
    case 'network':
      return network(value);
    case 'link':
      return {
        rule: 'link',
        message: t(
          'Links between containers do not work with Kata: the container does not find the other one. Put both on one network and use their names.',
        ),
      };
    case 'gpus':
      return value === 'optional' ? { ...gpu, severity: 'warning' } : gpu;
    case 'device':
      return device(value.split(':')[0] ?? '');
    case 'pid':
    case 'ipc':
    case 'uts':
    case 'userns':
      return namespace(option, value);
    case 'mount':
      return mount(value);
    case 'blkio-weight':
      return {
        rule: 'io-weight',
        message: t(
          'A weight for block I/O counts among the containers of one VM, and this one is alone in its own: it has no effect. Limit the I/O of the VM in the configuration of Kata.',
        ),
      };
    case 'security-opt':
      return /^apparmor[=:](?!unconfined$)/.test(value)
        ? {
            rule: 'apparmor',
            message: t(
              "AppArmor profiles of the host do not count inside the VM; Kata's usual guest kernel has no AppArmor.",
            ),
          }
        : undefined;
    case 'memory':
    case 'cpus':
      return {
        rule: 'resources',
        message: t(
          'This comes on top of what the VM starts with ({0} in the configuration of Kata): the VM grows by it.',
          option === 'memory' ? 'default_memory' : 'default_vcpus',
        ),
      };
  }
}

const privileged: Conflict = {
  rule: 'privileged',
  get message() {
    return t(
      'A privileged container does not start with Kata: Docker passes on all devices of the host, and the guest has some of them already (/dev/full: EEXIST). Ask for single capabilities instead, or leave it to runc.',
    );
  },
};

const gpu: Conflict = {
  rule: 'gpu',
  get message() {
    return t(
      'Docker has no way to hand a GPU to a Kata VM: the container does not start, or has no GPU. Use runc for it, or Kubernetes with a kata-qemu-nvidia-gpu class.',
    );
  },
};

function network(value: string): Conflict | undefined {
  if (value === 'host')
    return {
      rule: 'network',
      message: t(
        "A VM can't use the network of its host: the container does not start, or has no network, and the attempt may break that of the host. Use a bridge network and publish ports.",
      ),
    };
  if (/^(?:container|service):/.test(value))
    return {
      rule: 'network',
      message: t(
        'With {0} the VM takes over the network interfaces of another container, which then has none. Give it a network of its own.',
        short(value),
      ),
    };
  return undefined;
}

/** Fixed numbers, and drivers that guest kernels of Kata have. */
const commonDevice = /^\/dev\/(?:fuse|net\/tun|null|zero|full|random|urandom|tty)$/;
/** Block devices are plugged into the VM, and so is VFIO. */
const passedOn = /^\/dev\/(?:vfio(?:\/|$)|(?:sd|vd|xvd|hd|loop|dm-|md)\w|nvme\d|mapper\/|disk\/)/;

function device(path: string): Conflict | undefined {
  if (passedOn.test(path) || path.includes('$')) return undefined;
  if (/^[\w.-]+\.[\w.-]+\/gpu=|^\/dev\/(?:nvidia|dri(?:\/|$)|kfd$)/.test(path)) return gpu;
  return {
    rule: 'device',
    ...(commonDevice.test(path) && { severity: 'information' }),
    message: t(
      "The guest has a kernel of its own: it gets no device {0} of the host, only a node of the same number, which works where the guest's kernel has a driver for it. Block devices and VFIO are passed on.",
      short(path),
    ),
  };
}

const seen = (): Readonly<Record<'pid' | 'ipc' | 'uts' | 'userns', string>> => ({
  pid: t('the processes of the guest, not those of the host'),
  ipc: t('the memory segments and queues of the guest, not those of the host'),
  uts: t('the name of the guest, not that of the host'),
  userns: t('the users of the guest, not those of the host'),
});

function namespace(option: 'pid' | 'ipc' | 'uts' | 'userns', value: string): Conflict | undefined {
  if (value === 'host')
    return {
      rule: 'host-namespace',
      message: t(
        'In a VM {0}=host shows {1}. What needs the host itself has to run outside Kata.',
        option,
        seen()[option],
      ),
    };
  if (/^(?:container|service):/.test(value))
    return {
      rule: 'host-namespace',
      message: t(
        "Two VMs can't share a namespace: {0} does not show those of the other container.",
        short(`${option}=${value}`),
      ),
    };
  return undefined;
}

function mount(value: string): Conflict | undefined {
  const { source, target, propagation } = parseMount(value);
  if (isEngineSocket(source))
    return {
      rule: 'docker-socket',
      message: t(
        'Sockets do not reach through the VM: {0} is there in the container, but nothing answers. Use runc for a container that works with the Docker of the host.',
        short(source),
      ),
    };
  if (isOtherSocket(source))
    return {
      rule: 'host-socket',
      message: t(
        'Sockets do not reach through the VM: {0} is there in the container, but nothing answers.{1}',
        short(source),
        /SSH_AUTH_SOCK|gpg/.test(source)
          ? t(' Dev Containers forwards the SSH and GPG agents by itself, without a mount.')
          : '',
      ),
    };
  if (/^\/proc(?:\/|$)/.test(target) && !openProc.test(target))
    return {
      rule: 'proc-mount',
      message: t(
        'Kata refuses mounts at {0}: below /proc only a few files such as /proc/cpuinfo may be mounted over. The container does not start.',
        short(target),
      ),
    };
  if (/^\/sys(?:\/|$)/.test(target))
    return {
      rule: 'proc-mount',
      severity: 'warning',
      message: t('What the container sees at {0} comes from the guest, not from this mount.', short(target)),
    };
  if (propagation !== undefined && !propagation.endsWith('private'))
    return {
      rule: 'mount-propagation',
      message: t(
        'Mounts that are made later do not travel between host and guest: {0} has no effect.',
        propagation,
      ),
    };
  return undefined;
}
