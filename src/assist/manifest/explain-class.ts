/** Says in Markdown what a RuntimeClass, its handler and its overhead are. */
import {
  classifyHandler,
  distributionClass,
  knownIn,
  releaseAfter,
  runtimeClassIn,
  teeKeys,
  teeNames,
  type DistributionClass,
  type HandlerProfile,
  type KataTarget,
  type RuntimeClass,
  type Tee,
} from '../../knowledge';
import { isKataName, type ResolvedClass } from '../../lint';
import { hypervisorTitle, runtimeNames } from '../explain';
import { code, listed, paragraphs } from '../markdown';

/** What the VM is, and whether it is said to protect the pod from the host. */
function nature(profile: HandlerProfile): string {
  const { runtimeClass, tee, confidential, development, runtime, gpu, variant } = profile;
  const title = runtimeClass && hypervisorTitle(runtimeClass.hypervisor, runtimeClass.runtime);
  const hypervisor = runtimeClass?.hypervisor === 'remote' ? 'a VM elsewhere (peer pods)' : title;
  const vm = hypervisor ?? 'a VM';
  const by = runtime === undefined ? '' : `, started by ${runtimeNames[runtime]}`;
  const devices = gpu ? ', with NVIDIA GPUs' : '';
  const guest =
    variant === undefined
      ? ''
      : ` The guest is the one for ${variant === 'debug' ? 'debugging' : 'developers'}.`;
  return `Pods run in ${vm}${devices}${by}.${guest}\n\n${protection(tee, confidential, development === true)}`;
}

function protection(
  tee: Tee | undefined,
  confidential: HandlerProfile['confidential'],
  development: boolean,
): string {
  if (confidential === 'yes') {
    const name = tee === undefined ? 'yes' : teeNames[tee];
    return `**TEE** · declared: ${name}, never verified. Only attestation proves it.`;
  }
  if (confidential === 'unknown') return '**TEE** · unknown: the name does not tell whether the VM has one.';
  return development
    ? '**No TEE**: the software of Confidential Containers for development. Nothing protects the pod from its host.'
    : '**No TEE**: the VM protects the host from the pod, not the pod from the host.';
}

/** Whether the release has the class, and what took its place. */
function lifetime(entry: RuntimeClass, { version }: KataTarget): string | undefined {
  const known = knownIn(entry, version);
  const instead = entry.replacement === undefined ? '' : ` Use ${code(entry.replacement)}.`;
  if (known === 'not-yet') return `**Not in Kata ${version}**, only since ${entry.since ?? 'later'}.`;
  if (known === 'gone') {
    const gone = releaseAfter(entry.until ?? version);
    return `**Gone since Kata ${gone ?? version}.**${instead}`;
  }
  return undefined;
}

/** What the release's own class asks for, one fact a line. */
function shippedFacts(profile: HandlerProfile, target: KataTarget): string {
  const entry = profile.runtimeClass;
  const shipped = entry && runtimeClassIn(entry, target.version);
  if (!entry || !shipped || profile.origin === 'suffixed') return '';
  const { overhead, nodeSelector = {}, arches, off, snapshotter } = shipped;
  const labels = Object.entries(nodeSelector).map(([name, value]) => code(`${name}=${value}`));
  return [
    `- Overhead in Kata ${target.version}: memory ${code(overhead.memory)}, cpu ${code(overhead.cpu)}.`,
    labels.length > 0 ? `- For nodes with ${listed(labels)}.` : '',
    arches ? `- On ${listed(arches)}.` : '',
    snapshotter === undefined ? '' : `- Needs the snapshotter ${code(snapshotter)}.`,
    off ? '- Not installed by kata-deploy unless asked for.' : '',
    entry.since === undefined ? '' : `- Since Kata ${entry.since}.`,
    entry.until === undefined ? '' : `- Until Kata ${entry.until}.`,
  ]
    .filter((line) => line !== '')
    .join('\n');
}

/** Who brings a handler, where that is not plain from its name. */
function origin(profile: HandlerProfile): string | undefined {
  const { runtimeClass, note, replacement } = profile;
  switch (profile.origin) {
    case 'never': {
      const instead = replacement === undefined ? '' : ` Use ${code(replacement)}.`;
      return `**No release of Kata has this handler**: ${note ?? ''}.${instead}`;
    }
    case 'distribution':
      return `Comes with ${profile.distribution ?? 'another distribution'}.${note === undefined ? '' : ` Note: ${note}.`}`;
    case 'suffixed':
      return `Not upstream's, but called like ${code(runtimeClass?.name ?? '')}: a second installation, or a custom runtime.`;
    case 'variant':
      return `A variant of ${code(runtimeClass?.name ?? '')}.`;
    case 'custom':
      return 'Kata does not bring this handler: the nodes must have a runtime of that name.';
    default:
      return undefined;
  }
}

/** A handler; undefined where nothing says that it is Kata's. */
export function explainHandler(handler: string, target: KataTarget): string | undefined {
  const profile = classifyHandler(handler);
  if (profile.origin === 'foreign') return undefined;
  return about(`**${code(handler)}** · handler`, profile, target);
}

function about(head: string, profile: HandlerProfile, target: KataTarget, from?: string): string {
  const { runtimeClass } = profile;
  const facts = shippedFacts(profile, target);
  return paragraphs(
    head,
    from,
    origin(profile),
    runtimeClass && lifetime(runtimeClass, target),
    profile.origin === 'never' || profile.origin === 'custom' ? undefined : nature(profile),
    facts === '' ? undefined : '---',
    facts,
  );
}

/** A class by name; undefined where nothing says that it is Kata's. */
export function explainClass(name: string, resolved: ResolvedClass, target: KataTarget): string | undefined {
  const { profile, facts, from } = resolved;
  const elsewhere = distributionClass(name);
  if (profile ? profile.origin === 'foreign' && !isKataName(name) : !isKataName(name)) return undefined;
  const handler = facts?.handler;
  const head = `**${code(name)}** · RuntimeClass${handler === undefined || handler === name ? '' : ` with the handler ${code(handler)}`}`;
  const source = {
    file: 'It stands in this file.',
    workspace: `It stands in ${code(resolved.indexed?.path ?? 'another file')}.`,
    knowledge: 'No file of the workspace has it: the cluster decides what the name stands for.',
    unknown:
      'No file of the workspace has it, and Kata does not bring it: only the cluster can tell what it is.',
  }[from];
  if (profile?.origin === 'foreign') {
    const warning = `**Not Kata**: nothing says that the handler ${code(profile.handler)} is one of Kata's.`;
    return paragraphs(head, source, warning);
  }
  const written = facts && writtenOverhead(facts.overhead);
  if (elsewhere && from === 'knowledge') return paragraphs(head, source, distributionText(name, elsewhere));
  return paragraphs(profile ? about(head, profile, target, source) : paragraphs(head, source), written);
}

const writtenOverhead = (overhead: Readonly<Record<string, string>>): string | undefined => {
  const parts = Object.entries(overhead).map(([name, value]) => `${code(name)} ${code(value)}`);
  return parts.length === 0 ? undefined : `Its own overhead: ${listed(parts)}.`;
};

/** A class that another distribution installs: its handler, or those of which the cluster has one. */
function distributionText(name: string, known: DistributionClass): string {
  const ended = known.ended === undefined ? '' : ` It ended in ${known.ended}.`;
  const instead = known.replacement === undefined ? '' : ` Use ${code(known.replacement)}.`;
  const from = `Comes with ${known.distribution}.${ended}${instead}`;
  const [first, ...more] = known.handlers.map(classifyHandler);
  if (name === 'kata') {
    const own = "Kata's own installer can create a class of this name, too, for its default runtime.";
    return paragraphs(from, own, '**TEE** · unknown: what stands behind the name depends on the cluster.');
  }
  if (!first || more.length === 0) return paragraphs(from, first && nature(first));
  const handlers = [first, ...more].map(({ handler, tee, confidential }) => {
    const what = tee === undefined ? (confidential === 'no' ? 'no TEE' : 'TEE unknown') : teeNames[tee];
    return `- ${code(handler)}: ${what}`;
  });
  return paragraphs(
    from,
    'Its handler depends on the cluster (declared, never verified):',
    handlers.join('\n'),
  );
}

const keyTees = new Map(Object.entries(teeKeys).map(([tee, key]) => [key, tee as Tee]));

/** An entry of `overhead.podFixed`: what it is for, and what upstream's class has in each release. */
export function explainOverhead(
  key: string,
  profile: HandlerProfile | undefined,
  target: KataTarget,
): string | undefined {
  const tee = keyTees.get(key);
  if (tee !== undefined) {
    return paragraphs(
      `**${code(key)}** · what a ${teeNames[tee]} guest uses up on its node`,
      'Every such guest takes one key of the processor. Counted here, no node gets more guests than it has keys.',
      'The nodes offer the resource where a NodeFeatureRule (kata-deploy brings one) or a device plugin sets it.',
    );
  }
  if (key !== 'memory' && key !== 'cpu') return undefined;
  const meaning =
    key === 'memory'
      ? "Memory that the VM takes beside its containers: VMM, shim, guest kernel and agent. The scheduler adds it to the pod's requests, and the pod's cgroup gets it."
      : "CPU time that the VM takes beside its containers. The scheduler adds it to the pod's requests.";
  const entry = profile?.origin === 'suffixed' ? undefined : profile?.runtimeClass;
  const now = entry && runtimeClassIn(entry, target.version);
  const amounts = entry?.history
    .map(({ since, overhead }) => ({ since, amount: overhead[key] }))
    .filter(({ amount }, index, all) => amount !== all[index - 1]?.amount);
  const history = amounts && amounts.length > 1 ? amounts : undefined;
  return paragraphs(
    `**${key}** of the overhead`,
    meaning,
    entry &&
      now &&
      `Upstream's ${code(entry.name)} has ${code(now.overhead[key])} in Kata ${target.version}.`,
    history?.map(({ since, amount }) => `- Since Kata ${since}: ${code(amount)}`).join('\n'),
  );
}
