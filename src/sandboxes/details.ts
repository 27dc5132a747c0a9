/** What is looked up or counted for one sandbox when somebody wants to know more of it. */
import { runtimeOfShim } from '../knowledge/shims';
import { isId } from './commands';
import type { Sandbox } from './model';

type Processes = Pick<Sandbox, 'vmm' | 'shim' | 'virtiofsd'>;

/**
 * What the host spends beside the VMM, for shim and virtiofsd, in bytes resident. The VMM holds the guest's memory; what
 * of that the guest uses, only the guest knows. Undefined where it can't be seen.
 */
export function besideVm({ vmm, shim, virtiofsd = [] }: Processes): number | undefined {
  if (!vmm || shim?.rss === undefined) return undefined;
  return virtiofsd.reduce((sum, { rss = 0 }) => sum + rss, shim.rss);
}

/** What a sandbox takes of the host's memory, in bytes. */
export interface MemoryUse {
  /** Resident in its processes: VMM, shim and virtiofsd. */
  readonly host: number;
  /** Of that, what its containers don't use themselves: the guest's kernel, its cache, and what runs it. */
  readonly overhead: number;
}

/**
 * Host against guest; `used` is what the containers use in the guest, in bytes. Undefined where the VMM's memory can't
 * be seen, or is less than what is said to be used: pages of hugetlbfs or of files shared with the VMM are not in it.
 */
export function memoryUse(processes: Processes, used: number): MemoryUse | undefined {
  if (processes.vmm?.rss === undefined) return undefined;
  const host = processes.vmm.rss + (besideVm(processes) ?? 0);
  return host > used ? { host, overhead: host - used } : undefined;
}

/** Prints what Kata keeps of a sandbox (persist/fs/fs.go and crates/persist@4.1.0); only root may read it. */
export function stateFileCommand({ id, shim }: Pick<Sandbox, 'id' | 'shim'>): string | undefined {
  if (!isId(id)) return undefined;
  const go = `/run/vc/sbs/${id}/persist.json`;
  const rs = `/run/kata/${id}/state.json`;
  switch (shim && runtimeOfShim(shim.program)) {
    case 'go':
      return `sudo cat ${go}`;
    case 'rs':
      return `sudo cat ${rs}`;
    case undefined:
      return `sudo cat ${go} ${rs}`;
  }
}

/** Where kata-monitor listens unless it is told otherwise (src/runtime/cmd/kata-monitor/main.go@4.1.0). */
export const monitor = 'http://127.0.0.1:8090';
const maxMetrics = 5_000_000;

/** Gets the start of the text at an address; undefined where nobody answers in time, or not with success. */
export type Get = (url: string, max: number) => Promise<string | undefined>;

/** Metrics by kata-monitor. What listens there may be any program: its answer is Kata's text, of limited length, or none. */
export async function monitorMetrics(id: string, get: Get): Promise<string | undefined> {
  const url = `${monitor}/metrics?sandbox=${encodeURIComponent(id)}`;
  const text = isId(id) ? await get(url, maxMetrics) : undefined;
  return text !== undefined && /^# (?:HELP|TYPE) kata_/m.test(text) ? text.slice(0, maxMetrics) : undefined;
}
