/** All probes. What they give is sorted by the catalogue. */
import type { Probe } from './check';
import { cloud } from './checks/cloud';
import { containerdProbe } from './checks/containerd';
import { crioProbe } from './checks/crio';
import { deviceProbes } from './checks/devices';
import { dockerProbe } from './checks/docker';
import { gpu } from './checks/gpu';
import { guest } from './checks/guest';
import { hypervisorProbes } from './checks/hypervisors';
import { iommuProbes } from './checks/iommu';
import { kataProbe } from './checks/kata';
import { kvmProbes } from './checks/kvm';
import { mshvProbe } from './checks/mshv';
import { resourceProbes } from './checks/resources';
import { securityProbes } from './checks/security';
import { systemProbes } from './checks/system';
import { cca } from './checks/tee-cca';
import { pef } from './checks/tee-pef';
import { secureExecution } from './checks/tee-secure-execution';
import { sev } from './checks/tee-sev';
import { tdx } from './checks/tee-tdx';
import { toolProbes } from './checks/tools';
import { virtualizationProbes } from './checks/virtualization';

export const probes: readonly Probe[] = [
  ...systemProbes,
  cloud,
  ...virtualizationProbes,
  ...kvmProbes,
  mshvProbe,
  ...deviceProbes,
  ...iommuProbes,
  ...resourceProbes,
  ...securityProbes,
  tdx,
  sev,
  secureExecution,
  cca,
  pef,
  guest,
  gpu,
  kataProbe,
  dockerProbe,
  containerdProbe,
  crioProbe,
  ...toolProbes,
  ...hypervisorProbes,
];
