/** What can be offered in manifests, each with its explanation. */
import { yamlDocuments } from '../../documents';
import {
  annotation,
  annotations,
  classifyHandler,
  compareVersions,
  distributionClass,
  distributionClasses,
  enabledAnnotations,
  expressionMatches,
  isHonoured,
  nodeLabels,
  runtimeClasses,
  runtimeClassIn,
  teeKeys,
  teeLabels,
  teeNames,
  type Annotation,
  type HandlerProfile,
  type KataTarget,
  type Runtime,
} from '../../knowledge';
import { isKataName, type ClassFacts, type Surroundings } from '../../lint';
import { t } from '../../text';
import type { Completion } from '../completion-item';
import { hypervisorTitle } from '../explain';
import { code } from '../markdown';
import { choice } from '../snippet';
import { annotationValues, explainAnnotation } from './explain-annotation';
import { explainClass, explainHandler, explainOverhead } from './explain-class';
import { explainLabel } from './explain-label';
import { classesOf, type ManifestFile } from './file';

/** A key or a value that fits at a place. */
export interface Offer {
  readonly name: string;
  readonly kind?: Completion['kind'];
  /** A few words beside the name. */
  readonly detail: string;
  /** Of a key: snippet text of its value. */
  readonly value?: string;
  /** Of a key: the amount that stands in `value`. */
  readonly amount?: string;
  /** Of a key: the lines below it. */
  readonly lines?: readonly string[];
  /** Of a value: it needs quotes. */
  readonly quoted?: boolean;
  readonly documentation: () => string;
}

/** `QEMU, runtime-rs, AMD SEV-SNP`, for the line beside a class. */
function brief(profile: HandlerProfile): string {
  const { runtimeClass, tee, development, distribution } = profile;
  const vm =
    runtimeClass &&
    (hypervisorTitle(runtimeClass.hypervisor, runtimeClass.runtime) ?? runtimeClass.hypervisor);
  const runtime = runtimeClass && (runtimeClass.runtime === 'go' ? 'Go' : 'runtime-rs');
  return [
    distribution,
    vm,
    runtime,
    profile.gpu && 'GPU',
    tee && teeNames[tee],
    development && t('development, no TEE'),
  ]
    .filter((part) => typeof part === 'string')
    .join(', ');
}

/** Upstream's classes of a release; the one of that name first. */
export function handlerOffers(first: string, target: KataTarget): Offer[] {
  return [...runtimeClasses().values()]
    .filter((entry) => runtimeClassIn(entry, target.version))
    .map(({ name }) => ({
      name,
      detail: brief(classifyHandler(name)),
      documentation: () => explainHandler(name, target) ?? '',
    }))
    .sort((a, b) => Number(b.name === first) - Number(a.name === first));
}

const isKata = ({ name, handler, nodeSelector }: ClassFacts): boolean =>
  isKataName(handler ?? name) ||
  Object.keys(nodeSelector).some((label) => label.includes('katacontainers.io/'));

/** RuntimeClasses: those of the file, of the workspace, upstream's, and those of other distributions. */
export function classOffers(file: ManifestFile, surroundings: Surroundings): Offer[] {
  const { target } = surroundings;
  const own = [...classesOf(yamlDocuments(file.text)).values()].flatMap(({ object }) =>
    object.kata && object.facts ? [object.facts.name] : [],
  );
  const others = (file.index?.allRuntimeClasses(file.path) ?? []).filter(isKata).map(({ name }) => name);
  const upstream = handlerOffers('', target).map(({ name }) => name);
  const elsewhere = distributionClasses.filter((name) => {
    const { ended, replacement } = distributionClass(name) ?? {};
    return ended === undefined && replacement === undefined;
  });
  return [...new Set([...own, ...others, ...upstream, ...elsewhere])].map((name) => {
    const resolved = surroundings.resolve(name);
    const { profile, indexed } = resolved;
    const from = resolved.from === 'file' ? t('this file') : indexed?.path.split(/[\\/]/).at(-1);
    const distribution = resolved.from === 'knowledge' ? distributionClass(name)?.distribution : undefined;
    const what = distribution ?? (profile && brief(profile));
    return {
      name,
      detail: [what, from].filter((part) => part !== undefined && part !== '').join(' · '),
      documentation: () => explainClass(name, resolved, target) ?? '',
    };
  });
}

/** What upstream's class asks for in the release: memory, CPU and the TEE's key. */
export function overheadOffers(profile: HandlerProfile | undefined, target: KataTarget): Offer[] {
  const entry = profile?.origin === 'suffixed' ? undefined : profile?.runtimeClass;
  const shipped = entry && runtimeClassIn(entry, target.version);
  if (!profile || !shipped) return [];
  const { memory, cpu } = shipped.overhead;
  const key = profile.tee && teeKeys[profile.tee];
  const amounts = new Map([
    ['memory', memory],
    ['cpu', cpu],
    ...(key === undefined ? [] : ([[key, '1']] as const)),
  ]);
  return [...amounts].map(([name, amount]) => ({
    name,
    amount,
    value: `"${amount}"`,
    detail: name === key ? t('one guest') : t('upstream in Kata {0}', target.version),
    documentation: () => explainOverhead(name, profile, target) ?? '',
  }));
}

const ready = 'katacontainers.io/kata-runtime';

/** The keys of a RuntimeClass that Kata has something to say about. */
export function classKeyOffers(profile: HandlerProfile | undefined, target: KataTarget): Offer[] {
  const overhead = overheadOffers(profile, target);
  const tee = profile?.tee && teeLabels[profile.tee];
  const names = handlerOffers('', target).map(({ name }) => name);
  const line = (name: string): string => `    ${name}: "true"`;
  return [
    {
      name: 'handler',
      value: choice(names),
      detail: t('runtimes of Kata {0}', target.version),
      documentation: () => t('The runtime that containerd or CRI-O starts the pods with.'),
    },
    ...(overhead.length === 0
      ? []
      : [
          {
            name: 'overhead',
            lines: ['  podFixed:', ...overhead.map(({ name, value = '' }) => `    ${name}: ${value}`)],
            detail: t('upstream in Kata {0}', target.version),
            documentation: () => t('What the VM takes beside its containers, counted by the scheduler.'),
          },
        ]),
    {
      name: 'scheduling',
      lines: ['  nodeSelector:', line(ready), ...(tee === undefined ? [] : [line(tee)])],
      detail: t('nodes with Kata'),
      documentation: () =>
        t('Sends the pods to nodes that have Kata: kata-deploy labels them {0}.', code(ready)),
    },
  ];
}

/** The annotation by which kata-deploy marks its classes. */
export const versionOffers = (target: KataTarget): Offer[] => [
  {
    name: 'katacontainers.io/kata-version',
    value: `"${target.version}"`,
    detail: t('release that installed the class'),
    documentation: () =>
      t('Written by kata-deploy since 3.32.0. Files with it are checked for that release.'),
  },
];

/** Labels of nodes for a class's or a pod's selector: only those of its own TEE. */
export function labelOffers(profile: HandlerProfile | undefined, { version }: KataTarget): Offer[] {
  const settled = profile !== undefined && profile.confidential !== 'unknown';
  return [...nodeLabels().values()]
    .filter(
      ({ name, tee, guest, since }) =>
        !guest &&
        (since === undefined || compareVersions(version, since) >= 0) &&
        !(settled && tee !== undefined && tee !== profile.tee) &&
        !(settled && !profile.gpu && name.startsWith('nvidia.com/')) &&
        !(settled && tee === undefined && name.includes('cpu-security.')),
    )
    .sort((a, b) => Number(isTeeLabel(b.name)) - Number(isTeeLabel(a.name)))
    .map(({ name, value = 'true', setBy }) => ({
      name,
      value: `"${value}"`,
      detail: setBy,
      documentation: () => explainLabel(name) ?? '',
    }));
}

const isTeeLabel = (name: string): boolean => Object.values(teeLabels).includes(name);

/** What a known label is asked for with. */
export function labelValueOffers(name: string): Offer[] {
  const label = nodeLabels().get(name);
  if (!label) return [];
  const { value = 'true', setBy } = label;
  return [{ name: value, quoted: true, detail: setBy, documentation: () => explainLabel(name) ?? '' }];
}

const runtimes: readonly Runtime[] = ['go', 'rs'];

/** Annotations that the pod's Kata reads: those that the shipped configuration enables first. */
export function annotationOffers(profile: HandlerProfile | undefined, target: KataTarget): Offer[] {
  const { version } = target;
  const sides = profile?.runtime ? [profile.runtime] : runtimes;
  const upstream = profile?.origin === 'suffixed' ? undefined : profile?.runtimeClass;
  const enabled = upstream && enabledAnnotations(upstream.name, version);
  const rank = (entry: Annotation): number =>
    entry.sensitive ? 3 : !entry.gated ? 1 : enabled?.some((name) => matches(name, entry)) ? 0 : 2;
  return [...annotations().values()]
    .filter((entry) => !entry.internal && sides.some((runtime) => isHonoured(entry, { version, runtime })))
    .map((entry) => ({ entry, order: rank(entry) }))
    .sort((a, b) => a.order - b.order)
    .map(({ entry, order }) => ({
      name: entry.name,
      kind: 'annotation',
      value: annotationSnippet(entry, profile?.runtime),
      detail:
        order === 3
          ? t('reaches the host')
          : order === 2 && enabled
            ? t('not enabled as shipped')
            : [entry.type, entry.unit].filter((part) => part !== undefined).join(', '),
      documentation: () => explainAnnotation(entry.name, profile, target) ?? '',
    }));
}

const matches = (expression: string, { name }: Annotation): boolean =>
  expressionMatches(expression, name.slice(name.lastIndexOf('.') + 1)) === true;

/** Annotations are texts: every value is in quotes. */
function annotationSnippet(entry: Annotation, runtime: Runtime | undefined): string {
  const values = annotationValues(entry, runtime);
  return values.length > 0 ? `"${choice(values)}"` : '"$1"';
}

/** The values of an annotation that takes only some. */
export function annotationValueOffers(name: string, profile: HandlerProfile | undefined): Offer[] {
  const entry = annotation(name);
  if (!entry || entry.internal) return [];
  return annotationValues(entry, profile?.runtime).map((value) => ({
    name: value,
    quoted: true,
    detail: '',
    documentation: () => entry.description,
  }));
}
