/** The VMMs (hypervisors) that Kata starts as programs. Dragonball is part of the shim and has no process of its own. */
import { baseName } from './base-name';

export type Vmm = 'qemu' | 'cloud-hypervisor' | 'firecracker' | 'stratovirt';

/** How each is called for people. */
export const vmmNames: Readonly<Record<Vmm, string>> = {
  qemu: 'QEMU',
  'cloud-hypervisor': 'Cloud Hypervisor',
  firecracker: 'Firecracker',
  stratovirt: 'StratoVirt',
};

/** By the names of their binaries, those that distributions and Kata's release archives give them. */
const programs: readonly (readonly [RegExp, Vmm])[] = [
  [/^qemu(?:-system-[\w.-]+|-kvm|-lite)?$/, 'qemu'],
  [/^cloud-hypervisor(?:-[\w.-]+)?$/, 'cloud-hypervisor'],
  [/^firecracker(?:-v[\w.-]+)?$/, 'firecracker'],
  [/^stratovirt$/, 'stratovirt'],
];

/** Which VMM a program is, by its path; undefined for another one. */
export const vmmOf = (program: string): Vmm | undefined =>
  programs.find(([name]) => name.test(baseName(program)))?.[1];
