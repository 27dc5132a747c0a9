/** KVM: the device that every VM of Kata is made with, and its modules. */
import { t } from '../../text';
import type { Check, Host, Machine, Probe } from '../check';
import { loadModule, lookAtDevice } from '../device';
import { evidence, exists, flagOf } from '../files';
import { result, type About } from '../result';
import { enableVirtualization, loadKvm } from './virtualization';

const kvmAbout: About = {
  id: 'kvm',
  topic: 'virtualization',
  title: '/dev/kvm',
  source: 'src/runtime/cmd/kata-runtime/kata-check_generic.go@4.1.0; Documentation/virt/kvm/api.rst of Linux',
};

/** The module of KVM for the CPU; undefined where it is part of the kernel itself. */
function kvmModule({ arch, vendor }: Machine): string | undefined {
  if (arch === 'x86_64')
    return vendor === 'AuthenticAMD' || vendor === 'HygonGenuine' ? 'kvm_amd' : 'kvm_intel';
  if (arch === 'ppc64le') return 'kvm_hv';
  return arch === 's390x' || arch === 'riscv64' ? 'kvm' : undefined;
}

async function kvm(host: Host): Promise<Check> {
  const { machine, reader } = host;
  const [state, mshv] = await Promise.all([
    lookAtDevice(host, { path: '/dev/kvm', module: 'kvm', name: 'kvm' }),
    reader.device('/dev/mshv'),
  ]);
  const { device, registered, group = 'kvm', evidence: seen } = state;
  const module = kvmModule(machine);
  const hasFlag = machine.flags.has('vmx') || machine.flags.has('svm');
  switch (device) {
    case 'opens':
      return result(kvmAbout, 'ok', t('It opens: Kata can make VMs here.'), undefined, seen);
    case 'denied': {
      const fix = {
        text: t(
          "Only where you start VMs yourself: join the group {0} and log in again. Kata under Docker or containerd needs nothing, its shim is root's.",
          group,
        ),
        command: `sudo usermod -aG ${group} "$USER"`,
      };
      // /dev/kvm may be a static node that stands for a module which is not loaded
      if (registered === true)
        return result(
          kvmAbout,
          'ok',
          t(
            "KVM is there. This user may not open it, which Kata under Docker or containerd does not need: its shim is root's.",
          ),
          fix,
          seen,
        );
      return result(
        kvmAbout,
        registered === false ? 'failed' : 'unknown',
        registered === false
          ? t('The node is there, but KVM is not loaded.')
          : t('This user may not open it, and nothing else tells whether KVM is behind it.'),
        registered === false ? { text: t('Load KVM.'), command: loadModule(module ?? 'kvm') } : fix,
        seen,
      );
    }
    case 'busy':
      return result(
        kvmAbout,
        'failed',
        t(
          "Another hypervisor holds the CPU's virtualization alone (VirtualBox and VMware do while a VM runs).",
        ),
        { text: t('Stop the VMs of the other hypervisor.') },
        seen,
      );
    case 'unreadable':
      return result(
        kvmAbout,
        'unknown',
        t('What is at /dev/kvm could not be opened, or is no device.'),
        undefined,
        seen,
      );
    case 'missing':
    case 'no-driver':
  }
  if (mshv === 'opens' || mshv === 'denied')
    return result(
      kvmAbout,
      'not-applicable',
      t("There is no KVM, but Microsoft's hypervisor (/dev/mshv), which Kata uses with Cloud Hypervisor."),
      undefined,
      seen,
    );
  if (machine.places.includes('container') && registered !== false)
    return result(
      kvmAbout,
      'unknown',
      registered === true
        ? t('Not given to this container. The kernel below has KVM, so Kata may well run on the host itself.')
        : t("Not in this container. Whether the host has it can't be told from here."),
      {
        text: t(
          'Run this check on the host of this container: in its terminal, or in a VS Code window that is not in the container.',
        ),
      },
      seen,
    );
  // A saved machine of which nothing is there that would show it
  if (machine.arch === 'unknown' && (await reader.list('/dev')).kind === 'missing')
    return result(kvmAbout, 'unknown', t('Neither /dev nor what tells the CPU is there to look at.'));
  if (machine.arch === 's390x' && !machine.flags.has('sie') && machine.flags.size > 0)
    return result(
      kvmAbout,
      'failed',
      t('It is not there, and the CPU shows no virtualization (sie), so no module could provide it.'),
      undefined,
      seen,
    );
  if (machine.arch === 'x86_64' && !hasFlag && machine.flags.size > 0)
    return result(
      kvmAbout,
      'failed',
      t('It is not there, and the CPU shows no virtualization, so no module could provide it.'),
      enableVirtualization(machine),
      seen,
    );
  if (machine.arch === 'aarch64' && device === 'missing')
    return result(
      kvmAbout,
      'failed',
      t(
        'It is not there: Linux was started without virtualization (at EL1), as VMs are and some firmware does.',
      ),
      {
        text: t(
          'Use a bare-metal machine, such as *.metal in a cloud; VMs inside VMs need very new Arm hardware and kernels.',
        ),
      },
      seen,
    );
  if (
    device === 'missing' &&
    module !== undefined &&
    (await exists(reader, `/sys/module/${module}`)) === true
  )
    return result(
      kvmAbout,
      'failed',
      t('{0} is loaded, but the node is not there.', module),
      { text: t('Let udev make it.'), command: 'sudo udevadm trigger --action=add --sysname-match=kvm' },
      seen,
    );
  return result(
    kvmAbout,
    'failed',
    device === 'missing'
      ? t('It is not there: KVM is not loaded.')
      : t('The node is there, but no driver behind it: KVM is not loaded.'),
    state.loadable === false
      ? {
          text: t(
            'The running kernel has no KVM: install the kernel package of the distribution that has it (not a "cloud" or "kvm guest" one), or restart after an update of the kernel.',
          ),
        }
      : loadKvm(machine, module ?? 'kvm'),
    seen,
  );
}

const moduleAbout: About = {
  id: 'kvm.module',
  topic: 'virtualization',
  get title() {
    return t('KVM modules');
  },
  source: 'src/runtime/cmd/kata-runtime/kata-check_amd64.go@4.1.0',
};

async function kvmModules({ machine, reader }: Host): Promise<Check> {
  const own = kvmModule(machine);
  const listing = await reader.list('/sys/module');
  if (listing.kind !== 'names' || listing.names.length === 0)
    return result(moduleAbout, 'unknown', t("/sys/module can't be read, so loaded modules can't be told."));
  const found = listing.names.filter((name) => /^kvm(?:_|$)/.test(name));
  const seen = [
    { path: '/sys/module', found: found.length > 0 ? found.join(', ') : t('nothing that starts with kvm') },
  ];
  if (own === undefined)
    return result(
      moduleAbout,
      'not-applicable',
      t('On {0} KVM is a part of the kernel, not a module.', machine.arch),
      undefined,
      seen,
    );
  const guest = await reader.read('/sys/module/kvm_intel/parameters/unrestricted_guest');
  if (flagOf(guest) === false)
    return result(
      moduleAbout,
      'warning',
      t(
        'kvm_intel runs without unrestricted_guest: the CPU is too old for Kata, or the parameter was turned off.',
      ),
      undefined,
      [...seen, evidence('/sys/module/kvm_intel/parameters/unrestricted_guest', guest)],
    );
  if (found.includes(own))
    return result(
      moduleAbout,
      'ok',
      t('Loaded, or built into the kernel: {0}.', found.join(', ')),
      undefined,
      seen,
    );
  const other = found.find((name) => name !== 'kvm' && name !== own);
  if (other !== undefined)
    return result(
      moduleAbout,
      'warning',
      t(
        '{0} is there in place of {1}. KVM may work all the same; `kata-runtime check` looks for {1} and says no.',
        other,
        own,
      ),
      undefined,
      seen,
    );
  // A module that is built in and has no parameters leaves no folder
  if ((await reader.device('/dev/kvm')) === 'opens')
    return result(
      moduleAbout,
      'ok',
      t('{0} does not show, but /dev/kvm opens: KVM is built into the kernel.', own),
      undefined,
      seen,
    );
  if (machine.hypervisor === 'microsoft' && (await exists(reader, '/dev/mshv')) === true)
    return result(
      moduleAbout,
      'not-applicable',
      t("Microsoft's hypervisor takes KVM's place."),
      undefined,
      seen,
    );
  return result(
    moduleAbout,
    'warning',
    t('{0} is not loaded.', own),
    { text: t('Load it, now and at every start.'), command: loadModule(own) },
    seen,
  );
}

export const kvmProbes: readonly Probe[] = [
  { ids: ['kvm'], run: async (host) => [await kvm(host)] },
  { ids: ['kvm.module'], run: async (host) => [await kvmModules(host)] },
];
