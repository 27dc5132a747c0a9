/**
 * What the process table shows of Kata: shims, VMMs and virtiofsd, by their arguments. It needs no privileges (unless
 * /proc is mounted with hidepid) and sees sandboxes whatever started them.
 */
import { baseName, vmmOf, type Tee, type Vmm } from '../knowledge';

/** One process, as /proc tells. */
export interface ProcessEntry {
  readonly pid: number;
  readonly parent: number;
  /** Arguments, the program's name first. */
  readonly args: readonly string[];
  /** Resident memory in bytes, where it was asked for. */
  readonly rss?: number;
  /** When it started, in ms since 1970. */
  readonly startedAt?: number;
}

export type ProcessRole = 'shim' | 'vmm' | 'virtiofsd' | 'jailer';

/** A process that belongs to a sandbox. */
export interface KataProcess extends ProcessEntry {
  readonly role: ProcessRole;
  /** Sandbox id; undefined where the arguments don't tell. */
  readonly sandbox?: string;
  /** The containerd namespace that a shim works for: moby, k8s.io, default. */
  readonly namespace?: string;
  readonly vmm?: Vmm;
  readonly vm?: VmArguments;
}

/** What a VMM's arguments say about its VM. */
export interface VmArguments {
  /** vCPUs at boot; those that were added later are not in the arguments. */
  readonly vcpus?: number;
  /** Memory at boot, in bytes. */
  readonly memory?: number;
  /** Path of the guest's kernel. */
  readonly kernel?: string;
  /** The TEE that the VM was started with: declared by whoever started it, never verified. */
  readonly tee?: Tee;
}

/** Looks at single processes of this host. */
export interface HostProcesses {
  /** How a process was started; undefined where it can't be read. */
  readonly argumentsOf: (pid: number) => readonly string[] | undefined;
  /** The processes that it started; undefined where they can't be read. */
  readonly childrenOf: (pid: number) => readonly number[] | undefined;
  /** The names of its threads; undefined where they can't be read. */
  readonly threadsOf: (pid: number) => readonly string[] | undefined;
  /**
   * Whether it is a process of this container or sandbox. An engine in a VM, in another container or on another machine
   * counts its processes for itself: here the number is somebody else's.
   */
  readonly belongsTo: (pid: number, id: string) => boolean;
  /** Whether it lives in a PID namespace below this one, as containers do; VMMs and shims don't. */
  readonly isNested: (pid: number) => boolean;
}

/** Ids of containers and pods: 64 hexadecimal digits, or a name that ctr was given. */
const id = /^[A-Za-z0-9][\w.-]{0,199}$/;
const checked = (value: string | undefined): string | undefined =>
  value !== undefined && id.test(value) ? value : undefined;

/** `/run/vc/vm/ID/...`, `/run/kata/ID/...`, `.../firecracker/ID/...`, the shared folder of virtiofsd. */
const idInPath =
  /\/(?:run\/vc\/(?:vm|sbs|firecracker)|run\/kata|run\/kata-containers\/shared\/sandboxes)\/([A-Za-z0-9][\w.-]{0,199})(?:\/|$)/;

/** The word after one of these options, or what stands after its `=`. */
function option(args: readonly string[], ...names: readonly string[]): string | undefined {
  for (const [at, arg] of args.entries()) {
    if (names.includes(arg)) return args[at + 1];
    const name = names.find((each) => each.startsWith('--') && arg.startsWith(`${each}=`));
    if (name !== undefined) return arg.slice(name.length + 1);
  }
  return undefined;
}

const idFromPaths = (args: readonly string[]): string | undefined => {
  for (const arg of args) {
    const found = idInPath.exec(arg)?.[1];
    if (found !== undefined) return found;
  }
  return undefined;
};

/** How programs beside the VMMs are told, by their base name: an editor with the name among its arguments is none. */
const programs: readonly (readonly [RegExp, (process: ProcessEntry) => KataProcess | undefined])[] = [
  // src/runtime/cmd/containerd-shim-kata-v2, src/runtime-rs/crates/shim@4.1.0; wrappers are called after their handler
  [/^containerd-shim-kata(?:-[\w.-]+)?-v2$/, shim],
  [
    /^jailer$/,
    (process) => found(process, 'jailer', option(process.args, '--id') ?? idFromPaths(process.args)),
  ],
  [/^virtiofsd(?:-rs)?$/, (process) => found(process, 'virtiofsd', idFromPaths(process.args))],
];

/**
 * What a process is to Kata; undefined for one that is nothing to it. A VMM without a sandbox may be somebody else's; it
 * is Kata's where a shim has started it (`withParents`).
 */
export function kataProcess(process: ProcessEntry): KataProcess | undefined {
  const [program] = process.args;
  if (program === undefined) return undefined;
  const which = vmmOf(program);
  if (which !== undefined) return which === 'qemu' ? qemu(process) : vmm(process, which);
  const name = baseName(program);
  return programs.find(([pattern]) => pattern.test(name))?.[1](process);
}

function found(process: ProcessEntry, role: ProcessRole, sandbox: string | undefined): KataProcess {
  const known = checked(sandbox);
  return { ...process, role, ...(known !== undefined && { sandbox: known }) };
}

/** Gives those without a sandbox that of the shim that started them, a jailer between them included; drops the others. */
export function withParents(processes: readonly KataProcess[]): readonly KataProcess[] {
  const byPid = new Map(processes.map((process) => [process.pid, process]));
  return processes.flatMap((process) => {
    if (process.sandbox !== undefined) return process;
    const parent = byPid.get(process.parent);
    const starter = parent?.role === 'jailer' && !parent.sandbox ? byPid.get(parent.parent) : parent;
    const sandbox = starter?.role === 'vmm' ? undefined : starter?.sandbox;
    return sandbox === undefined ? [] : { ...process, sandbox };
  });
}

function shim(process: ProcessEntry): KataProcess | undefined {
  const { args } = process;
  // `containerd-shim-kata-v2 start|delete` lives for a moment and is no sandbox
  if (args.some((arg, at) => at > 0 && (arg === 'start' || arg === 'delete'))) return undefined;
  const namespace = checked(option(args, '-namespace', '--namespace'));
  const shimProcess = found(process, 'shim', option(args, '-id', '--id'));
  if (shimProcess.sandbox === undefined) return undefined;
  return { ...shimProcess, ...(namespace !== undefined && { namespace }) };
}

/** Go: govmm/qemu.go@4.1.0, `-name sandbox-ID[,debug-threads=on]`; runtime-rs: cmdline_generator.rs@4.1.0. */
function qemu(process: ProcessEntry): KataProcess {
  const { args } = process;
  const named = /^sandbox-([^,]+)/.exec(option(args, '-name') ?? '')?.[1];
  return { ...found(process, 'vmm', named ?? idFromPaths(args)), vmm: 'qemu', vm: qemuArguments(args) };
}

function vmm(process: ProcessEntry, program: Vmm): KataProcess {
  const { args } = process;
  return { ...found(process, 'vmm', option(args, '--id') ?? idFromPaths(args)), vmm: program };
}

/** TEEs by the id of `confidential-guest-support` (qemu_amd64.go, qemu_s390x.go, qemu_arm64.go@4.1.0). */
const tees: readonly (readonly [RegExp, Tee])[] = [
  [/^tdx/, 'intel-tdx'],
  [/^(?:sev-)?snp|^sev-snp/, 'amd-sev-snp'],
  [/^sev/, 'amd-sev'],
  [/^(?:pv|s390-pv)/, 'ibm-secure-execution'],
  [/^rme/, 'arm-cca'],
];

function qemuArguments(args: readonly string[]): VmArguments {
  const vcpus = Number(/^(?:cpus=)?(\d+)/.exec(option(args, '-smp') ?? '')?.[1] ?? NaN);
  const memory = qemuMemory(option(args, '-m'));
  const kernel = option(args, '-kernel');
  const support = /confidential-guest-support=([\w-]+)/.exec(option(args, '-machine', '-M') ?? '')?.[1];
  const guestObject = args.find((arg) => /^(?:tdx|sev|sev-snp|s390-pv|rme)-guest(?:,|$)/.test(arg));
  // The object's type is certain, the id is only a name
  const named = guestObject?.replace(/-guest.*/s, '') ?? support;
  const tee = named === undefined ? undefined : tees.find(([pattern]) => pattern.test(named))?.[1];
  return {
    ...(Number.isFinite(vcpus) && { vcpus }),
    ...(memory !== undefined && { memory }),
    ...(kernel !== undefined && { kernel }),
    ...(tee !== undefined && support !== undefined && { tee }),
  };
}

const units: Readonly<Record<string, number>> = { K: 2 ** 10, M: 2 ** 20, G: 2 ** 30, T: 2 ** 40 };

/** `2048M,slots=10,maxmem=32095M`: QEMU counts MiB without a unit. */
function qemuMemory(value: string | undefined): number | undefined {
  const [, number, unit = 'M'] = /^(?:size=)?(\d+)([KMGTkmgt]?)/.exec(value ?? '') ?? [];
  return number === undefined ? undefined : Number(number) * (units[unit.toUpperCase() || 'M'] ?? 1);
}
