/** What AMD's processors can do by their generation: the kernel hides flags that the BIOS left off, so flags prove little. */
import type { Machine } from '../check';

export type SevLevel = 'sev' | 'sev-es' | 'sev-snp';

interface Generation {
  readonly family: number;
  /** First and last model. */
  readonly models: readonly [first: number, last: number];
  readonly name: string;
  readonly level: SevLevel;
}

/** Server processors (AMD's processor programming references; levels: AMDESE/AMDSEV README). */
const generations: readonly Generation[] = [
  { family: 0x17, models: [0x00, 0x0f], name: 'Naples (EPYC 7001)', level: 'sev' },
  { family: 0x17, models: [0x30, 0x3f], name: 'Rome (EPYC 7002)', level: 'sev-es' },
  { family: 0x19, models: [0x00, 0x0f], name: 'Milan (EPYC 7003)', level: 'sev-snp' },
  { family: 0x19, models: [0x10, 0x1f], name: 'Genoa (EPYC 9004)', level: 'sev-snp' },
  { family: 0x19, models: [0xa0, 0xaf], name: 'Bergamo or Siena (EPYC 97x4, 8004)', level: 'sev-snp' },
  { family: 0x1a, models: [0x00, 0x1f], name: 'Turin (EPYC 9005)', level: 'sev-snp' },
  { family: 0x1a, models: [0x50, 0x5f], name: 'Venice (EPYC 9006)', level: 'sev-snp' },
];

const levels: readonly SevLevel[] = ['sev', 'sev-es', 'sev-snp'];

/** What is known about the processor: its generation, that it has no SEV, or nothing. */
export type AmdProcessor =
  | { readonly kind: 'epyc'; readonly name: string; readonly can: (level: SevLevel) => boolean }
  | { readonly kind: 'other' }
  | { readonly kind: 'unknown' };

/**
 * Ryzen and Threadripper share family and models with EPYC, and EPYC 4004 and 4005 are Ryzens by their model: only
 * name and model together tell.
 */
export function amdProcessor({ cpu, family, model }: Machine): AmdProcessor {
  if (cpu === undefined || family === undefined || model === undefined) return { kind: 'unknown' };
  if (!/\bEPYC\b/i.test(cpu)) return /\bAMD\b/i.test(cpu) ? { kind: 'other' } : { kind: 'unknown' };
  const generation = generations.find(
    ({ family: wanted, models: [first, last] }) => wanted === family && model >= first && model <= last,
  );
  if (generation) {
    const { name, level } = generation;
    return { kind: 'epyc', name, can: (asked) => levels.indexOf(asked) <= levels.indexOf(level) };
  }
  // Families up to 1Ah are known; what comes later can be expected to have it
  return family > 0x1a ? { kind: 'epyc', name: cpu, can: () => true } : { kind: 'other' };
}
