/** All checks by id: where each stands, and what it is called. */
import type { TopicId } from './check';

export interface CatalogueEntry {
  /** As in `Probe.ids`: with a star at its end for checks whose number is the machine's. */
  readonly id: string;
  readonly topic: TopicId;
  readonly title: string;
}

const entries: Partial<Readonly<Record<TopicId, readonly (readonly [id: string, title: string])[]>>> = {
  machine: [
    ['os', 'System and architecture'],
    ['vm', 'Virtual machine'],
    ['container', 'Container'],
    ['wsl', 'Windows Subsystem for Linux'],
    ['cloud', 'Cloud'],
  ],
  virtualization: [
    ['cpu.virtualization', 'Virtualization of the CPU'],
    ['kvm', '/dev/kvm'],
    ['kvm.module', 'KVM modules'],
    ['mshv', "Microsoft's hypervisor (/dev/mshv)"],
    ['nested', 'VMs inside VMs of this machine'],
    ['cpu.smt', 'SMT of POWER8'],
  ],
  devices: [
    ['vhost-vsock', '/dev/vhost-vsock'],
    ['vhost-net', '/dev/vhost-net'],
    ['tun', '/dev/net/tun'],
    ['vsock-conflict', 'Others on vsock'],
    ['iommu', 'IOMMU'],
  ],
  kernel: [
    ['kernel', 'Linux kernel'],
    ['kernel.parameters', 'Kernel command line'],
    ['security-modules', 'SELinux and AppArmor'],
    ['hidepid', 'Processes of others'],
  ],
  resources: [
    ['memory', 'Memory'],
    ['cgroups', 'Control groups'],
    ['hugepages', 'Huge pages'],
    ['memlock', 'Locked memory'],
  ],
  tee: [
    ['tee.tdx', 'Intel TDX'],
    ['tee.tdx.quotes', 'Attestation of TDX guests'],
    ['tee.sgx', 'Intel SGX (for the attestation of TDX guests)'],
    ['tee.sev-snp', 'AMD SEV-SNP'],
    ['tee.sev-es', 'AMD SEV-ES'],
    ['tee.sev', 'AMD SEV'],
    ['tee.secure-execution', 'IBM Secure Execution'],
    ['tee.cca', 'Arm CCA'],
    ['tee.pef', 'Protected Execution Facility'],
    ['guest.tee', 'Inside a confidential VM'],
  ],
  gpu: [['gpu.confidential', 'Confidential GPUs']],
  kata: [
    ['kata.runtime', 'Kata Containers'],
    ['kata.shim-path', 'Shim on the path of services'],
    ['kata.configuration', 'Configuration'],
    ['kata.guest-assets', 'Files that the configuration names'],
  ],
  engines: [
    ['docker', 'Docker'],
    ['docker.runtime.*', 'Docker runtimes'],
    ['docker.daemon-json', 'daemon.json'],
    ['docker.networking', 'Docker and Kata, release by release'],
    ['containerd', 'containerd'],
    ['containerd.runtime.*', 'containerd runtimes'],
    ['containerd.configuration', 'containerd configuration'],
    ['nerdctl', 'nerdctl'],
    ['nerdctl.runtime.*', 'nerdctl runtimes'],
    ['crio', 'CRI-O'],
    ['crio.runtime.*', 'CRI-O runtimes'],
    ['crio.configuration', 'CRI-O configuration'],
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
};

/** In the order of the report's topics. */
export const catalogue: readonly CatalogueEntry[] = (Object.keys(entries) as TopicId[]).flatMap((topic) =>
  (entries[topic] ?? []).map(([id, title]) => ({ id, topic, title })),
);
