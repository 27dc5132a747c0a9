/** The machine itself: system, architecture, kernel, and the places that one can be in. */
import { t } from '../../text';
import type { Check, Host, Machine, Probe } from '../check';
import { lookAtDevice } from '../device';
import { exists } from '../files';
import { result, type About } from '../result';

/** Architectures that Kata releases or its sources are for, as `uname -m` says them. */
const architectures = ['x86_64', 'aarch64', 's390x', 'ppc64le', 'riscv64'];

const osAbout: About = {
  id: 'os',
  topic: 'machine',
  get title() {
    return t('System and architecture');
  },
  source: 'src/runtime/cmd/kata-runtime/kata-check_*.go@4.1.0; docs/installation.md@4.1.0',
};

const elsewhere: Partial<Readonly<Record<NodeJS.Platform, string>>> = {
  get darwin() {
    return t(
      'Connect VS Code to a Linux machine (Remote - SSH), or to a Linux VM whose CPU passes virtualization on: Apple M3 or newer, macOS 15, such as Lima with nestedVirtualization: true.',
    );
  },
  get win32() {
    return t(
      "Use WSL 2 on Windows 11 (wsl --install) with Docker or containerd installed inside the distribution, or connect VS Code to a Linux machine (Remote - SSH). Docker Desktop can't take Kata in.",
    );
  },
};

function os({ arch, platform, distribution }: Machine): Check {
  if (platform !== 'linux')
    return result(osAbout, 'failed', t('This is {0}. Kata runs on Linux only.', platformName(platform)), {
      text: elsewhere[platform] ?? t('Connect VS Code to a Linux machine (Remote - SSH).'),
    });
  if (arch === 'unknown')
    return result(
      osAbout,
      'unknown',
      t('Neither /proc/sys/kernel/arch nor /proc/cpuinfo tells the architecture.'),
    );
  const name = t('{0} on {1}', distribution ?? 'Linux', arch);
  if (!architectures.includes(arch))
    return result(osAbout, 'failed', t('{0}: Kata is not made for this architecture.', name), {
      text: t('Use a machine with one of {0}.', architectures.join(', ')),
    });
  return result(
    osAbout,
    'ok',
    arch === 'riscv64' ? t("{0}. Kata's sources know it; there is no release for it.", name) : `${name}.`,
  );
}

/** The name that its users know. */
export const platformName = (platform: NodeJS.Platform): string =>
  platform === 'darwin' ? 'macOS' : platform === 'win32' ? 'Windows' : platform;

const kernelAbout: About = {
  id: 'kernel',
  topic: 'kernel',
  get title() {
    return t('Linux kernel');
  },
  source: 'docs/how-to/how-to-run-kata-containers-with-SNP-VMs.md@4.1.0; drivers/vhost/vsock.c of Linux',
};

function kernel({ kernel: release }: Machine): Check {
  const [, major, minor] = /^(\d+)\.(\d+)/.exec(release ?? '') ?? [];
  if (release === undefined || major === undefined || minor === undefined)
    return result(kernelAbout, 'unknown', t("The release of the running kernel can't be told."));
  const atLeast = (wanted: number, part: number): boolean =>
    Number(major) > wanted || (Number(major) === wanted && Number(minor) >= part);
  const seen = [{ path: '/proc/sys/kernel/osrelease', found: release }];
  if (!atLeast(4, 8))
    return result(
      kernelAbout,
      'failed',
      t('{0} is older than vhost_vsock (4.8), over which Kata talks to its VMs.', release),
      { text: t('Update the distribution.') },
      seen,
    );
  return result(
    kernelAbout,
    'ok',
    t('{0}. Kata names no oldest kernel; for a TEE, its own check says what it needs.', release),
    undefined,
    seen,
  );
}

const vmAbout: About = {
  id: 'vm',
  topic: 'machine',
  get title() {
    return t('Virtual machine');
  },
  source: 'src/basic/virt.c of systemd; src/runtime/virtcontainers/hypervisor_linux_amd64.go@4.1.0',
};

/** What people call the hypervisors. */
const hypervisors = (): Readonly<Record<string, string>> => ({
  kvm: 'KVM',
  qemu: 'QEMU',
  microsoft: t("Microsoft's hypervisor (Hyper-V, Azure or WSL 2)"),
  amazon: 'AWS Nitro',
  google: 'Google Compute Engine',
  vmware: 'VMware',
  virtualbox: 'VirtualBox',
  xen: 'Xen',
  zvm: 'z/VM',
  powervm: 'PowerVM',
  parallels: 'Parallels',
  apple: t("Apple's Virtualization framework"),
});

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
            ? t(
                'No hypervisor but the firmware of the machine is below: this is an LPAR, which counts as a bare machine.',
              )
            : t('Nothing shows a hypervisor below: this is the bare machine.'),
        )
      : result(
          vmAbout,
          'unknown',
          t(
            "{0} can't be read, so whether this is a VM can't be told.",
            arch === 's390x' ? '/proc/sysinfo' : '/proc/cpuinfo',
          ),
        );
  }
  const below =
    hypervisor === undefined || hypervisor === 'unknown'
      ? t('a hypervisor that does not tell its name')
      : (hypervisors()[hypervisor] ?? hypervisor);
  const { device, registered } = await lookAtDevice(host, { path: '/dev/kvm', module: 'kvm', name: 'kvm' });
  const text = t('This is a VM, on {0}.', below);
  // The node alone can stand for a module that is not loaded
  return device === 'opens' ||
    (device === 'denied' && registered === true) ||
    (await reader.device('/dev/mshv')) === 'opens'
    ? result(
        vmAbout,
        'ok',
        t("{0} It can run VMs of its own: Kata's are one level deeper, and slower.", text),
      )
    : result(
        vmAbout,
        'warning',
        t('{0} It is not able to run VMs of its own (nested virtualization), as far as can be seen.', text),
      );
}

const containerAbout: About = {
  id: 'container',
  topic: 'machine',
  get title() {
    return t('Container');
  },
  source: 'https://github.com/kata-containers/kata-containers/issues/9495',
};

function container({ places }: Machine): Check {
  if (places.includes('codespaces'))
    return result(
      containerAbout,
      'failed',
      t("This is a Codespace: a container in a VM of GitHub, where Kata can't be set up."),
      {
        text: t(
          'Connect VS Code to a machine of your own (Remote - SSH), and open the dev container there with Kata.',
        ),
      },
    );
  if (places.includes('container'))
    return result(
      containerAbout,
      'warning',
      t(
        'This is inside a container, or in an image that was made from one (/.dockerenv, /run/.containerenv, the cgroups of process 1, or the environment says so). Much of the host is out of sight, and Kata inside a container is not supported.',
      ),
      {
        text: t(
          'Run the check on the host: in its terminal, or in a VS Code window that is not in the container.',
        ),
      },
    );
  return result(
    containerAbout,
    'ok',
    t('Nothing shows a container around this check: what it sees is the host.'),
  );
}

const wslAbout: About = {
  id: 'wsl',
  topic: 'machine',
  get title() {
    return t('Windows Subsystem for Linux');
  },
  source: 'https://learn.microsoft.com/windows/wsl/wsl-config',
};

function wsl({ places, kernel: release = '' }: Machine): Check {
  if (!places.includes('wsl')) return result(wslAbout, 'not-applicable', t('This is not WSL.'));
  // WSL 1 translates system calls: there is no kernel that could have KVM
  if (/^4\.4\.0-.*-Microsoft$/.test(release))
    return result(wslAbout, 'failed', t('This is WSL 1, which has no Linux kernel and no KVM.'), {
      text: t('Convert the distribution to WSL 2, in PowerShell.'),
      command: 'wsl --set-version DISTRIBUTION 2',
      elsewhere: true,
    });
  return result(
    wslAbout,
    'warning',
    t(
      'This is WSL 2. Kata is not tested there; it needs Windows 11 with nested virtualization (the default), a WSL kernel with vhost_vsock, and Docker or containerd inside the distribution, not Docker Desktop.',
    ),
    {
      text: t(
        'Where /dev/kvm is missing, put this into .wslconfig in the Windows user folder, then run `wsl --shutdown` in PowerShell.',
      ),
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
