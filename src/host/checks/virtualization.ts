/** Virtualization as the CPU offers it. /dev/kvm is judged apart: it can work without the flag, and the other way round. */
import { t } from '../../text';
import type { Check, Host, Machine, Probe, Remedy } from '../check';
import { loadModule } from '../device';
import { evidence, flagOf, textOf } from '../files';
import { result, type About } from '../result';
import { nestedRemedy } from './cloud';

const cpuAbout: About = {
  id: 'cpu.virtualization',
  topic: 'virtualization',
  get title() {
    return t('Virtualization of the CPU');
  },
  source: 'arch/x86/kernel/cpu/feat_ctl.c of Linux; src/runtime/cmd/kata-runtime/kata-check_*.go@4.1.0',
};

/** How to let this VM run VMs, by what is below it. */
const nestedFix = (): Readonly<Record<string, Remedy>> => ({
  kvm: {
    text: t(
      'On the host of this VM, turn nested virtualization on for KVM and give the VM the CPU model "host" (QEMU: -cpu host; libvirt: <cpu mode="host-passthrough"/>), then start the VM again.',
    ),
    command:
      '# On the host of this VM\necho "options kvm_intel nested=1" | sudo tee /etc/modprobe.d/kvm-nested.conf # AMD: kvm_amd\nsudo modprobe -r kvm_intel && sudo modprobe kvm_intel',
    elsewhere: true,
  },
  vmware: {
    text: t(
      'Shut the VM down and tick "Virtualize Intel VT-x/EPT or AMD-V/RVI" under Processors in its settings (VMware).',
    ),
  },
  virtualbox: {
    text: t(
      'Shut the VM down and tick "Enable Nested VT-x/AMD-V" under System, Processor in its settings (VirtualBox).',
    ),
    command: '# On the host of this VM\nVBoxManage modifyvm NAME --nested-hw-virt on',
    elsewhere: true,
  },
  microsoft: {
    text: t("Shut the VM down and expose the CPU's extensions to it (Hyper-V), in PowerShell on its host."),
    command: 'Set-VMProcessor -VMName NAME -ExposeVirtualizationExtensions $true',
    elsewhere: true,
  },
  wsl: {
    text: t(
      'Put this into .wslconfig in the Windows user folder (Windows 11), then run `wsl --shutdown` in PowerShell.',
    ),
    command: '[wsl2]\nnestedVirtualization=true',
    elsewhere: true,
  },
});

/** What to say where KVM's module may refuse to load, by architecture. */
const refusals = (): Readonly<Record<string, string>> => ({
  x86_64: t('virtualization is off in the BIOS'),
  s390x: t('this LPAR or VM was not given the interpretive execution of VMs (sie)'),
  ppc64le: t('this partition may have no VMs: that takes POWER10 with firmware 1060 or newer'),
  riscv64: t('the CPU has no H extension'),
});

/** How to load KVM, and what it means where that fails. */
export function loadKvm({ arch }: Machine, module: string): Remedy {
  const refusal = refusals()[arch];
  return {
    text: refusal === undefined ? t('Load KVM.') : t('Load KVM. If that fails, {0}.', refusal),
    command: loadModule(module),
  };
}

/** What turns virtualization on, here: in the BIOS by its vendor's name, or in what runs this VM. */
export function enableVirtualization(machine: Machine): Remedy {
  const { arch, vendor, hypervisor, places } = machine;
  if (hypervisor !== undefined)
    return (
      nestedRemedy(machine) ??
      nestedFix()[places.includes('wsl') ? 'wsl' : hypervisor === 'qemu' ? 'kvm' : hypervisor] ?? {
        text: t('Turn nested virtualization on for this VM, or use a machine that is no VM.'),
      }
    );
  if (arch !== 'x86_64')
    return { text: t('Use a machine whose firmware starts Linux with its virtualization.') };
  const intel = t('Intel Virtualization Technology (also VT-x or VMX)');
  const name =
    vendor === 'GenuineIntel' ? intel : vendor === 'AuthenticAMD' ? 'SVM Mode' : t('{0} or SVM Mode', intel);
  return {
    text: t(
      'In the BIOS setup, under CPU or Advanced, enable {0}, save, and switch the machine off and on.',
      name,
    ),
  };
}

function x86(machine: Machine): Check {
  const { flags, vendor, hypervisor } = machine;
  const wanted = vendor === 'GenuineIntel' ? ['vmx'] : vendor === 'AuthenticAMD' ? ['svm'] : ['vmx', 'svm'];
  const found = ['vmx', 'svm'].find((flag) => flags.has(flag));
  const seen = [
    {
      path: '/proc/cpuinfo',
      found: t('vendor_id {0}; flags with {1}', vendor ?? '?', found ?? t('neither vmx nor svm')),
    },
  ];
  if (found !== undefined) {
    const lacking = ['lm', 'sse4_1'].filter((flag) => !flags.has(flag));
    if (lacking.length > 0)
      return result(
        cpuAbout,
        'failed',
        t('The CPU has {0}, but not {1}, which Kata asks for, too.', found, lacking.join(t(' and '))),
        undefined,
        seen,
      );
    const other =
      vendor === 'GenuineIntel' || vendor === 'AuthenticAMD'
        ? ''
        : t(
            ' (`kata-runtime check` does not know the vendor {0} and refuses it; KVM works all the same.)',
            vendor ?? '',
          );
    return result(cpuAbout, 'ok', t('/proc/cpuinfo has the flag {0}.{1}', found, other), undefined, seen);
  }
  const why =
    hypervisor === undefined
      ? t(
          'Linux hides the flag where the BIOS has turned virtualization off, so it is off, or the CPU has none.',
        )
      : t('This is a VM: what runs it does not pass virtualization on (nested virtualization).');
  return result(
    cpuAbout,
    'failed',
    t('/proc/cpuinfo has no flag {0}. {1}', wanted.join(t(' or ')), why),
    enableVirtualization(machine),
    seen,
  );
}

async function cpuVirtualization({ machine, reader }: Host): Promise<Check> {
  const { arch, flags } = machine;
  const cpuinfo = await reader.read('/proc/cpuinfo');
  const seen = [evidence('/proc/cpuinfo', cpuinfo)];
  const unreadable = (detail: string) => result(cpuAbout, 'unknown', detail, undefined, seen);
  switch (arch) {
    case 'x86_64': {
      if (flags.size === 0)
        return unreadable(t("/proc/cpuinfo shows no flags of the CPU, so they can't be told."));
      const check = x86(machine);
      // The device is the better witness: kvm_pvm in Firecracker guests needs no flag
      if (check.status !== 'failed' || flags.has('vmx') || flags.has('svm')) return check;
      if ((await reader.device('/dev/kvm')) !== 'opens') return check;
      return result(
        cpuAbout,
        'warning',
        t(
          '/proc/cpuinfo has no flag vmx or svm, but /dev/kvm opens, so a KVM that does without is at work (kvm_pvm does). Tools that look at the flag say no here: kvm-ok, virt-host-validate and `kata-runtime check`. Starting a sandbox does not look at it.',
        ),
        undefined,
        check.evidence,
      );
    }
    case 's390x':
      if (flags.size === 0) return unreadable(t('/proc/cpuinfo shows no features of the CPU.'));
      return flags.has('sie')
        ? result(
            cpuAbout,
            'ok',
            t('/proc/cpuinfo has the feature sie (Start Interpretive Execution).'),
            undefined,
            seen,
          )
        : result(
            cpuAbout,
            'failed',
            t('/proc/cpuinfo has no feature sie: this LPAR or VM can run no VMs.'),
            machine.hypervisor === 'kvm'
              ? {
                  text: t('In the LPAR below, load KVM with nested virtualization and start this VM again.'),
                  command:
                    '# In the LPAR\necho "options kvm nested=1" | sudo tee /etc/modprobe.d/kvm-nested.conf\nsudo modprobe -r kvm && sudo modprobe kvm',
                  elsewhere: true,
                }
              : { text: t('Ask who runs the machine for an LPAR whose Linux may run VMs.') },
            seen,
          );
    case 'aarch64':
    case 'riscv64':
      return result(
        cpuAbout,
        'not-applicable',
        t(
          'On {0} no flag shows it: Linux has /dev/kvm where the firmware started it with virtualization (EL2, or the H extension).',
          arch,
        ),
        undefined,
        seen,
      );
    case 'ppc64le': {
      const kernel = await textOf(reader, '/proc/modules');
      if ((await reader.list('/sys/module/kvm_hv')).kind === 'names' || /^kvm_hv /m.test(kernel ?? ''))
        return result(
          cpuAbout,
          'ok',
          t("The module kvm_hv is loaded: KVM uses the CPU's hypervisor mode."),
          undefined,
          seen,
        );
      return result(
        cpuAbout,
        'unknown',
        t(
          'The module kvm_hv is not loaded, and no flag shows what the CPU can.{0}',
          machine.hypervisor === undefined
            ? ''
            : t(' A partition needs nested KVM: POWER10 with firmware 1060 or newer.'),
        ),
        { text: t('Load the module.'), command: 'sudo modprobe kvm_hv' },
        seen,
      );
    }
  }
  return unreadable(
    t(
      'Nothing is known about virtualization of {0}. Kata is built for x86_64, aarch64, s390x, ppc64le and riscv64.',
      arch,
    ),
  );
}

const nestedAbout: About = {
  id: 'nested',
  topic: 'virtualization',
  get title() {
    return t('VMs inside VMs of this machine');
  },
  source: 'Documentation/virt/kvm/x86/nested-vmx.rst of Linux',
};

async function nested({ reader, machine }: Host): Promise<Check> {
  const modules =
    machine.arch === 's390x' ? ['kvm'] : machine.arch === 'x86_64' ? ['kvm_intel', 'kvm_amd'] : [];
  const paths = modules.map((module) => `/sys/module/${module}/parameters/nested`);
  for (const path of paths) {
    const reading = await reader.read(path);
    if (reading.kind === 'missing') continue;
    const seen = [evidence(path, reading)];
    const flag = flagOf(reading);
    if (flag === undefined)
      return result(nestedAbout, 'unknown', t('{0} does not tell.', path), undefined, seen);
    return result(
      nestedAbout,
      'ok',
      flag
        ? t(
            'Allowed: Kata can also run in a VM of this machine. Kata on this machine itself does not need it.',
          )
        : t(
            'Not allowed: Kata could not run in a VM of this machine. Kata on this machine itself does not need it.',
          ),
      undefined,
      seen,
    );
  }
  return result(
    nestedAbout,
    'not-applicable',
    t('It matters only where Kata is to run in a VM of this machine; no KVM module says anything about it.'),
  );
}

export const virtualizationProbes: readonly Probe[] = [
  { ids: ['cpu.virtualization'], run: async (host) => [await cpuVirtualization(host)] },
  { ids: ['nested'], run: async (host) => [await nested(host)] },
];
