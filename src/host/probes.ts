/** All probes. The order within a topic is that of the report. */
import type { Probe } from './check';
import { deviceProbes } from './checks/devices';
import { iommuProbes } from './checks/iommu';
import { kvmProbes } from './checks/kvm';
import { resourceProbes } from './checks/resources';
import { securityProbes } from './checks/security';
import { systemProbes } from './checks/system';
import { virtualizationProbes } from './checks/virtualization';

export const probes: readonly Probe[] = [
  ...systemProbes,
  ...virtualizationProbes,
  ...kvmProbes,
  ...deviceProbes,
  ...iommuProbes,
  ...resourceProbes,
  ...securityProbes,
];
