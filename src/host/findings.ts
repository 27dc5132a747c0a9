/** Checks by id, and what several of them come to. */
import type { Check } from './check';
import type { Answer } from './report';

/** Checks by id, with the questions that a verdict asks. */
export class Findings {
  private readonly byId: ReadonlyMap<string, Check>;

  constructor(readonly checks: readonly Check[]) {
    this.byId = new Map(checks.map((check) => [check.id, check]));
  }

  check(id: string): Check | undefined {
    return this.byId.get(id);
  }

  /** yes: ok or a warning; no: failed or not applicable; unknown: unknown, or not asked. */
  answer(id: string): Answer {
    const status = this.byId.get(id)?.status;
    if (status === 'ok' || status === 'warning') return 'yes';
    return status === undefined || status === 'unknown' ? 'unknown' : 'no';
  }

  failed(id: string): boolean {
    return this.byId.get(id)?.status === 'failed';
  }
}

/** no, where one is no; else unknown, where one is unknown. */
export const all = (answers: readonly Answer[]): Answer =>
  answers.includes('no') ? 'no' : answers.includes('unknown') ? 'unknown' : 'yes';
export const any = (answers: readonly Answer[]): Answer =>
  answers.includes('yes') ? 'yes' : answers.includes('unknown') ? 'unknown' : 'no';

/** Checks that keep every sandbox from starting where they fail. `unknown` of them counts as not failed. */
const obstacles = ['os', 'wsl', 'container', 'kernel.parameters', 'kernel', 'vsock-conflict', 'cpu.smt'];
/** What a sandbox needs beside KVM. */
export const devices: readonly string[] = ['vhost-vsock', 'vhost-net', 'tun'];

/**
 * Whether Kata's VMs can be made here. Which devices they need depends on the hypervisor: without a Kata that is
 * registered, as `withDevices` says, only what every VM needs counts.
 */
export function canRunVms(findings: Findings, withDevices: boolean): Answer {
  if (obstacles.some((id) => findings.failed(id))) return 'no';
  const here = withDevices ? devices.map((id) => findings.answer(id)) : [];
  // On Microsoft's hypervisor Kata uses Cloud Hypervisor, which needs no vhost-vsock
  return any([
    all([findings.answer('kvm'), ...here]),
    findings.check('mshv')?.status === 'ok' ? all(here.slice(1)) : 'no',
  ]);
}

/** The checks that keep VMs from running. */
export const obstaclesTo = (findings: Findings): readonly Check[] =>
  [...obstacles, 'kvm', ...devices]
    .flatMap((id) => findings.check(id) ?? [])
    .filter(({ status }) => status === 'failed');
