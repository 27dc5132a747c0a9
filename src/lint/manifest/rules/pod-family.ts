/** What the rules about pods start from: a pod whose class is Kata's, and what is known about that class. */
import { entriesOf, entryOf, type Span } from '../../../documents';
import {
  classifyHandler,
  compareVersions,
  distributionClass,
  type HandlerProfile,
  type Runtime,
  type RuntimeClass,
} from '../../../knowledge';
import { t } from '../../../text';
import type { Rule } from '../../rule';
import { isKataName } from '../classes';
import type { DocumentModel } from '../model';
import type { PodTemplate } from '../pods';
import type { ResolvedClass, Surroundings } from '../surroundings';
import type { ManifestExtra, ManifestFamily } from './family';

/** A pod that runs in Kata. */
export interface KataPod {
  readonly pod: PodTemplate;
  readonly className: string;
  readonly resolved: ResolvedClass;
  /** What the handler is; undefined where that can't be told. */
  readonly profile: HandlerProfile | undefined;
  /** The class of Kata's own whose shipped configuration stands behind the handler. */
  readonly upstream: RuntimeClass | undefined;
  readonly confidential: HandlerProfile['confidential'];
  /** Undefined: it may be either. */
  readonly runtime: Runtime | undefined;
  /** The release of Kata that the manifest is for. */
  readonly version: string;
  /** The guest shares nothing with the host: it pulls images itself, and files are copied into it. */
  readonly apart: boolean;
}

/** As `ManifestReport`, about one pod. */
export type PodReport = (rule: string, span: Span, message: string, extra?: ManifestExtra) => void;

/** Rules about pods that share a check. */
export interface PodFamily {
  readonly rules: readonly Rule[];
  readonly check: (found: KataPod, report: PodReport, model: DocumentModel) => void;
}

/** One family of them all, so that a pod's class is looked up once. */
export const podFamily = (families: readonly PodFamily[]): ManifestFamily => ({
  rules: families.flatMap(({ rules }) => rules),
  check(model, surroundings, report) {
    for (const pod of model.pods) {
      const found = kataPod(pod, surroundings);
      if (!found) continue;
      const { part } = pod.object;
      for (const { check } of families) {
        check(
          found,
          (rule, span, message, extra) => {
            report(rule, part, span, message, extra);
          },
          model,
        );
      }
    }
  },
});

/** Undefined where the pod has no class, or one of which nothing says that it is Kata's. */
export function kataPod(pod: PodTemplate, surroundings: Surroundings): KataPod | undefined {
  const { className } = pod;
  if (className === undefined) return undefined;
  const resolved = surroundings.resolve(className);
  if (!isKata(className, resolved)) return undefined;
  const profile = certain(className, resolved);
  const confidential = profile?.confidential ?? promiseOf(className, resolved);
  const runtimeClass = profile?.runtimeClass;
  const upstream = profile?.origin === 'upstream' || profile?.origin === 'variant' ? runtimeClass : undefined;
  return {
    pod,
    className,
    resolved,
    profile,
    upstream,
    confidential,
    runtime: profile?.origin === 'suffixed' ? undefined : profile?.runtime,
    version: surroundings.target.version,
    apart: isApart(confidential, runtimeClass, surroundings.target.version),
  };
}

/**
 * Kata's own classes shared a file system in their first releases (shared_fs in configuration-qemu-*.toml.in and the
 * Makefile).
 */
function isApart(
  confidential: HandlerProfile['confidential'],
  runtimeClass: RuntimeClass | undefined,
  version: string,
): boolean {
  const { development, hypervisor, tee } = runtimeClass ?? {};
  if (hypervisor === 'remote') return true;
  if (development) return compareVersions(version, '3.10.0') >= 0;
  if (confidential !== 'yes' || !runtimeClass) return confidential === 'yes';
  return compareVersions(version, tee === 'ibm-secure-execution' ? '3.19.0' : '3.6.0') >= 0;
}

function isKata(className: string, { from, profile }: ResolvedClass): boolean {
  // VMware's pods have a class of this name, too
  if (className === 'runv' && from === 'knowledge') return false;
  return profile ? profile.origin !== 'foreign' : isKataName(className);
}

/**
 * Behind `kata` stands whatever an installation puts there: OpenShift's VMs without a TEE, or the default of Kata's
 * own installer.
 */
function certain(className: string, { from, profile }: ResolvedClass): HandlerProfile | undefined {
  const open = from === 'knowledge' ? className === 'kata' : profile?.handler === 'kata';
  return open ? undefined : profile;
}

/** A class with one of several handlers is confidential where all of them are. */
function promiseOf(className: string, { from }: ResolvedClass): HandlerProfile['confidential'] {
  const { handlers = [] } = (from === 'knowledge' ? distributionClass(className) : undefined) ?? {};
  const [first, ...more] = new Set(handlers.map((handler) => classifyHandler(handler).confidential));
  return first !== undefined && more.length === 0 && className !== 'kata' ? first : 'unknown';
}

/** Whether the manifest is for this release or a later one. */
export const since = ({ version }: KataPod, release: string): boolean =>
  compareVersions(version, release) >= 0;

/** `Kata 4.1.0`, with the runtime where it is known, for messages. */
export const kata = ({ version, runtime }: KataPod): string =>
  t(
    'Kata {0}{1}',
    version,
    runtime === undefined ? '' : runtime === 'go' ? t(' (Go runtime)') : ' (runtime-rs)',
  );

/** The object was read from a cluster, which filled in much of it; `status: {}` is what a dry run writes. */
export const isLive = ({ pod }: KataPod): boolean =>
  entriesOf(entryOf(pod.object.node, 'status')?.value).length > 0;

/** Where something is reported that is about the pod as a whole: at the name of its class. */
export const placeOf = ({ pod }: KataPod): Span => pod.runtimeClassName?.value.span ?? pod.spec.span;

/** The installation of Contrast, which has rules of its own. */
export const isContrast = ({ className }: KataPod): boolean => className.startsWith('contrast-');
