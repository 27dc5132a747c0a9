/** Which of our checks other programs' lines are about, and why the two may differ. */
import type { OracleId } from '../engines';
import { t } from '../text';

/** A line of another program and the check that looks at the same. */
export interface Topic {
  readonly oracle: OracleId;
  readonly name: RegExp;
  readonly check: string;
  /** Where it complains and our check does not. */
  readonly stricter: string;
}

const flagOnly = (): string =>
  t(
    "It looks for the CPU's flag only. What counts is that /dev/kvm opens, which it does: a hypervisor below can offer KVM without showing the flag.",
  );
const moduleOnly = (): string =>
  t(
    'It looks for the module in /sys/module or calls modprobe. A driver that is part of the kernel itself has no folder there; the device shows that it works.',
  );
const libvirtSev = (): string =>
  t(
    'It expects the value 1 in the parameters of kvm_amd, where newer kernels print Y, and older releases of it know no TDX.',
  );

const topics = (): readonly Topic[] => [
  { oracle: 'virt-host-validate', name: /hardware virtualization/, check: 'kvm', stricter: flagOnly() },
  {
    oracle: 'virt-host-validate',
    name: /\/dev\/kvm/,
    check: 'kvm',
    stricter: t("It wants this user to open the device. Kata's shim is root's under Docker and containerd."),
  },
  {
    oracle: 'virt-host-validate',
    name: /\/dev\/vhost-net/,
    check: 'vhost-net',
    stricter: t('It only looks whether the node is there.'),
  },
  {
    oracle: 'virt-host-validate',
    name: /\/dev\/net\/tun/,
    check: 'tun',
    stricter: t('It only looks whether the node is there.'),
  },
  {
    oracle: 'virt-host-validate',
    name: /IOMMU/,
    check: 'iommu',
    stricter: t(
      'It looks for the tables of the firmware, which clouds and Arm boards may lack. Kata needs an IOMMU for passthrough and SEV-SNP only.',
    ),
  },
  {
    oracle: 'virt-host-validate',
    name: /cgroup 'memory'/,
    check: 'cgroups',
    stricter: t('It lists controllers that Kata does not need.'),
  },
  { oracle: 'virt-host-validate', name: /secure guest/i, check: 'tee.sev', stricter: libvirtSev() },
  { oracle: 'virt-host-validate', name: /secure guest/i, check: 'tee.tdx', stricter: libvirtSev() },
  { oracle: 'kvm-ok', name: /KVM/, check: 'kvm', stricter: flagOnly() },
  { oracle: 'kata-runtime', name: /^(?:vmx|svm|sie): /, check: 'kvm', stricter: flagOnly() },
  { oracle: 'kata-runtime', name: /^kvm(?:_intel|_amd|_hv)?: /, check: 'kvm', stricter: moduleOnly() },
  { oracle: 'kata-runtime', name: /^vhost(?:_net)?: /, check: 'vhost-net', stricter: moduleOnly() },
  {
    oracle: 'kata-runtime',
    name: /^vhost_vsock: |support vsock/,
    check: 'vhost-vsock',
    stricter: moduleOnly(),
  },
  {
    oracle: 'kata-ctl',
    name: /Missing CPU (?:attributes|flags)/,
    check: 'kvm',
    stricter: t("It knows Intel's CPUs only, so on others this is no sign of anything."),
  },
  {
    oracle: 'snphost',
    name: /^KVM supported/,
    check: 'kvm',
    stricter: t('It wants this user to open /dev/kvm.'),
  },
  {
    oracle: 'snphost',
    name: /^SEV enabled in KVM/,
    check: 'tee.sev',
    stricter: t('It reads /sys/module/kvm_amd only.'),
  },
  {
    oracle: 'snphost',
    name: /^SEV-ES enabled in KVM/,
    check: 'tee.sev-es',
    stricter: t('It reads /sys/module/kvm_amd only.'),
  },
  {
    oracle: 'snphost',
    name: /^(?:SEV-SNP enabled in KVM|SNP initialized)/,
    check: 'tee.sev-snp',
    stricter: t('Without root it can read neither /dev/sev nor the registers of the CPU.'),
  },
];

/** The same from `env` of both of Kata's tools. */
const environmentTopics = (): readonly Topic[] =>
  (['kata-runtime', 'kata-ctl'] as const).flatMap((id): readonly Topic[] => [
    { oracle: id, name: /^env: VMs can run/, check: 'kvm', stricter: flagOnly() },
    {
      oracle: id,
      name: /^env: vsock/,
      check: 'vhost-vsock',
      stricter: t('It only looks whether the node is there.'),
    },
    ...Object.entries({ tdx: 'tee.tdx', snp: 'tee.sev-snp', sev: 'tee.sev', se: 'tee.secure-execution' }).map(
      ([name, check]): Topic => ({
        oracle: id,
        name: new RegExp(`^env: guest protection ${name}$`),
        check,
        stricter: '',
      }),
    ),
  ]);

export const oracleTopics = (): readonly Topic[] => [...topics(), ...environmentTopics()];
