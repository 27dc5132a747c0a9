/** Whether we are in a confidential VM ourselves. */
import { cloudOf } from '../../knowledge';
import { t } from '../../text';
import type { Check, Host, Machine, Probe } from '../check';
import { evidence } from '../files';
import type { About } from '../result';
import { checkOf, entrySeen, isVirtual, seesHost, wordsSeen, type Finding } from './tee';

const about: About = {
  id: 'guest.tee',
  topic: 'tee',
  get title() {
    return t('Inside a confidential VM');
  },
  source: 'arch/x86/coco of Linux; Documentation/virt/hyperv/coco.rst of Linux',
};

const names: Readonly<Record<NonNullable<Machine['teeGuest']>, string>> = {
  tdx: 'Intel TDX',
  'sev-snp': 'AMD SEV-SNP',
  'sev-es': 'AMD SEV-ES',
  sev: 'AMD SEV',
  'secure-execution': 'IBM Secure Execution',
  cca: 'Arm CCA',
};

const devices = ['/dev/tdx_guest', '/dev/sev-guest'] as const;
const uvFile = '/sys/firmware/uv/prot_virt_guest';

/** Where a confidential VM looks like any other to its own kernel's files, and what to do about it. */
function hiddenTee(machine: Machine): string | undefined {
  const { hypervisor, vendor, arch, places } = machine;
  // Hyper-V outside of Azure has a tag of its own; where none can be read, it may be Azure
  const mayBeAzure = machine.dmi.chassis_asset_tag === undefined || cloudOf(machine.dmi) !== undefined;
  if (hypervisor === 'microsoft' && arch === 'x86_64' && mayBeAzure && !places.includes('wsl'))
    return t(
      'On Azure that proves nothing: its confidential VMs (such as DCas and DCes) have a paravisor, which keeps the TEE from the kernel.',
    );
  if (hypervisor === 'google' && vendor === 'AuthenticAMD')
    return t('On Google Cloud that proves nothing: plain SEV, without SNP, leaves no mark.');
  if (!seesHost(machine))
    return t('Inside a container that proves little: it does not show the devices of the VM.');
  return undefined;
}

async function judge({ reader, machine }: Host): Promise<Finding> {
  const entries = await Promise.all(devices.map((device) => reader.entry(device)));
  const uv = await reader.read(uvFile);
  const seen = [
    ...devices.map((device, index) => entrySeen(device, entries[index] ?? 'missing')),
    ...(uv.kind === 'missing' ? [] : [evidence(uvFile, uv)]),
    ...(machine.flags.has('tdx_guest') ? [wordsSeen('/proc/cpuinfo', ['tdx_guest'])] : []),
  ];
  const { teeGuest } = machine;
  if (teeGuest !== undefined)
    return {
      status: 'warning',
      detail: t(
        "This is itself a guest in {0}. Its own memory is protected by that; guests in a TEE can't be started from inside, and clouds give such VMs no nested virtualization either.",
        names[teeGuest],
      ),
      fix: {
        text: t(
          'For confidential pods use peer pods (the RuntimeClass kata-remote), which have the cloud start a confidential VM for each; or a bare machine as node.',
        ),
      },
      evidence: seen,
    };
  if (!isVirtual(machine) && machine.arch === 'unknown')
    return { status: 'unknown', detail: t("What machine this is can't be read."), evidence: seen };
  if (!isVirtual(machine))
    return {
      status: 'not-applicable',
      detail: t('Nothing shows a hypervisor below this machine.'),
      evidence: seen,
    };
  const hidden = hiddenTee(machine);
  if (hidden !== undefined)
    return {
      status: 'unknown',
      detail: t('This VM has no mark of a TEE. {0}', hidden),
      fix: {
        text: t('systemd from 254 on asks the processor; or look at what the VM was ordered as.'),
        command: 'systemd-detect-virt --cvm',
      },
      evidence: seen,
    };
  return {
    status: 'not-applicable',
    detail: t('This is a VM without the marks of a TEE.'),
    evidence: seen,
  };
}

export const guest: Probe = {
  ids: [about.id],
  run: async (host): Promise<readonly Check[]> => [checkOf(about, await judge(host))],
};
