/** What a sandbox is to Kata, by what it claims and what is known of it. */
import type { Sandbox } from './model';

/** What a sandbox is to Kata. */
export type Standing = 'kata' | 'pretends' | 'other';

/** `pretends`: it claims Kata and is no VM. Where a process tells that it is a VM of Kata's, its name does not matter. */
export function standingOf({ runtime, isolation, shim, vmm }: Sandbox): Standing {
  const { verdict } = isolation;
  if (verdict === 'not-vm') return runtime.claim === 'kata' ? 'pretends' : 'other';
  return runtime.claim === 'kata' || (verdict === 'vm' && (shim ?? vmm)) ? 'kata' : 'other';
}
