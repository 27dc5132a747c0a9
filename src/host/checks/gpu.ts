/** NVIDIA's GPUs with a confidential mode, and what would let a guest in a TEE have one. */
import { t } from '../../text';
import type { Check, Evidence, Host, Probe } from '../check';
import { flagOf } from '../files';
import { result, type About } from '../result';
import { isVirtual, type Finding } from './tee';

const about: About = {
  id: 'gpu.confidential',
  topic: 'gpu',
  get title() {
    return t('Confidential GPUs');
  },
  source:
    'docs/use-cases/NVIDIA-GPU-passthrough-and-Kata-QEMU.md@4.1.0; gpu/devid_chips.py of NVIDIA/gpu-admin-tools',
};

interface Family {
  readonly name: string;
  /** First and last device id. */
  readonly ids: readonly [first: number, last: number];
}

/** Generations with a confidential mode (NVIDIA: supported platforms of confidential containers). */
const confidential: readonly Family[] = [
  { name: 'Hopper (H100, H200)', ids: [0x2300, 0x237f] },
  { name: 'Blackwell (B200)', ids: [0x2900, 0x29ff] },
  { name: 'Blackwell (B300)', ids: [0x3180, 0x327f] },
  { name: 'RTX PRO 6000 Blackwell Server Edition', ids: [0x2bb5, 0x2bb5] },
];

interface Gpu {
  readonly address: string;
  readonly id: number;
  readonly driver?: string;
  readonly family?: string;
}

const devices = '/sys/bus/pci/devices';
/** More devices than the largest servers have. */
const maxDevices = 4096;

/** The GPUs of NVIDIA: display controllers, class 03, among the PCI devices. */
async function gpus({ reader }: Host): Promise<readonly Gpu[] | undefined> {
  const listing = await reader.list(devices);
  if (listing.kind === 'missing') return [];
  if (listing.kind !== 'names') return undefined;
  const found = await Promise.all(
    listing.names.slice(0, maxDevices).map(async (address): Promise<Gpu | undefined> => {
      const uevent = await reader.read(`${devices}/${address}/uevent`);
      if (uevent.kind !== 'text') return undefined;
      const field = (name: string): string | undefined =>
        new RegExp(`^${name}=(\\S{1,60})$`, 'm').exec(uevent.text)?.[1];
      // The class has no leading zero: 30200 is 03 (display), 02 (3D), 00
      const id = /^10DE:([0-9A-F]{4})$/i.exec(field('PCI_ID') ?? '')?.[1];
      if (id === undefined || !/^3[0-9A-F]{4}$/i.test(field('PCI_CLASS') ?? '')) return undefined;
      const number = Number.parseInt(id, 16);
      const family = confidential.find(({ ids: [first, last] }) => number >= first && number <= last)?.name;
      const driver = field('DRIVER');
      return {
        address,
        id: number,
        ...(driver !== undefined && { driver }),
        ...(family !== undefined && { family }),
      };
    }),
  );
  return found.filter((gpu) => gpu !== undefined);
}

const seenOf = ({ address, id, driver }: Gpu): Evidence => ({
  path: `${devices}/${address}/uevent`,
  found: `10de:${id.toString(16).padStart(4, '0')}, ${driver === undefined ? t('no driver') : t('driver {0}', driver)}`,
});

/** Whether KVM has a TEE enabled that such a GPU can be given to. */
async function teeEnabled({ reader }: Host): Promise<boolean> {
  const readings = await Promise.all(
    ['/sys/module/kvm_amd/parameters/sev_snp', '/sys/module/kvm_intel/parameters/tdx'].map((file) =>
      reader.read(file),
    ),
  );
  return readings.some((reading) => flagOf(reading) === true);
}

async function judge(host: Host): Promise<Finding> {
  const all = await gpus(host);
  if (all === undefined)
    return { status: 'unknown', detail: t("The PCI devices ({0}) can't be read.", devices) };
  if (all.length === 0) return { status: 'not-applicable', detail: t('There is no GPU of NVIDIA here.') };
  const able = all.filter(({ family }) => family !== undefined);
  const seen = (able.length > 0 ? able : all).slice(0, 16).map(seenOf);
  if (able.length === 0)
    return {
      status: 'not-applicable',
      detail:
        all.length === 1
          ? t(
              'The GPU of NVIDIA here is not known to have a confidential mode; Hopper and the Blackwell of data centres have one.',
            )
          : t(
              'The {0} GPUs of NVIDIA here are not known to have a confidential mode; Hopper and the Blackwell of data centres have one.',
              all.length,
            ),
      evidence: seen,
    };
  const families = [...new Set(able.map(({ family }) => family))].join(', ');
  const which =
    able.length === 1
      ? t('1 GPU of {0} can have a confidential mode.', families)
      : t('{0} GPUs of {1} can have a confidential mode.', able.length, families);
  const handlers = t(
    'Kata gives them to guests with the handlers kata-qemu-nvidia-gpu-snp and kata-qemu-nvidia-gpu-tdx.',
  );
  if (isVirtual(host.machine))
    return {
      status: 'unknown',
      detail: t(
        '{0} This is a VM: whether its GPU is in the confidential mode, the driver in it tells.',
        which,
      ),
      fix: { text: t('Ask the driver.'), command: 'nvidia-smi conf-compute -f' },
      evidence: seen,
    };
  if (!(await teeEnabled(host)))
    return {
      status: 'warning',
      detail: t(
        '{0} {1} For that the host needs SEV-SNP or TDX enabled, and neither shows.',
        which,
        handlers,
      ),
      fix: { text: t('See to tee.sev-snp or tee.tdx first.') },
      evidence: seen,
    };
  const others = able.filter(({ driver }) => driver !== 'vfio-pci');
  if (others.length > 0) {
    const addresses = others.map(({ address }) => address).join(', ');
    return {
      status: 'warning',
      detail: t(
        '{0} {1} Not bound to vfio-pci, so that no guest can get it: {2}.',
        which,
        handlers,
        addresses,
      ),
      fix: {
        text: t(
          "On Kubernetes NVIDIA's GPU operator binds them (sandboxWorkloads, vfioManager); elsewhere bind them to vfio-pci yourself.",
        ),
        command: others.map(({ address }) => `sudo driverctl set-override ${address} vfio-pci`).join('\n'),
      },
      evidence: seen,
    };
  }
  return {
    status: 'unknown',
    detail: t(
      '{0} {1} They are bound to vfio-pci. Whether the mode is on stands in no file.',
      which,
      handlers,
    ),
    fix: {
      text: t("NVIDIA's gpu-admin-tools ask the GPU, and set the mode with --set-cc-mode=on."),
      command: able
        .map(({ address }) => `sudo python3 nvidia_gpu_tools.py --gpu-bdf=${address} --query-cc-mode`)
        .join('\n'),
    },
    evidence: seen,
  };
}

export const gpu: Probe = {
  ids: [about.id],
  run: async (host): Promise<readonly Check[]> => {
    const { status, detail, fix, evidence } = await judge(host);
    return [result(about, status, detail, fix, evidence)];
  },
};
