/** Puts what engines list and what the process table shows together, by sandbox id. */
import { classifyHandler } from '../knowledge';
import type { Isolation, Listed, ProcessUse, Sandbox } from './model';
import type { HostProcesses, KataProcess } from './processes';
import type { ProcessTable } from './proc';

/** Sandboxes of all sources, and those that only the process table shows. */
export function mergeSandboxes(
  listed: readonly Listed[],
  table: ProcessTable,
  host: HostProcesses,
): readonly Sandbox[] {
  const processes = new Map<string, KataProcess[]>();
  for (const process of table.processes) {
    if (process.sandbox === undefined) continue;
    const others = processes.get(process.sandbox);
    if (others) others.push(process);
    else processes.set(process.sandbox, [process]);
  }
  const merged = unique(listed).map((item) => {
    const own = item.source.local ? (processes.get(item.id) ?? []) : [];
    processes.delete(item.id);
    return sandbox(item, own, table, host);
  });
  const others = [...processes].map(([id, own]) => sandbox(unlisted(id, own), own, table, host));
  return [...merged, ...others];
}

/** Docker's containers are containerd's, too: the source that knows most about a sandbox has it. */
function unique(listed: readonly Listed[]): readonly Listed[] {
  const order: readonly Listed['source']['kind'][] = ['docker', 'nerdctl', 'cri', 'containerd', 'podman'];
  const byId = new Map<string, Listed>();
  for (const kind of order)
    for (const item of listed)
      if (item.source.kind === kind && !(item.source.local && byId.has(item.id)))
        byId.set(item.source.local ? item.id : `${kind} ${item.source.name ?? ''} ${item.id}`, item);
  return [...byId.values()];
}

/** A sandbox that no engine told us of. */
function unlisted(id: string, own: readonly KataProcess[]): Listed {
  const shim = own.find(({ role }) => role === 'shim');
  const started = own.flatMap(({ startedAt }) => startedAt ?? []);
  const [program = ''] = shim?.args ?? [];
  return {
    source: {
      kind: 'processes',
      ...(shim?.namespace !== undefined && { name: shim.namespace }),
      local: true,
    },
    id,
    name: id.slice(0, 12),
    state: 'running',
    runtime: {
      name: shim ? program.slice(program.lastIndexOf('/') + 1) : 'kata',
      claim: 'kata',
      ...(program !== '' && { really: program }),
    },
    labels: {},
    ...(started.length > 0 && { startedAt: Math.min(...started) }),
  };
}

function sandbox(
  item: Listed,
  own: readonly KataProcess[],
  table: ProcessTable,
  host: HostProcesses,
): Sandbox {
  const vmm = own.find(({ role }) => role === 'vmm');
  const shim = own.find(({ role }) => role === 'shim');
  const helpers = own.filter(({ role }) => role === 'virtiofsd');
  const isolation = isolationOf(item, { vmm, shim }, table, host);
  const handler = classifyHandler(item.runtime.name);
  const tee = vmm?.vm?.tee ?? (isolation.verdict === 'not-vm' ? undefined : handler.tee);
  const hypervisor = isolation.verdict === 'vm' ? (vmm?.vmm ?? hypervisorOf(item, host)) : undefined;
  return {
    ...item,
    isolation,
    ...(hypervisor !== undefined && { hypervisor }),
    ...(tee !== undefined && { tee }),
    ...(vmm?.vm?.vcpus !== undefined && { vcpus: vmm.vm.vcpus }),
    ...(vmm?.vm?.memory !== undefined && { memory: vmm.vm.memory }),
    ...(vmm?.vm?.kernel !== undefined && { kernel: vmm.vm.kernel }),
    ...(vmm && { vmm: use(vmm) }),
    ...(shim && { shim: use(shim) }),
    ...(helpers.length > 0 && { virtiofsd: helpers.map(use) }),
  };
}

/** By the program of the process that the engine names; where that is the shim, or nobody's, the VM is in the shim. */
function hypervisorOf({ source, pid }: Listed, host: HostProcesses): Sandbox['hypervisor'] {
  const program = baseName(source.local && pid ? host.argumentsOf(pid)?.[0] : undefined);
  if (program === '' || program.startsWith('containerd-shim-kata')) return 'dragonball';
  return (['qemu', 'cloud-hypervisor', 'firecracker', 'stratovirt'] as const).find((name) =>
    program.startsWith(name),
  );
}

const use = ({ pid, args, rss }: KataProcess): ProcessUse => ({
  pid,
  program: args[0] ?? '',
  ...(rss !== undefined && { rss }),
});

/** Base names of what can hold a VM: a VMM, or a shim of Kata with Dragonball in it. */
const holdsVm =
  /^(?:qemu[\w.-]*|cloud-hypervisor[\w.-]*|firecracker[\w.-]*|stratovirt|containerd-shim-kata[\w.-]*)$/;

/**
 * Whether a sandbox is a VM. The name of its runtime proves nothing; what does is the process that the engine names:
 * with Kata it is the VMM's (or, for Dragonball, the shim's), with runc the container's own.
 */
function isolationOf(
  item: Listed,
  { vmm, shim }: { readonly vmm: KataProcess | undefined; readonly shim: KataProcess | undefined },
  table: ProcessTable,
  host: HostProcesses,
): Isolation {
  if (vmm) return { verdict: 'vm', reason: `Process ${vmm.pid} is its VMM (${baseName(vmm.args[0])}).` };
  const runs = item.state === 'running' || item.state === 'paused';
  // It does not run, or not here: what the engine would start has to tell
  if (item.runtime.pretends !== undefined && !(runs && item.source.local))
    return { verdict: 'not-vm', reason: item.runtime.pretends };
  if (!runs) return { verdict: 'unknown', reason: 'It does not run: there is no process to look at.' };
  if (!item.source.local)
    return { verdict: 'unknown', reason: 'It runs on another machine, whose processes are out of sight.' };
  const program = item.pid ? host.argumentsOf(item.pid)?.[0] : undefined;
  if (item.pid && program !== undefined) {
    const name = baseName(program);
    return holdsVm.test(name)
      ? { verdict: 'vm', reason: `Its process ${item.pid} on this host is ${name}.` }
      : {
          verdict: 'not-vm',
          reason: `Its own process runs on this host (${item.pid}, ${name.slice(0, 60)}): it shares the host's kernel.`,
        };
  }
  if (shim) return byShim(shim, host);
  return {
    verdict: 'unknown',
    reason: table.complete
      ? 'Its process could not be looked at.'
      : '/proc hides the processes of other users (hidepid).',
  };
}

/** A shim without a VMM: Dragonball has its VM inside the shim, and then the shim starts no process but helpers. */
function byShim(shim: KataProcess, host: HostProcesses): Isolation {
  const children = host.childrenOf(shim.pid);
  if (!children)
    return { verdict: 'unknown', reason: `What its shim ${shim.pid} started could not be seen.` };
  const own = children.find((pid) => {
    const program = host.argumentsOf(pid)?.[0];
    return program !== undefined && !/^(?:virtiofsd[\w.-]*|nydusd|jailer)$/.test(baseName(program));
  });
  return own === undefined
    ? { verdict: 'vm', reason: `Its shim ${shim.pid} has the VM inside (Dragonball).` }
    : {
        verdict: 'not-vm',
        reason: `Its shim started process ${own} on this host: the container shares the host's kernel.`,
      };
}

const baseName = (path = ''): string => path.slice(path.lastIndexOf('/') + 1);
