/** Intel TDX: whether KVM has it enabled, why not, and whether its guests could be attested. */
import { t } from '../../text';
import type { Check, Evidence, Host, Machine, Probe, Remedy } from '../check';
import { textOf } from '../files';
import type { About } from '../result';
import { quotes } from './tee-quotes';
import { sgx } from './tee-sgx';
import {
  capacity,
  checkOf,
  handlers,
  inVirtualMachine,
  isVirtual,
  moduleParameter,
  moduleSettings,
  off,
  otherMachine,
  paragraph,
  seesHost,
  wordsSeen,
  type Cause,
  type Finding,
  type ModuleParameter,
} from './tee';

const maker = {
  arch: 'x86_64',
  vendor: 'GenuineIntel',
  get needs() {
    return t('an Intel Xeon processor');
  },
} as const;
const what = (): string => t('It protects the memory and registers of a guest from the host.');

/** Models of family 6 with TDX (canonical/tdx, arch/x86/include/asm/intel-family.h of Linux). */
const generations: Readonly<Record<number, string>> = {
  143: 'Sapphire Rapids',
  207: 'Emerald Rapids',
  173: 'Granite Rapids',
  174: 'Granite Rapids-D',
  175: 'Sierra Forest',
  221: 'Clearwater Forest',
};

const none = 'none';

/** The name of the generation, `none` where it is known to be without TDX; undefined where it is not known. */
export function tdxGeneration({ cpu, family, model, flags }: Machine): string | undefined {
  if (family === undefined || model === undefined) return undefined;
  const name = family === 6 ? generations[model] : undefined;
  if (flags.has('tdx_host_platform')) return name ?? t('This processor');
  // Workstations are made of the same dies: Xeon w3-2423
  if (name === undefined || /\bXeon\(R\) w\d/i.test(cpu ?? '')) return family === 6 ? none : undefined;
  return name;
}

/** The settings as Intel's reference firmware calls them (README of canonical/tdx). */
const bios = (): string =>
  t(
    "In the BIOS setup (Intel's names; vendors of servers may use others), under Socket Configuration > Processor Configuration > TME, TME-MT, TDX: {0}.",
    'Memory Encryption (TME) = Enable, TME-MT = Enable, TME-MT memory integrity = Disable, TDX = Enable, ' +
      'TDX Secure Arbitration Mode Loader (SEAM Loader) = Enable, TME-MT/TDX key split = other than 0, SW Guard Extensions (SGX) = Enable',
  );

const lookFurther: Remedy = {
  get text() {
    return t("Look into the kernel's log for what the TDX module said.");
  },
  command: 'sudo dmesg | grep -iE "tdx|seam|tme"',
};

/** The kernel leaves TDX alone while it could hibernate (tdx_init, arch/x86/virt/vmx/tdx/tdx.c of Linux). */
async function hibernation({ reader, machine }: Host): Promise<Cause | undefined> {
  const disk = await textOf(reader, '/sys/power/disk');
  if (
    disk === undefined ||
    disk.includes('[disabled]') ||
    machine.parameters?.includes('nohibernate') === true
  )
    return undefined;
  return {
    text: t(
      'The kernel can hibernate (/sys/power/disk: {0}), and then it does not set up TDX.',
      disk.slice(0, 60),
    ),
    fix: t('Put nohibernate on the kernel command line and restart.'),
    boot: { add: ['nohibernate'] },
  };
}

async function causes(host: Host, generation: string): Promise<readonly Cause[]> {
  const { machine } = host;
  const found: Cause[] = [];
  if (!machine.flags.has('tdx_host_platform')) {
    const hibernates = await hibernation(host);
    const few = generation === 'Sapphire Rapids' ? t(' Of Sapphire Rapids, few models have TDX at all.') : '';
    found.push(
      ...(hibernates
        ? [
            hibernates,
            { text: t('Whether the BIOS has TDX on shows only without that.{0}', few), fix: bios() },
          ]
        : [
            {
              text: t(
                'The flag tdx_host_platform is not in cpuinfo: the BIOS has not switched TDX on, or the kernel could not set it up.{0}',
                few,
              ),
              fix: bios(),
            },
          ]),
    );
  }
  const settings = await moduleSettings(host, 'kvm_intel', 'tdx');
  const refused = settings.find(({ on }) => !on);
  if (refused)
    found.push({
      text: t('It is switched off by {0}.', refused.where),
      fix: t('Change that to kvm_intel.tdx=1 (tdx=1 in modprobe.d) and restart.'),
    });
  else if (settings.length === 0 && machine.parameters !== undefined && seesHost(machine))
    found.push({
      text: t('Nothing asks kvm_intel for it (kvm_intel.tdx=1), and Linux has it off by default.'),
      fix: t('Put kvm_intel.tdx=1 on the kernel command line and restart.'),
      boot: { add: ['kvm_intel.tdx=1'] },
    });
  const atLoad = await moduleParameter(host.reader, 'kvm', 'enable_virt_at_load');
  if (atLoad.state === 'off')
    found.push({
      text: t(
        'KVM was told not to switch virtualization on when it is loaded (kvm.enable_virt_at_load), which TDX needs.',
      ),
      fix: t(
        'Take kvm.enable_virt_at_load=0 off the kernel command line or out of /etc/modprobe.d and restart.',
      ),
    });
  return found;
}

async function enabled({ reader }: Host, read: Evidence): Promise<Finding> {
  const { count, evidence: counted } = await capacity(reader, 'tdx');
  const version = await textOf(reader, '/sys/devices/faux/tdx_host/version');
  const detail = paragraph(
    t('KVM has Intel TDX enabled.'),
    handlers('tdx'),
    version === undefined ? undefined : t('The TDX module is version {0}.', version.slice(0, 40)),
    count === undefined ? undefined : t('The processor has keys for {0} guests at a time.', count),
  );
  const seen = [read, ...counted];
  return count === 0
    ? {
        status: 'failed',
        detail: t('{0} So none can start.', detail),
        fix: { text: t('In the BIOS setup, give TDX more keys: TME-MT/TDX key split.') },
        evidence: seen,
      }
    : { status: 'ok', detail, evidence: seen };
}

async function judge(host: Host, { state, evidence: read }: ModuleParameter): Promise<Finding> {
  const { machine } = host;
  const other = otherMachine(machine, 'Intel TDX', maker);
  if (other) return other;
  if (state === 'on') return enabled(host, read);
  if (isVirtual(machine)) return inVirtualMachine('Intel TDX', read);
  const generation = tdxGeneration(machine);
  const cpu = machine.cpu ?? t('This processor');
  if (generation === none)
    return {
      status: 'not-applicable',
      detail: t('Intel TDX is in Xeon processors from Sapphire and Emerald Rapids on; this is {0}.', cpu),
      evidence: [read],
    };
  const seen: readonly Evidence[] = [
    read,
    wordsSeen('/proc/cpuinfo', machine.flags.has('tdx_host_platform') ? ['tdx_host_platform'] : []),
    wordsSeen(
      '/proc/cmdline',
      machine.parameters?.filter((word) => /^kvm.intel\.|^nohibernate$/.test(word)),
    ),
  ];
  if (generation === undefined)
    return {
      status: 'unknown',
      detail: t(
        "It can't be told whether this processor has Intel TDX; KVM does not say that it is enabled. {0}",
        what(),
      ),
      evidence: seen,
    };
  if (state === 'unknown')
    return {
      status: 'unknown',
      detail: t("Whether KVM has Intel TDX enabled can't be read. {0}", what()),
      fix: { text: t('Look at the parameter yourself.'), command: `cat ${read.path}` },
      evidence: seen,
    };
  if (state === 'no-module')
    return {
      status: 'unknown',
      detail: t(
        '{0} can have Intel TDX, but kvm_intel is not loaded, and only it tells whether it is enabled. {1}',
        generation,
        what(),
      ),
      fix: { text: t('Load the module and check again.'), command: 'sudo modprobe kvm_intel' },
      evidence: seen,
    };
  const kernel: readonly Cause[] =
    state === 'no-parameter'
      ? [
          {
            text: t(
              'kvm_intel of this kernel ({0}) has no parameter tdx: it was built without CONFIG_KVM_INTEL_TDX. Linux has it since 6.16; some distributions brought it to older kernels.',
              machine.kernel ?? t('its release is not known'),
            ),
            fix: t('Install a kernel of 6.16 or newer, or one of your distribution with TDX for hosts.'),
          },
        ]
      : [];
  return off(
    machine,
    {
      start: t('{0} can have Intel TDX, but it is off.', generation),
      causes: [...kernel, ...(await causes(host, generation))],
      end: what(),
    },
    seen,
    lookFurther,
  );
}

/** A bare machine that may have TDX once it is switched on. */
function couldHave(machine: Machine): boolean {
  const generation = tdxGeneration(machine);
  return !isVirtual(machine) && generation !== undefined && generation !== none;
}

const tdxAbout: About = {
  id: 'tee.tdx',
  topic: 'tee',
  title: 'Intel TDX',
  source: 'src/runtime/virtcontainers/hypervisor_linux_amd64.go@4.1.0; arch/x86/kvm/vmx/tdx.c of Linux',
};
const quotesAbout: About = {
  id: 'tee.tdx.quotes',
  topic: 'tee',
  get title() {
    return t('Attestation of TDX guests');
  },
  source: 'tdx_quote_generation_service_socket_port, src/runtime/config/configuration-qemu-tdx.toml.in@4.1.0',
};
const sgxAbout: About = {
  id: 'tee.sgx',
  topic: 'tee',
  get title() {
    return t('Intel SGX (for the attestation of TDX guests)');
  },
  source: 'arch/x86/kernel/cpu/feat_ctl.c of Linux; README of canonical/tdx',
};

export const tdx: Probe = {
  ids: ['tee.tdx', 'tee.tdx.quotes', 'tee.sgx'],
  run: async (host): Promise<readonly Check[]> => {
    const parameter = await moduleParameter(host.reader, 'kvm_intel', 'tdx');
    const on = parameter.state === 'on';
    return [
      checkOf(tdxAbout, await judge(host, parameter)),
      checkOf(
        quotesAbout,
        on
          ? await quotes(host)
          : {
              status: 'not-applicable',
              detail: t('It matters only where Intel TDX is enabled, and here it is not.'),
            },
      ),
      checkOf(sgxAbout, await sgx(host, on ? 'on' : couldHave(host.machine) ? 'possible' : 'no')),
    ];
  },
};
