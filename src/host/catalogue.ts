/** All checks by id: where each stands, and what it is called. */
import { t } from '../text';
import type { TopicId } from './check';

export interface CatalogueEntry {
  /** As in `Probe.ids`: with a star at its end for checks whose number is the machine's. */
  readonly id: string;
  readonly topic: TopicId;
  readonly title: string;
}

const entries = (): Partial<
  Readonly<Record<TopicId, readonly (readonly [id: string, title: string])[]>>
> => ({
  machine: [
    ['os', t('System and architecture')],
    ['vm', t('Virtual machine')],
    ['container', t('Container')],
    ['wsl', t('Windows Subsystem for Linux')],
    ['cloud', t('Cloud')],
  ],
  virtualization: [
    ['cpu.virtualization', t('Virtualization of the CPU')],
    ['kvm', '/dev/kvm'],
    ['kvm.module', t('KVM modules')],
    ['mshv', t("Microsoft's hypervisor (/dev/mshv)")],
    ['nested', t('VMs inside VMs of this machine')],
    ['cpu.smt', t('SMT of POWER8')],
  ],
  devices: [
    ['vhost-vsock', '/dev/vhost-vsock'],
    ['vhost-net', '/dev/vhost-net'],
    ['tun', '/dev/net/tun'],
    ['vsock-conflict', t('Others on vsock')],
    ['iommu', 'IOMMU'],
  ],
  kernel: [
    ['kernel', t('Linux kernel')],
    ['kernel.parameters', t('Kernel command line')],
    ['security-modules', t('SELinux and AppArmor')],
    ['hidepid', t('Processes of others')],
  ],
  resources: [
    ['memory', t('Memory')],
    ['cgroups', t('Control groups')],
    ['hugepages', t('Huge pages')],
    ['memlock', t('Locked memory')],
  ],
  tee: [
    ['tee.tdx', 'Intel TDX'],
    ['tee.tdx.quotes', t('Attestation of TDX guests')],
    ['tee.sgx', t('Intel SGX (for the attestation of TDX guests)')],
    ['tee.sev-snp', 'AMD SEV-SNP'],
    ['tee.sev-es', 'AMD SEV-ES'],
    ['tee.sev', 'AMD SEV'],
    ['tee.secure-execution', 'IBM Secure Execution'],
    ['tee.cca', 'Arm CCA'],
    ['tee.pef', 'Protected Execution Facility'],
    ['guest.tee', t('Inside a confidential VM')],
  ],
  gpu: [['gpu.confidential', t('Confidential GPUs')]],
  kata: [
    ['kata.runtime', 'Kata Containers'],
    ['kata.shim-path', t('Shim on the path of services')],
    ['kata.configuration', t('Configuration')],
    ['kata.guest-assets', t('Files that the configuration names')],
  ],
  engines: [
    ['docker', 'Docker'],
    ['docker.runtime.*', t('Docker runtimes')],
    ['docker.daemon-json', 'daemon.json'],
    ['docker.networking', t('Docker and Kata, release by release')],
    ['containerd', 'containerd'],
    ['containerd.runtime.*', t('containerd runtimes')],
    ['containerd.configuration', t('containerd configuration')],
    ['nerdctl', 'nerdctl'],
    ['nerdctl.runtime.*', t('nerdctl runtimes')],
    ['crio', 'CRI-O'],
    ['crio.runtime.*', t('CRI-O runtimes')],
    ['crio.configuration', t('CRI-O configuration')],
    ['crictl', 'crictl'],
    ['podman', 'Podman'],
  ],
  tools: [
    ['kubectl', 'kubectl'],
    ['devcontainer-cli', 'Dev Container CLI'],
    ['hypervisor.qemu', 'QEMU'],
    ['hypervisor.cloud-hypervisor', 'Cloud Hypervisor'],
    ['hypervisor.firecracker', 'Firecracker'],
  ],
});

/** In the order of the report's topics. */
export function catalogue(): readonly CatalogueEntry[] {
  const all = entries();
  return (Object.keys(all) as TopicId[]).flatMap((topic) =>
    (all[topic] ?? []).map(([id, title]) => ({ id, topic, title })),
  );
}
