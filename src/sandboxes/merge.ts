/** Puts what engines list and what the process table shows together, by sandbox id. */
import { baseName, classifyHandler } from '../knowledge';
import { t } from '../text';
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
    const own = processes.get(item.id) ?? [];
    if (!isOf(own, item)) return sandbox(item, [], table, host);
    processes.delete(item.id);
    return sandbox(item, own, table, host);
  });
  const others = [...processes].map(([id, own]) => sandbox(unlisted(id, own), own, table, host));
  return [...merged, ...others];
}

/** An id that an engine has thrown dice for: there is no second one. What ctr is given is a name in its namespace. */
const isUnique = (id: string): boolean => /^[0-9a-f]{64}$/.test(id);

/** Whether processes of this host with a sandbox's id are its own, even if its engine is reached like one far away. */
function isOf(own: readonly KataProcess[], { id, source }: Listed): boolean {
  if (isUnique(id)) return true;
  const namespace = own.find(({ role }) => role === 'shim')?.namespace;
  return source.local && (namespace === undefined || namespace === source.name);
}

/** Docker's containers are containerd's, too: the source that knows most about a sandbox has it. */
function unique(listed: readonly Listed[]): readonly Listed[] {
  const order: readonly Listed['source']['kind'][] = ['docker', 'nerdctl', 'cri', 'containerd', 'podman'];
  const byId = new Map<string, Listed>();
  for (const kind of order)
    for (const item of listed) {
      const { id, source } = item;
      const key = source.local && isUnique(id) ? id : `${kind} ${source.name ?? ''} ${id}`;
      if (source.kind === kind && !byId.has(key)) byId.set(key, item);
    }
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
      name: shim ? baseName(program) : 'kata',
      claim: 'kata',
      ...(program !== '' && { really: program }),
    },
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
  const { isolation, hypervisor } = look(item, { vmm, shim }, table, host);
  const handler = classifyHandler(item.runtime.name);
  const tee = vmm?.vm?.tee ?? (isolation.verdict === 'not-vm' ? undefined : handler.tee);
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

const use = ({ pid, args, rss }: KataProcess): ProcessUse => ({
  pid,
  program: args[0] ?? '',
  ...(rss !== undefined && { rss }),
});

interface Look {
  readonly isolation: Isolation;
  readonly hypervisor?: Sandbox['hypervisor'];
}

const verdict = (
  verdict: Isolation['verdict'],
  reason: string,
  hypervisor?: Sandbox['hypervisor'],
): Look => ({
  isolation: { verdict, reason },
  ...(hypervisor !== undefined && { hypervisor }),
});

/**
 * Whether a sandbox is a VM. The name of its runtime proves nothing; what does is the process that the engine names:
 * with Kata it is the VMM's (or, for Dragonball, a thread of the shim), with runc the container's own.
 */
function look(
  item: Listed,
  { vmm, shim }: { readonly vmm: KataProcess | undefined; readonly shim: KataProcess | undefined },
  table: ProcessTable,
  host: HostProcesses,
): Look {
  if (vmm)
    return verdict('vm', t('Process {0} is its VMM ({1}).', vmm.pid, baseName(vmm.args[0] ?? '')), vmm.vmm);
  const { state, pid, source, runtime, id } = item;
  const runs = state === 'running' || state === 'paused';
  if (runs && pid && (source.local || isUnique(id)) && host.belongsTo(pid, id))
    return byProcess(pid, item, host);
  // It does not run, or not where it can be seen: what the engine would start has to tell
  if (runtime.pretends !== undefined && !shim) return verdict('not-vm', runtime.pretends);
  if (!runs) return verdict('unknown', t('It does not run: there is no process to look at.'));
  if (shim) return byShim(shim, item, host);
  if (!source.local)
    return verdict('unknown', t('It runs on another machine, whose processes are out of sight.'));
  if (!table.complete) return verdict('unknown', t('/proc hides the processes of other users (hidepid).'));
  return verdict(
    'unknown',
    pid
      ? t(
          'Its process is not among those that can be seen here: the engine counts it as {0}, perhaps in a VM or a container of its own.',
          pid,
        )
      : t('Its process could not be looked at.'),
  );
}

const vmms: readonly (readonly [RegExp, Sandbox['hypervisor']])[] = [
  [/^qemu/, 'qemu'],
  [/^cloud-hypervisor/, 'cloud-hypervisor'],
  [/^firecracker/, 'firecracker'],
  [/^stratovirt/, 'stratovirt'],
];

/** By the process that the engine names. One in a container's PID namespace is no VMM, however it is called. */
function byProcess(pid: number, item: Listed, host: HostProcesses): Look {
  const name = baseName(host.argumentsOf(pid)?.[0] ?? '');
  if (name.startsWith('containerd-shim-kata')) return inShim(pid, item, host);
  const vmm = vmms.find(([pattern]) => pattern.test(name));
  if (vmm && !host.isNested(pid))
    return verdict('vm', t('Its process {0} on this host is {1}.', pid, name.slice(0, 60)), vmm[1]);
  return verdict(
    'not-vm',
    t("Its own process runs on this host ({0}, {1}): it shares the host's kernel.", pid, name.slice(0, 60)),
  );
}

/** A shim without a VMM: the VM is in it (Dragonball), elsewhere (peer pods), or there is none. */
function byShim(shim: KataProcess, item: Listed, host: HostProcesses): Look {
  const children = host.childrenOf(shim.pid);
  if (!children) return verdict('unknown', t('What its shim {0} started could not be seen.', shim.pid));
  const programs = children.map((pid) => [pid, baseName(host.argumentsOf(pid)?.[0] ?? '')] as const);
  const own = programs.find(([, name]) => name !== '' && !helpers.test(name));
  if (own)
    return verdict(
      'not-vm',
      t("Its shim started process {0} on this host: the container shares the host's kernel.", own[0]),
    );
  return inShim(shim.pid, item, host);
}

/** What a shim starts beside a VMM, and itself: it is forked before it executes what it starts. */
const helpers = /^(?:virtiofsd[\w.-]*|nydusd|jailer|containerd-shim-kata[\w.-]*)$/;

/** The thread of runtime-rs that runs Dragonball (crates/hypervisor/src/dragonball/vmm_instance.rs@4.1.0). */
const vmmThread = 'vmm_master';

/** The Go runtime names its shim as the process of a peer pod, whose VM is elsewhere (virtcontainers/remote.go@4.1.0). */
function inShim(pid: number, { runtime }: Listed, host: HostProcesses): Look {
  const threads = host.threadsOf(pid);
  if (threads?.includes(vmmThread))
    return verdict('vm', t('Its shim {0} has the VM inside (Dragonball).', pid), 'dragonball');
  if (/(?:^|[-.])remote(?:[-.]|$)/.test(runtime.name))
    return verdict(
      'unknown',
      t('Its VM runs elsewhere, as a peer pod: nothing on this host shows it.'),
      'remote',
    );
  return verdict(
    'unknown',
    threads
      ? t(
          'Its shim {0} has started no VM that can be seen here; it may be just starting, or run its VM elsewhere.',
          pid,
        )
      : t('What its shim {0} runs could not be seen.', pid),
  );
}
