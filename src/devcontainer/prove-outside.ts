/** What the host's process table shows of a container: its shim, its VMM, its first process. Root is not needed. */
import { runtimeKind, identityOfShim, type RuntimeIdentity } from '../engines';
import type { HostReader } from '../host';
import { baseName, vmmNames, vmmOf, type Vmm } from '../knowledge';
import { t } from '../text';
import { evidence, nothing, type Evidence } from './prove-evidence';
import { insideFiles, type Texts } from './prove-inside';

/** The machine that the daemon runs on. */
export type HostFiles = Pick<HostReader, 'read' | 'list'>;

/** A container as the daemon knows it. */
export interface Subject {
  /** 64 hexadecimal digits. */
  readonly id: string;
  /** Of its first process, or with Kata of its VMM. */
  readonly pid: number;
}

/** What the host shows. */
export interface OutsideView {
  readonly evidence: readonly Evidence[];
  /** Something of this container was seen: the daemon runs on this machine. */
  readonly here: boolean;
  readonly vmm?: string;
  /** What its shim is. */
  readonly identity?: RuntimeIdentity;
}

interface Process {
  readonly pid: number;
  readonly args: readonly string[];
}

/** How many processes are read at a time. */
const atOnce = 32;

const isShim = ({ args }: Process): boolean => baseName(args[0] ?? '').startsWith('containerd-shim-');
const vmmIn = ({ args }: Process): Vmm | undefined => vmmOf(args[0] ?? '');

/** `-id ID`, `--id=ID`: only the whole id counts, an editor may have anything among its arguments. */
const isShimOf = (process: Process, id: string): boolean =>
  isShim(process) &&
  process.args.some(
    (arg, at) => (/^--?id$/.test(arg) && process.args[at + 1] === id) || arg === `--id=${id}`,
  );

/** `-name sandbox-ID,...` of QEMU; the others have the id in their options or in the path of a socket. */
const isVmmOf = (process: Process, id: string): boolean =>
  vmmIn(process) !== undefined &&
  process.args.some((arg) => arg.split(/[/,]/).some((part) => part === id || part === `sandbox-${id}`));

/** Looks for a container in the process table of a host. */
export async function lookOutside({ id, pid }: Subject, host: HostFiles): Promise<OutsideView> {
  const listing = await host.list('/proc');
  if (listing.kind !== 'names')
    return {
      here: false,
      evidence: [nothing('process', t('The process table of this machine can not be read.'))],
    };
  const pids = listing.names.filter((name) => /^\d+$/.test(name));
  const found = (await table(pids, host)).filter((each) => isShimOf(each, id) || isVmmOf(each, id));
  // A container may give its own processes any name: those of the host are in no namespace of their own
  const trusted: Process[] = [];
  for (const each of found) if ((await namespaces(each.pid, host)) === 1) trusted.push(each);
  const shim = trusted.find(isShim);
  const vmm = trusted.find((each) => vmmIn(each) !== undefined);
  const first = vmm ? undefined : await firstProcess({ id, pid }, host);
  const which = vmm && vmmIn(vmm);
  const seen = [
    ...(shim ? [shimEvidence(shim)] : []),
    ...(vmm && which ? [vmmEvidence(which, vmm)] : []),
    ...(first ?? []),
  ];
  const identity = shim && identityOfShim(baseName(shim.args[0] ?? ''));
  const hidden = pids.includes('1')
    ? t(
        'Nothing of this container is in the process table of this machine: its daemon runs elsewhere, or is out of sight.',
      )
    : t(
        'This machine hides the processes of other users (hidepid), so that the shim and the VMM are out of sight.',
      );
  return {
    evidence: seen.length > 0 ? seen : [nothing('process', hidden)],
    here: seen.length > 0,
    ...(which && { vmm: vmmNames[which] }),
    ...(identity && { identity }),
  };
}

/** The same files that are read in the container, from the host. */
export async function hostTexts(host: HostFiles): Promise<Texts> {
  const texts = new Map<string, string>();
  for (const path of Object.values(insideFiles)) {
    const reading = await host.read(path);
    if (reading.kind === 'text') texts.set(path, reading.text);
  }
  return texts;
}

async function table(pids: readonly string[], host: HostFiles): Promise<readonly Process[]> {
  const processes: Process[] = [];
  for (let at = 0; at < pids.length; at += atOnce) {
    const some = pids.slice(at, at + atOnce).map(async (pid) => ({
      pid: Number(pid),
      reading: await host.read(`/proc/${pid}/cmdline`),
    }));
    for (const { pid, reading } of await Promise.all(some))
      if (reading.kind === 'text' && reading.text !== '')
        processes.push({ pid, args: reading.text.split('\0') });
  }
  return processes;
}

/** In how many PID namespaces a process is, as seen from here; 1: in none of its own. */
async function namespaces(pid: number, host: HostFiles): Promise<number | undefined> {
  const status = await host.read(`/proc/${pid}/status`);
  const line = status.kind === 'text' ? /^NSpid:\s*(.+)$/m.exec(status.text)?.[1] : undefined;
  return line?.trim().split(/\s+/).length;
}

function shimEvidence({ args }: Process): Evidence {
  const name = baseName(args[0] ?? '').slice(0, 60);
  const identity = identityOfShim(name);
  const { isolation, title } = runtimeKind(identity);
  if (identity === 'kata') return evidence('shim', 'vm', 'strong', t('It is {0}, that of Kata.', name), true);
  if (isolation === 'container' || isolation === 'user-space-kernel')
    return evidence('shim', 'not-vm', 'decisive', t('It is {0}, that of {1}.', name, title));
  return nothing('shim', t('It is {0}, which does not tell.', name));
}

const vmmEvidence = (vmm: Vmm, { pid }: Process): Evidence =>
  evidence('vmm', 'vm', 'decisive', t('{0} runs for this container (process {1}).', vmmNames[vmm], pid));

/**
 * With runc the container's first process is one of the host, in a PID namespace. With Kata it is out of sight in the
 * guest, and the daemon names the VMM instead.
 */
async function firstProcess({ id, pid }: Subject, host: HostFiles): Promise<readonly Evidence[] | undefined> {
  if (pid <= 0) return undefined;
  const cgroup = await host.read(`/proc/${pid}/cgroup`);
  if (cgroup.kind !== 'text' || !cgroup.text.includes(id)) return undefined;
  const count = await namespaces(pid, host);
  return [
    count !== undefined && count > 1
      ? evidence(
          'process',
          'not-vm',
          'decisive',
          t('Its first process is one of the host (process {0}): it runs on the kernel of the host.', pid),
        )
      : nothing('process', t('Process {0} of the host belongs to it, which does not tell.', pid)),
  ];
}
