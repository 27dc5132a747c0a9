/** The machine itself: system, architecture, kernel, and the places that one can be in. */
import type { Check, Host, Machine, Probe } from '../check';
import { lookAtDevice } from '../device';
import { exists } from '../files';
import { result, type About } from '../result';

/** Architectures that Kata releases or its sources are for, as `uname -m` says them. */
const architectures = ['x86_64', 'aarch64', 's390x', 'ppc64le', 'riscv64'];

const osAbout: About = {
  id: 'os',
  topic: 'machine',
  title: 'System and architecture',
  source: 'src/runtime/cmd/kata-runtime/kata-check_*.go@4.1.0; docs/installation.md@4.1.0',
};

const elsewhere: Partial<Readonly<Record<NodeJS.Platform, string>>> = {
  darwin:
    'Connect VS Code to a Linux machine (Remote - SSH), or to a Linux VM whose CPU passes virtualization on: Apple M3 or newer, macOS 15, such as Lima with nestedVirtualization: true.',
  win32:
    "Use WSL 2 on Windows 11 (wsl --install) with Docker or containerd installed inside the distribution, or connect VS Code to a Linux machine (Remote - SSH). Docker Desktop can't take Kata in.",
};

function os({ arch, platform, distribution }: Machine): Check {
  if (platform !== 'linux')
    return result(osAbout, 'failed', `This is ${platformName(platform)}. Kata runs on Linux only.`, {
      text: elsewhere[platform] ?? 'Connect VS Code to a Linux machine (Remote - SSH).',
    });
  if (arch === 'unknown')
    return result(
      osAbout,
      'unknown',
      'Neither /proc/sys/kernel/arch nor /proc/cpuinfo tells the architecture.',
    );
  const name = `${distribution ?? 'Linux'} on ${arch}`;
  if (!architectures.includes(arch))
    return result(osAbout, 'failed', `${name}: Kata is not made for this architecture.`, {
      text: `Use a machine with one of ${architectures.join(', ')}.`,
    });
  return result(
    osAbout,
    'ok',
    arch === 'riscv64' ? `${name}. Kata's sources know it; there is no release for it.` : `${name}.`,
  );
}

/** The name that its users know. */
export const platformName = (platform: NodeJS.Platform): string =>
  platform === 'darwin' ? 'macOS' : platform === 'win32' ? 'Windows' : platform;

const kernelAbout: About = {
  id: 'kernel',
  topic: 'kernel',
  title: 'Linux kernel',
  source: 'docs/how-to/how-to-run-kata-containers-with-SNP-VMs.md@4.1.0; drivers/vhost/vsock.c of Linux',
};

function kernel({ kernel: release }: Machine): Check {
  const [, major, minor] = /^(\d+)\.(\d+)/.exec(release ?? '') ?? [];
  if (release === undefined || major === undefined || minor === undefined)
    return result(kernelAbout, 'unknown', "The release of the running kernel can't be told.");
  const atLeast = (wanted: number, part: number): boolean =>
    Number(major) > wanted || (Number(major) === wanted && Number(minor) >= part);
  const seen = [{ path: '/proc/sys/kernel/osrelease', found: release }];
  if (!atLeast(4, 8))
    return result(
      kernelAbout,
      'failed',
      `${release} is older than vhost_vsock (4.8), over which Kata talks to its VMs.`,
      { text: 'Update the distribution.' },
      seen,
    );
  return result(
    kernelAbout,
    'ok',
    `${release}. Kata names no oldest kernel; for a TEE, its own check says what it needs.`,
    undefined,
    seen,
  );
}

const vmAbout: About = {
  id: 'vm',
  topic: 'machine',
  title: 'Virtual machine',
  source: 'src/basic/virt.c of systemd; src/runtime/virtcontainers/hypervisor_linux_amd64.go@4.1.0',
};

/** What people call the hypervisors. */
const hypervisors: Readonly<Record<string, string>> = {
  kvm: 'KVM',
  qemu: 'QEMU',
  microsoft: "Microsoft's hypervisor (Hyper-V, Azure or WSL 2)",
  amazon: 'AWS Nitro',
  google: 'Google Compute Engine',
  vmware: 'VMware',
  virtualbox: 'VirtualBox',
  xen: 'Xen',
  zvm: 'z/VM',
  powervm: 'PowerVM',
  parallels: 'Parallels',
  apple: "Apple's Virtualization framework",
};

async function vm(host: Host): Promise<Check> {
  const { machine, reader } = host;
  const { places, hypervisor, flags, arch } = machine;
  if (!places.includes('vm')) {
    // On s390x only /proc/sysinfo tells
    const tells =
      arch === 's390x' ? await exists(reader, '/proc/sysinfo') : flags.size > 0 || arch === 'ppc64le';
    return tells
      ? result(
          vmAbout,
          'ok',
          arch === 's390x'
            ? 'No hypervisor but the firmware of the machine is below: this is an LPAR, which counts as a bare machine.'
            : 'Nothing shows a hypervisor below: this is the bare machine.',
        )
      : result(
          vmAbout,
          'unknown',
          `${arch === 's390x' ? '/proc/sysinfo' : '/proc/cpuinfo'} can't be read, so whether this is a VM can't be told.`,
        );
  }
  const below =
    hypervisor === undefined || hypervisor === 'unknown'
      ? 'a hypervisor that does not tell its name'
      : (hypervisors[hypervisor] ?? hypervisor);
  const { device, registered } = await lookAtDevice(host, { path: '/dev/kvm', module: 'kvm', name: 'kvm' });
  const text = `This is a VM, on ${below}.`;
  // The node alone can stand for a module that is not loaded
  return device === 'opens' ||
    (device === 'denied' && registered === true) ||
    (await reader.device('/dev/mshv')) === 'opens'
    ? result(vmAbout, 'ok', `${text} It can run VMs of its own: Kata's are one level deeper, and slower.`)
    : result(
        vmAbout,
        'warning',
        `${text} It is not able to run VMs of its own (nested virtualization), as far as can be seen.`,
      );
}

const containerAbout: About = {
  id: 'container',
  topic: 'machine',
  title: 'Container',
  source: 'https://github.com/kata-containers/kata-containers/issues/9495',
};

function container({ places }: Machine): Check {
  if (places.includes('codespaces'))
    return result(
      containerAbout,
      'failed',
      "This is a Codespace: a container in a VM of GitHub, where Kata can't be set up.",
      {
        text: 'Connect VS Code to a machine of your own (Remote - SSH), and open the dev container there with Kata.',
      },
    );
  if (places.includes('container'))
    return result(
      containerAbout,
      'warning',
      'This is inside a container, or in an image that was made from one (/.dockerenv, /run/.containerenv, the cgroups of process 1, or the environment says so). Much of the host is out of sight, and Kata inside a container is not supported.',
      {
        text: 'Run the check on the host: in its terminal, or in a VS Code window that is not in the container.',
      },
    );
  return result(
    containerAbout,
    'ok',
    'Nothing shows a container around this check: what it sees is the host.',
  );
}

const wslAbout: About = {
  id: 'wsl',
  topic: 'machine',
  title: 'Windows Subsystem for Linux',
  source: 'https://learn.microsoft.com/windows/wsl/wsl-config',
};

function wsl({ places, kernel: release = '' }: Machine): Check {
  if (!places.includes('wsl')) return result(wslAbout, 'not-applicable', 'This is not WSL.');
  // WSL 1 translates system calls: there is no kernel that could have KVM
  if (/^4\.4\.0-.*-Microsoft$/.test(release))
    return result(wslAbout, 'failed', 'This is WSL 1, which has no Linux kernel and no KVM.', {
      text: 'Convert the distribution to WSL 2, in PowerShell.',
      command: 'wsl --set-version DISTRIBUTION 2',
      elsewhere: true,
    });
  return result(
    wslAbout,
    'warning',
    'This is WSL 2. Kata is not tested there; it needs Windows 11 with nested virtualization (the default), a WSL kernel with vhost_vsock, and Docker or containerd inside the distribution, not Docker Desktop.',
    {
      text: 'Where /dev/kvm is missing, put this into .wslconfig in the Windows user folder, then run `wsl --shutdown` in PowerShell.',
      command: '[wsl2]\nnestedVirtualization=true',
      elsewhere: true,
    },
  );
}

export const systemProbes: readonly Probe[] = [
  { ids: ['os'], anySystem: true, run: ({ machine }) => Promise.resolve([os(machine)]) },
  { ids: ['vm'], run: async (host) => [await vm(host)] },
  { ids: ['container'], run: ({ machine }) => Promise.resolve([container(machine)]) },
  { ids: ['wsl'], run: ({ machine }) => Promise.resolve([wsl(machine)]) },
  { ids: ['kernel'], run: ({ machine }) => Promise.resolve([kernel(machine)]) },
];
