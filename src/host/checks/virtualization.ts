/** Virtualization as the CPU offers it. /dev/kvm is judged apart: it can work without the flag, and the other way round. */
import type { Check, Host, Machine, Probe, Remedy } from '../check';
import { loadModule } from '../device';
import { evidence, flagOf, textOf } from '../files';
import { result, type About } from '../result';
import { nestedRemedy } from './cloud';

const cpuAbout: About = {
  id: 'cpu.virtualization',
  topic: 'virtualization',
  title: 'Virtualization of the CPU',
  source: 'arch/x86/kernel/cpu/feat_ctl.c of Linux; src/runtime/cmd/kata-runtime/kata-check_*.go@4.1.0',
};

/** How to let this VM run VMs, by what is below it. */
const nestedFix: Readonly<Record<string, Remedy>> = {
  kvm: {
    text: 'On the host of this VM, turn nested virtualization on for KVM and give the VM the CPU model "host" (QEMU: -cpu host; libvirt: <cpu mode="host-passthrough"/>), then start the VM again.',
    command:
      '# On the host of this VM\necho "options kvm_intel nested=1" | sudo tee /etc/modprobe.d/kvm-nested.conf # AMD: kvm_amd\nsudo modprobe -r kvm_intel && sudo modprobe kvm_intel',
    elsewhere: true,
  },
  vmware: {
    text: 'Shut the VM down and tick "Virtualize Intel VT-x/EPT or AMD-V/RVI" under Processors in its settings (VMware).',
  },
  virtualbox: {
    text: 'Shut the VM down and tick "Enable Nested VT-x/AMD-V" under System, Processor in its settings (VirtualBox).',
    command: '# On the host of this VM\nVBoxManage modifyvm NAME --nested-hw-virt on',
    elsewhere: true,
  },
  microsoft: {
    text: "Shut the VM down and expose the CPU's extensions to it (Hyper-V), in PowerShell on its host.",
    command: 'Set-VMProcessor -VMName NAME -ExposeVirtualizationExtensions $true',
    elsewhere: true,
  },
  wsl: {
    text: 'Put this into .wslconfig in the Windows user folder (Windows 11), then run `wsl --shutdown` in PowerShell.',
    command: '[wsl2]\nnestedVirtualization=true',
    elsewhere: true,
  },
};

/** What to say where KVM's module may refuse to load, by architecture. */
const refusals: Readonly<Record<string, string>> = {
  x86_64: 'virtualization is off in the BIOS',
  s390x: 'this LPAR or VM was not given the interpretive execution of VMs (sie)',
  ppc64le: 'this partition may have no VMs: that takes POWER10 with firmware 1060 or newer',
  riscv64: 'the CPU has no H extension',
};

/** How to load KVM, and what it means where that fails. */
export const loadKvm = ({ arch }: Machine, module: string): Remedy => ({
  text: `Load KVM.${refusals[arch] === undefined ? '' : ` If that fails, ${refusals[arch]}.`}`,
  command: loadModule(module),
});

/** What turns virtualization on, here: in the BIOS by its vendor's name, or in what runs this VM. */
export function enableVirtualization(machine: Machine): Remedy {
  const { arch, vendor, hypervisor, places } = machine;
  if (hypervisor !== undefined)
    return (
      nestedRemedy(machine) ??
      nestedFix[places.includes('wsl') ? 'wsl' : hypervisor === 'qemu' ? 'kvm' : hypervisor] ?? {
        text: 'Turn nested virtualization on for this VM, or use a machine that is no VM.',
      }
    );
  if (arch !== 'x86_64')
    return { text: 'Use a machine whose firmware starts Linux with its virtualization.' };
  const intel = 'Intel Virtualization Technology (also VT-x or VMX)';
  const name =
    vendor === 'GenuineIntel' ? intel : vendor === 'AuthenticAMD' ? 'SVM Mode' : `${intel} or SVM Mode`;
  return {
    text: `In the BIOS setup, under CPU or Advanced, enable ${name}, save, and switch the machine off and on.`,
  };
}

function x86(machine: Machine): Check {
  const { flags, vendor, hypervisor } = machine;
  const wanted = vendor === 'GenuineIntel' ? ['vmx'] : vendor === 'AuthenticAMD' ? ['svm'] : ['vmx', 'svm'];
  const found = ['vmx', 'svm'].find((flag) => flags.has(flag));
  const seen = [
    {
      path: '/proc/cpuinfo',
      found: `vendor_id ${vendor ?? '?'}; flags with ${found ?? 'neither vmx nor svm'}`,
    },
  ];
  if (found !== undefined) {
    const lacking = ['lm', 'sse4_1'].filter((flag) => !flags.has(flag));
    if (lacking.length > 0)
      return result(
        cpuAbout,
        'failed',
        `The CPU has ${found}, but not ${lacking.join(' and ')}, which Kata asks for, too.`,
        undefined,
        seen,
      );
    const other =
      vendor === 'GenuineIntel' || vendor === 'AuthenticAMD'
        ? ''
        : ` (\`kata-runtime check\` does not know the vendor ${vendor ?? ''} and refuses it; KVM works all the same.)`;
    return result(cpuAbout, 'ok', `/proc/cpuinfo has the flag ${found}.${other}`, undefined, seen);
  }
  const why =
    hypervisor === undefined
      ? 'Linux hides the flag where the BIOS has turned virtualization off, so it is off, or the CPU has none.'
      : 'This is a VM: what runs it does not pass virtualization on (nested virtualization).';
  return result(
    cpuAbout,
    'failed',
    `/proc/cpuinfo has no flag ${wanted.join(' or ')}. ${why}`,
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
        return unreadable("/proc/cpuinfo shows no flags of the CPU, so they can't be told.");
      const check = x86(machine);
      // The device is the better witness: kvm_pvm in Firecracker guests needs no flag
      if (check.status !== 'failed' || flags.has('vmx') || flags.has('svm')) return check;
      if ((await reader.device('/dev/kvm')) !== 'opens') return check;
      return result(
        cpuAbout,
        'warning',
        `/proc/cpuinfo has no flag vmx or svm, but /dev/kvm opens, so a KVM that does without is at work (kvm_pvm does). Tools that look at the flag say no here: kvm-ok, virt-host-validate and \`kata-runtime check\`. Starting a sandbox does not look at it.`,
        undefined,
        check.evidence,
      );
    }
    case 's390x':
      if (flags.size === 0) return unreadable('/proc/cpuinfo shows no features of the CPU.');
      return flags.has('sie')
        ? result(
            cpuAbout,
            'ok',
            '/proc/cpuinfo has the feature sie (Start Interpretive Execution).',
            undefined,
            seen,
          )
        : result(
            cpuAbout,
            'failed',
            '/proc/cpuinfo has no feature sie: this LPAR or VM can run no VMs.',
            machine.hypervisor === 'kvm'
              ? {
                  text: 'In the LPAR below, load KVM with nested virtualization and start this VM again.',
                  command:
                    '# In the LPAR\necho "options kvm nested=1" | sudo tee /etc/modprobe.d/kvm-nested.conf\nsudo modprobe -r kvm && sudo modprobe kvm',
                  elsewhere: true,
                }
              : { text: 'Ask who runs the machine for an LPAR whose Linux may run VMs.' },
            seen,
          );
    case 'aarch64':
    case 'riscv64':
      return result(
        cpuAbout,
        'not-applicable',
        `On ${arch} no flag shows it: Linux has /dev/kvm where the firmware started it with virtualization (EL2, or the H extension).`,
        undefined,
        seen,
      );
    case 'ppc64le': {
      const kernel = await textOf(reader, '/proc/modules');
      if ((await reader.list('/sys/module/kvm_hv')).kind === 'names' || /^kvm_hv /m.test(kernel ?? ''))
        return result(
          cpuAbout,
          'ok',
          "The module kvm_hv is loaded: KVM uses the CPU's hypervisor mode.",
          undefined,
          seen,
        );
      return result(
        cpuAbout,
        'unknown',
        `The module kvm_hv is not loaded, and no flag shows what the CPU can.${machine.hypervisor === undefined ? '' : ' A partition needs nested KVM: POWER10 with firmware 1060 or newer.'}`,
        { text: 'Load the module.', command: 'sudo modprobe kvm_hv' },
        seen,
      );
    }
  }
  return unreadable(
    `Nothing is known about virtualization of ${arch}. Kata is built for x86_64, aarch64, s390x, ppc64le and riscv64.`,
  );
}

const nestedAbout: About = {
  id: 'nested',
  topic: 'virtualization',
  title: 'VMs inside VMs of this machine',
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
    if (flag === undefined) return result(nestedAbout, 'unknown', `${path} does not tell.`, undefined, seen);
    return result(
      nestedAbout,
      'ok',
      flag
        ? 'Allowed: Kata can also run in a VM of this machine. Kata on this machine itself does not need it.'
        : 'Not allowed: Kata could not run in a VM of this machine. Kata on this machine itself does not need it.',
      undefined,
      seen,
    );
  }
  return result(
    nestedAbout,
    'not-applicable',
    'It matters only where Kata is to run in a VM of this machine; no KVM module says anything about it.',
  );
}

export const virtualizationProbes: readonly Probe[] = [
  { ids: ['cpu.virtualization'], run: async (host) => [await cpuVirtualization(host)] },
  { ids: ['nested'], run: async (host) => [await nested(host)] },
];
