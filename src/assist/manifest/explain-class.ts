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
import { t } from '../../text';
import { hypervisorTitle, runtimeNames } from '../explain';
import { code, listed, paragraphs } from '../markdown';

/** What the VM is, and whether it is said to protect the pod from the host. */
function nature(profile: HandlerProfile): string {
  const { runtimeClass, tee, confidential, development, runtime, gpu, variant } = profile;
  const title = runtimeClass && hypervisorTitle(runtimeClass.hypervisor, runtimeClass.runtime);
  const hypervisor = runtimeClass?.hypervisor === 'remote' ? t('a VM elsewhere (peer pods)') : title;
  const vm = hypervisor ?? t('a VM');
  const by = runtime === undefined ? '' : t(', started by {0}', runtimeNames[runtime]);
  const devices = gpu ? t(', with NVIDIA GPUs') : '';
  const guest =
    variant === undefined
      ? ''
      : variant === 'debug'
        ? t(' The guest is the one for debugging.')
        : t(' The guest is the one for developers.');
  const kind = t('Pods run in {0}{1}{2}.{3}', vm, devices, by, guest);
  return `${kind}\n\n${protection(tee, confidential, development === true)}`;
}

function protection(
  tee: Tee | undefined,
  confidential: HandlerProfile['confidential'],
  development: boolean,
): string {
  if (confidential === 'yes') {
    const name = tee === undefined ? 'yes' : teeNames[tee];
    return t('**TEE** · declared: {0}, never verified. Only attestation proves it.', name);
  }
  if (confidential === 'unknown')
    return t('**TEE** · unknown: the name does not tell whether the VM has one.');
  return development
    ? t(
        '**No TEE**: the software of Confidential Containers for development. Nothing protects the pod from its host.',
      )
    : t('**No TEE**: the VM protects the host from the pod, not the pod from the host.');
}

/** Whether the release has the class, and what took its place. */
function lifetime(entry: RuntimeClass, { version }: KataTarget): string | undefined {
  const known = knownIn(entry, version);
  const instead = entry.replacement === undefined ? '' : t(' Use {0}.', code(entry.replacement));
  if (known === 'not-yet')
    return t('**Not in Kata {0}**, only since {1}.', version, entry.since ?? t('later'));
  if (known === 'gone') {
    const gone = releaseAfter(entry.until ?? version);
    return t('**Gone since Kata {0}.**{1}', gone ?? version, instead);
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
    t(
      '- Overhead in Kata {0}: memory {1}, cpu {2}.',
      target.version,
      code(overhead.memory),
      code(overhead.cpu),
    ),
    labels.length > 0 ? t('- For nodes with {0}.', listed(labels)) : '',
    arches ? t('- On {0}.', listed(arches)) : '',
    snapshotter === undefined ? '' : t('- Needs the snapshotter {0}.', code(snapshotter)),
    off ? t('- Not installed by kata-deploy unless asked for.') : '',
    entry.since === undefined ? '' : t('- Since Kata {0}.', entry.since),
    entry.until === undefined ? '' : t('- Until Kata {0}.', entry.until),
  ]
    .filter((line) => line !== '')
    .join('\n');
}

/** Who brings a handler, where that is not plain from its name. */
function origin(profile: HandlerProfile): string | undefined {
  const { runtimeClass, note, replacement } = profile;
  switch (profile.origin) {
    case 'never': {
      const instead = replacement === undefined ? '' : t(' Use {0}.', code(replacement));
      return t('**No release of Kata has this handler**: {0}.{1}', note ?? '', instead);
    }
    case 'distribution':
      return t(
        'Comes with {0}.{1}',
        profile.distribution ?? t('another distribution'),
        note === undefined ? '' : ` Note: ${note}.`,
      );
    case 'suffixed':
      return t(
        "Not upstream's, but called like {0}: a second installation, or a custom runtime.",
        code(runtimeClass?.name ?? ''),
      );
    case 'variant':
      return t('A variant of {0}.', code(runtimeClass?.name ?? ''));
    case 'custom':
      return t('Kata does not bring this handler: the nodes must have a runtime of that name.');
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
  const head = `**${code(name)}** · RuntimeClass${handler === undefined || handler === name ? '' : t(' with the handler {0}', code(handler))}`;
  const source = {
    file: 'It stands in this file.',
    workspace: t('It stands in {0}.', code(resolved.indexed?.path ?? t('another file'))),
    knowledge: t('No file of the workspace has it: the cluster decides what the name stands for.'),
    unknown: t(
      'No file of the workspace has it, and Kata does not bring it: only the cluster can tell what it is.',
    ),
  }[from];
  if (profile?.origin === 'foreign') {
    const warning = t(
      "**Not Kata**: nothing says that the handler {0} is one of Kata's.",
      code(profile.handler),
    );
    return paragraphs(head, source, warning);
  }
  const written = facts && writtenOverhead(facts.overhead);
  if (elsewhere && from === 'knowledge') return paragraphs(head, source, distributionText(name, elsewhere));
  return paragraphs(profile ? about(head, profile, target, source) : paragraphs(head, source), written);
}

const writtenOverhead = (overhead: Readonly<Record<string, string>>): string | undefined => {
  const parts = Object.entries(overhead).map(([name, value]) => `${code(name)} ${code(value)}`);
  return parts.length === 0 ? undefined : t('Its own overhead: {0}.', listed(parts));
};

/** A class that another distribution installs: its handler, or those of which the cluster has one. */
function distributionText(name: string, known: DistributionClass): string {
  const ended = known.ended === undefined ? '' : t(' It ended in {0}.', known.ended);
  const instead = known.replacement === undefined ? '' : t(' Use {0}.', code(known.replacement));
  const from = t('Comes with {0}.{1}{2}', known.distribution, ended, instead);
  const [first, ...more] = known.handlers.map(classifyHandler);
  if (name === 'kata') {
    const own = t("Kata's own installer can create a class of this name, too, for its default runtime.");
    return paragraphs(from, own, t('**TEE** · unknown: what stands behind the name depends on the cluster.'));
  }
  if (!first || more.length === 0) return paragraphs(from, first && nature(first));
  const handlers = [first, ...more].map(({ handler, tee, confidential }) => {
    const what = tee === undefined ? (confidential === 'no' ? t('no TEE') : t('TEE unknown')) : teeNames[tee];
    return `- ${code(handler)}: ${what}`;
  });
  return paragraphs(
    from,
    t('Its handler depends on the cluster (declared, never verified):'),
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
      t('**{0}** · what a {1} guest uses up on its node', code(key), teeNames[tee]),
      t(
        'Every such guest takes one key of the processor. Counted here, no node gets more guests than it has keys.',
      ),
      t(
        'The nodes offer the resource where a NodeFeatureRule (kata-deploy brings one) or a device plugin sets it.',
      ),
    );
  }
  if (key !== 'memory' && key !== 'cpu') return undefined;
  const meaning =
    key === 'memory'
      ? t(
          "Memory that the VM takes beside its containers: VMM, shim, guest kernel and agent. The scheduler adds it to the pod's requests, and the pod's cgroup gets it.",
        )
      : t("CPU time that the VM takes beside its containers. The scheduler adds it to the pod's requests.");
  const entry = profile?.origin === 'suffixed' ? undefined : profile?.runtimeClass;
  const now = entry && runtimeClassIn(entry, target.version);
  const amounts = entry?.history
    .map(({ since, overhead }) => ({ since, amount: overhead[key] }))
    .filter(({ amount }, index, all) => amount !== all[index - 1]?.amount);
  const history = amounts && amounts.length > 1 ? amounts : undefined;
  return paragraphs(
    t('**{0}** of the overhead', key),
    meaning,
    entry &&
      now &&
      t("Upstream's {0} has {1} in Kata {2}.", code(entry.name), code(now.overhead[key]), target.version),
    history?.map(({ since, amount }) => t('- Since Kata {0}: {1}', since, code(amount))).join('\n'),
  );
}
