/** What the pages of the rules say that devcontainer.json and Compose files share. */
import type { Example, Rule } from '../rule';
import type { ConflictRule } from './conflicts';

type Texts = Pick<Rule, 'summary' | 'severity' | 'about' | 'source'>;

const limits = 'docs/Limitations.md@4.1.0';

/** By the rule's name without its prefix. `confidential` is judged by the runtime's name. */
const texts: Readonly<Record<ConflictRule | 'confidential', Texts>> = {
  privileged: {
    summary: 'A privileged container does not start with Kata and Docker',
    severity: 'error',
    about:
      'Docker hands a privileged container all devices of the host. The guest has some of them already and fails at the first one (`Creating container device ... /dev/full ... EEXIST`). containerd and CRI-O can leave the devices out (`privileged_without_host_devices`), Docker can not. Docker inside the container (docker-in-docker) needs the privilege, so it has to stay in runc.',
    source: 'src/agent/rustjail/src/mount.rs@4.1.0, kata-containers issue 10666',
  },
  network: {
    summary: 'The container wants the network of the host or of another container',
    severity: 'error',
    about:
      "A guest has a network card of its own. It can't use the network of the host, and the attempt may break that; in the network of another container it takes the interfaces away from it.",
    source: `${limits} (Host network, Support for joining an existing VM network)`,
  },
  link: {
    summary: 'Links between containers do not work',
    severity: 'error',
    about:
      '`--link` and `links` are not supported. Containers on one user-defined network find each other by name.',
    source: `${limits} (docker --link)`,
  },
  gpu: {
    summary: 'A GPU can not be handed to a Kata VM by Docker',
    severity: 'error',
    about:
      'Kata passes GPUs to VMs by VFIO, with configurations of their own and set up through Kubernetes. The way of `docker run --gpus` and of `hostRequirements.gpu` is one for containers on the kernel of the host.',
    source: 'docs/hypervisors.md@4.1.0, docs/use-cases/NVIDIA-GPU-passthrough-and-Kata.md@4.1.0',
  },
  device: {
    summary: 'A device of the host is not there in the guest',
    severity: 'warning',
    about:
      "The guest has its own kernel. A character device of the host becomes a node of the same number in the guest, behind which the guest's kernel may have a driver or nothing. Block devices are plugged into the VM, VFIO devices passed through. For `/dev/fuse` and `/dev/net/tun`, whose drivers guest kernels have, it is information.",
    source: 'src/agent/rustjail/src/mount.rs@4.1.0 (create_devices), kata-containers/runtime issue 1568',
  },
  'host-namespace': {
    summary: 'The container wants to share a namespace with the host or another container',
    severity: 'warning',
    about:
      'Processes, memory segments, host name and users are those of the guest. Debuggers and monitors that look at the host see only the guest.',
    source: 'src/runtime/virtcontainers/kata_agent.go@4.1.0 (constrainGRPCSpec)',
  },
  'docker-socket': {
    summary: "The socket of the host's container engine does not answer from inside a VM",
    severity: 'error',
    about:
      "A mounted socket is visible in the guest, but a connection would have to cross from one kernel into another, and none does: `connect()` fails. That keeps a container in Kata from controlling the host's Docker, which is often why it is in Kata.",
    source: 'kata-containers issues 4244 and 8024, kata-containers/runtime issue 457',
  },
  'host-socket': {
    summary: 'A socket of the host does not answer from inside a VM',
    severity: 'warning',
    about:
      'A mounted socket (X11, Wayland, D-Bus, agents for SSH and GPG) is visible in the guest, but nothing answers. Dev Containers forwards the agents for SSH and GPG through `docker exec`, which works.',
    source: 'kata-containers issues 4244 and 8024, kata-containers/runtime issue 457',
  },
  'proc-mount': {
    summary: 'Something is mounted over /proc or /sys',
    severity: 'error',
    about:
      'A container that can replace files of `/proc` can trick its runtime (CVE-2019-16884), so the guest refuses such mounts but for eight files. Mounts over `/sys` show what the guest has there; that is a warning.',
    source: `${limits} (Mounting procfs and sysfs), src/runtime/virtcontainers/mount.go@4.1.0 (isSystemMount)`,
  },
  'mount-propagation': {
    summary: 'Mounts do not propagate between host and guest',
    severity: 'warning',
    about:
      'The guest sees the shared folder through virtio-fs. What is mounted later on one side does not appear on the other.',
    source: 'kata-containers issues 10502 and 13137',
  },
  'io-weight': {
    summary: 'Weights for block I/O have no effect',
    severity: 'warning',
    about:
      'The weight is set in the guest, where it counts against nothing: each container of Docker has a VM of its own. `docker update` with a weight is not supported at all.',
    source: `${limits} (update command)`,
  },
  apparmor: {
    summary: 'An AppArmor profile needs a guest that knows it',
    severity: 'information',
    about:
      'Profiles are loaded into a kernel, and the guest has its own, without AppArmor in the usual images. Seccomp profiles work inside the guest.',
    source: 'docs/how-to/how-to-use-seccomp-with-runtime-rs.md@4.1.0, tools/packaging/kernel/configs@4.1.0',
  },
  resources: {
    summary: 'A limit for memory or CPUs makes the VM larger',
    severity: 'information',
    about:
      "The VM starts with the sizes of Kata's configuration, and a limit is plugged in on top: with 2 GiB of `default_memory`, `--memory=4g` makes a VM of 6 GiB.",
    source: 'docs/design/vcpu-handling-runtime-go.md@4.1.0',
  },
  confidential: {
    summary: 'A confidential VM gets copies of the folders that are mounted into it',
    severity: 'error',
    about:
      'Runtimes for confidential VMs share no file system with the host (`shared_fs = "none"`), because the host is not trusted. Files of a bind mount are copied into the guest once, when the container starts. What is edited on one side never reaches the other, so that a workspace can not be worked in.',
    source: `${limits} (hostPath), src/runtime/config/configuration-qemu-snp.toml.in@4.1.0`,
  },
};

/** The rules of a family, from the texts and the family's examples. */
export const conflictRules = (
  prefix: string,
  examples: Readonly<Record<keyof typeof texts, { readonly bad: Example; readonly good: Example }>>,
): readonly Rule[] =>
  Object.entries(texts).map(([name, text]) => ({
    id: `${prefix}-${name}`,
    ...text,
    ...examples[name as keyof typeof texts],
  }));
