/** Is a container in a Kata VM? Evidence is gathered from the container, its daemon and its host, and weighed. */
import {
  CommandFailure,
  describeDockerRuntime,
  dockerInfo,
  dockerInspect,
  dockerRead,
  runtimeKind,
  type Command,
  type DockerContainer,
  type DockerInfo,
  type Runner,
  type RuntimeIdentity,
} from '../engines';
import type { HostReader } from '../host';
import { t } from '../text';
import { isKataRuntime } from './runtime-name';
import { nothing, weigh, type Evidence, type Verdict } from './prove-evidence';
import { confidentialIn, insideEvidence, insideFiles, kernelIn, type Texts } from './prove-inside';
import { hostTexts, lookOutside, type HostFiles, type OutsideView } from './prove-outside';

/** What was found out about a container. */
export interface Proof {
  readonly verdict: Verdict;
  /** The verdict in a sentence, for a status or a message. */
  readonly text: string;
  readonly evidence: readonly Evidence[];
  /** The runtime that the container was started with, by its name. */
  readonly runtime?: string;
  /** QEMU, Cloud Hypervisor...; only where its process was seen. */
  readonly vmm?: string;
  /** Release of the kernel that the container sees. */
  readonly kernel?: string;
  /** A TEE that the guest says it is in. Declared: nothing has verified it. */
  readonly declaredTee?: string;
}

/** With what a container is looked at. */
export interface ProveOptions {
  readonly runner: Runner;
  /** This machine, whose process table counts where the daemon turns out to run on it. */
  readonly host?: HostFiles;
  readonly context?: string;
  readonly signal?: AbortSignal;
}

const timeLimit = 5_000;

/**
 * Whether a container runs in a Kata VM, by its id or name. What can't be found out is never taken for a no. Rejects
 * with a CommandFailure only when it is cancelled.
 */
export async function proveIsolation(
  id: string,
  { runner, host, context, signal }: ProveOptions,
): Promise<Proof> {
  const options = { timeLimit, ...(context !== undefined && { context }) };
  const ask = async <T>(command: () => Command<T>): Promise<T | CommandFailure> => {
    try {
      return await runner.run(command(), signal);
    } catch (error) {
      if (error instanceof CommandFailure && error.kind !== 'cancelled') return error;
      throw error;
    }
  };
  const [inspected, asked, read, files] = await Promise.all([
    ask(() => dockerInspect([id], options)),
    ask(() => dockerInfo(options)),
    ask(() => dockerRead(id, Object.values(insideFiles), options)),
    host ? hostTexts(host) : undefined,
  ]);
  if (inspected instanceof CommandFailure) return cannotTell(inspected.message, [], undefined);
  const [container] = inspected;
  if (!container) return cannotTell(t('there is no such container'), [], undefined);
  if (container.state !== 'running')
    return cannotTell(t('the container does not run ({0})', container.state), [], container.runtime);
  const info = asked instanceof CommandFailure ? undefined : asked;
  const outside: OutsideView = host ? await lookOutside(container, host) : { here: false, evidence: [] };
  const texts: Texts = read instanceof CommandFailure ? new Map<string, string>() : read;
  const inside =
    read instanceof CommandFailure
      ? [nothing('kernel', read.message)]
      : insideEvidence(texts, {
          ...(info && { kernel: info.kernelVersion, dataRoot: info.dataRoot }),
          // The same boot proves itself; another one is nothing on another machine
          ...(files && (outside.here || sameBoot(texts, files)) && { files }),
        });
  const all = [...outside.evidence, ...inside];
  const identity = outside.identity ?? identityBy(container, info);
  return conclude(all, texts, {
    runtime: container.runtime,
    ...(identity && { identity }),
    ...(outside.vmm !== undefined && { vmm: outside.vmm }),
  });
}

/** Whether this very process runs in a Kata VM: for a window that is inside a dev container. Never rejects. */
export async function proveFromWithin(reader: Pick<HostReader, 'read'>): Promise<Proof> {
  const texts = new Map<string, string>();
  for (const path of Object.values(insideFiles)) {
    const reading = await reader.read(path);
    if (reading.kind === 'text') texts.set(path, reading.text);
  }
  const proof = conclude(insideEvidence(texts), texts, { within: true });
  return proof.verdict === 'not-vm'
    ? { ...proof, text: t('NOT in a VM of its own: this container runs on the kernel of its host.') }
    : proof;
}

const sameBoot = (one: Texts, other: Texts): boolean => {
  const id = one.get(insideFiles.bootId);
  return id !== undefined && id === other.get(insideFiles.bootId);
};

/** What the daemon shows of the runtime. A path tells; a shim stays unknown. */
const identityBy = (
  { runtime }: DockerContainer,
  info: DockerInfo | undefined,
): RuntimeIdentity | undefined =>
  info && describeDockerRuntime(runtime, { info, serverVersion: info.serverVersion }).identity;

const cannotTell = (reason: string, all: readonly Evidence[], runtime: string | undefined): Proof => ({
  verdict: 'unknown',
  text: t('Cannot tell: {0}.', reason.replace(/[.。]$/, '')),
  evidence: all,
  ...(runtime !== undefined && { runtime }),
});

/** What else is known of the container. */
interface Circumstances {
  readonly runtime?: string;
  readonly identity?: RuntimeIdentity;
  readonly vmm?: string;
  /** It is the one that this process is in. */
  readonly within?: boolean;
}

function conclude(
  all: readonly Evidence[],
  texts: Texts,
  { runtime, identity, vmm, within = false }: Circumstances,
): Proof {
  const { verdict, conflict } = weigh(all);
  const kernel = kernelIn(texts);
  const tee = confidentialIn(texts);
  const rest = {
    ...(kernel !== undefined && { kernel }),
    ...(vmm !== undefined && { vmm }),
    ...(tee !== undefined && verdict !== 'not-vm' && { declaredTee: tee }),
  };
  if (verdict === 'unknown') return { ...cannotTell(reasonOf(all, conflict), all, runtime), ...rest };
  const text = verdict === 'vm' ? inVm(all, vmm, kernel, tee, within) : notInVm(all, runtime, identity);
  return { verdict, text, evidence: all, ...(runtime !== undefined && { runtime }), ...rest };
}

function inVm(
  all: readonly Evidence[],
  vmm: string | undefined,
  kernel: string | undefined,
  tee: string | undefined,
  within: boolean,
): string {
  const kata = all.some((each) => each.kata && each.says === 'vm');
  const words = [
    ...(vmm === undefined ? [] : [vmm]),
    ...(kernel === undefined ? [] : [t('guest kernel {0}', kernel)]),
    ...(tee === undefined ? [] : [t('{0} declared, not verified', tee)]),
  ];
  const more = words.length === 0 ? '' : ` (${words.join(', ')})`;
  // A container can make up all that it says; what the host sees is out of its reach
  const known = within || all.some(({ witness, says }) => witness === 'host' && says === 'vm');
  const word = known ? '' : t(', by its own account');
  return kata
    ? t('In a Kata VM{0}{1}.', more, word)
    : t('On a kernel of its own{0}, but nothing shows that it is in a VM of Kata.', more);
}

function notInVm(
  all: readonly Evidence[],
  runtime: string | undefined,
  identity: RuntimeIdentity | undefined,
): string {
  const gvisor = all.some(({ id, says }) => id === 'gvisor' && says === 'not-vm');
  const is = gvisor ? 'gvisor' : identity;
  const title = is === undefined || is === 'unknown' || is === 'kata' ? undefined : runtimeKind(is).title;
  if (title === undefined) return t('NOT in a VM: the container runs on the kernel of its host.');
  return runtime !== undefined && isKataRuntime(runtime)
    ? t('NOT in a VM: {0} is {1} here.', runtime, title)
    : t('NOT in a VM: it runs in {0}.', title);
}

function reasonOf(all: readonly Evidence[], conflict: readonly Evidence[]): string {
  if (conflict.length > 0)
    return t(
      'the evidence contradicts itself. {0}',
      conflict.map(({ title, found }) => `${title}: ${found}`).join(' '),
    );
  const [hint] = all.filter(({ says }) => says !== 'unknown');
  const silent = all.find(({ id, says }) => id === 'kernel' && says === 'unknown');
  if (silent) return silent.found;
  return hint === undefined
    ? t('nothing that was seen speaks for a VM or against one')
    : t('there is too little to go by. {0}: {1}', hint.title, hint.found);
}
