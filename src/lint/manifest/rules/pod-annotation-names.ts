/** Names of Kata's annotations on a pod: those that are not known, and those that this Kata does not read. */
import type { YamlEntry } from '../../../documents';
import { annotation, annotations, isHonoured, type Annotation, type Runtime } from '../../../knowledge';
import { t } from '../../../text';
import { Suggestions } from '../../suggest';
import { policyKey } from './embedded';
import { renameKey } from './pod-edits';
import { kata, type KataPod, type PodFamily, type PodReport } from './pod-family';
import { podExample } from './pod-samples';

const prefix = 'io.katacontainers.';
/** Names that snapshotters give to mounts, not people to pods. */
const mounts = /^io\.katacontainers\.(?:fs-opt|volume)\b/;
export const hypervisor = 'io.katacontainers.config.hypervisor.';

/** The runtimes that may stand behind the class. */
const runtimes = ({ runtime }: KataPod): readonly Runtime[] =>
  runtime === undefined ? ['go', 'rs'] : [runtime];

/** Whether one of them reads it in this release. */
export const isRead = (found: KataPod, entry: Annotation): boolean =>
  runtimes(found).some((runtime) => isHonoured(entry, { version: found.version, runtime }));

export const lastPart = (name: string): string => name.slice(name.lastIndexOf('.') + 1);

let names: Suggestions | undefined;
let lastParts: Suggestions | undefined;

const readBy = (found: KataPod): readonly Annotation[] =>
  [...annotations().values()].filter((entry) => entry.internal !== true && isRead(found, entry));

/** The annotation that is read and has the same last part behind another prefix. */
function moved(found: KataPod, name: string): string | undefined {
  const [same, ...more] = readBy(found).filter((entry) => lastPart(entry.name) === lastPart(name));
  return more.length === 0 ? same?.name : undefined;
}

/** The annotation that is read and most likely meant: by its last part, or by the whole name. */
function meant(found: KataPod, name: string): string | undefined {
  const read = readBy(found);
  const part = lastPart(name);
  if (read.some((entry) => lastPart(entry.name) === part)) return moved(found, name);
  const all = [...annotations().keys()];
  lastParts ??= new Suggestions(all.map(lastPart));
  names ??= new Suggestions(all);
  const near = lastParts.nearest(part);
  const [byPart, ...more] = read.filter((entry) => lastPart(entry.name) === near);
  if (byPart && more.length === 0) return byPart.name;
  const byName = names.nearest(name);
  return read.find((entry) => entry.name === byName)?.name;
}

/** What becomes of a pod with an annotation below `config.hypervisor` that is not enabled. */
export function consequence({ runtime }: KataPod): string {
  if (runtime === 'go') return t('the Go runtime refuses the pod ("annotation … is not enabled")');
  if (runtime === 'rs') return t('runtime-rs ignores it without telling the user');
  return t('the Go runtime refuses the pod, and runtime-rs ignores it without telling the user');
}

/** From when to when an annotation is read. */
function lifetime(entry: Annotation, sides: readonly Runtime[]): string {
  const readings = sides.flatMap((side) => entry[side] ?? []).filter(({ unread }) => !unread);
  const [first] = readings;
  if (!first) return t('no release does');
  const { since, until } = first;
  if (since !== undefined && until !== undefined) return t('releases from {0} to {1} do', since, until);
  return until === undefined ? t('releases from {0} on do', since ?? '') : t('releases up to {0} do', until);
}

function checkUnread(found: KataPod, entry: YamlEntry, known: Annotation, report: PodReport): void {
  const { runtime, version } = found;
  const name = entry.key.value;
  const other = runtime && isHonoured(known, { version, runtime: runtime === 'go' ? 'rs' : 'go' });
  const why = other
    ? t('only {0} does', runtime === 'go' ? 'runtime-rs' : t('the Go runtime'))
    : lifetime(known, runtimes(found));
  const instead = moved(found, name);
  const next = instead === undefined ? '' : t(' In this release it is {0}.', instead);
  const fixes = instead === undefined ? [] : renameKey(found.pod.object.part, entry, instead, true);
  report(
    'pod-annotation-not-read',
    entry.key.span,
    t('{0} does not read {1}: {2}.{3}', kata(found), name, why, next),
    {
      fixes,
      tags: ['deprecated'],
    },
  );
}

function checkUnknown(found: KataPod, entry: YamlEntry, report: PodReport): void {
  const name = entry.key.value;
  const instead = meant(found, name);
  const effect = name.startsWith(hypervisor) ? consequence(found) : t('nothing reads it');
  const hint = instead === undefined ? '' : t(' Did you mean {0}?', instead);
  const fixes = instead === undefined ? [] : renameKey(found.pod.object.part, entry, instead);
  const message = t('Kata has no annotation {0}: {1}.{2}', name.slice(0, 200), effect, hint);
  report('pod-annotation-unknown', entry.key.span, message, { fixes });
}

/** The annotations of a pod that are Kata's, or look like it. */
export const ownAnnotations = ({ pod }: KataPod): readonly YamlEntry[] =>
  pod.annotations.filter(
    ({ key, merged }) =>
      !key.unknown &&
      !merged &&
      !mounts.test(key.value) &&
      (key.value.startsWith(prefix) || annotation(key.value) !== undefined),
  );

export const annotationNameFamily: PodFamily = {
  rules: [
    {
      id: 'pod-annotation-unknown',
      summary: 'Kata has no annotation of this name',
      severity: 'warning',
      about:
        'Annotations that begin with `io.katacontainers.` are for Kata alone. A name that it does not know has no effect; below `io.katacontainers.config.hypervisor.` the Go runtime refuses the pod, because the name is not in `enable_annotations`. Some documents have wrong names, such as `default_mem` for `default_memory`.',
      bad: podExample({
        className: 'kata-remote',
        annotations: '«io.katacontainers.config.hypervisor.default_mem»: "2048"\n',
      }),
      good: podExample({
        className: 'kata-remote',
        annotations: 'io.katacontainers.config.hypervisor.default_memory: "2048"\n',
      }),
      source:
        'src/runtime/virtcontainers/pkg/annotations/annotations.go@4.1.0, src/libs/kata-types/src/annotations/mod.rs@4.1.0',
    },
    {
      id: 'pod-annotation-not-read',
      summary: 'This release, or this runtime, does not read the annotation',
      severity: 'warning',
      about:
        'Some annotations came late or are gone, some have moved to another prefix, and some are read by one of the runtimes only. Init-data was `io.katacontainers.config.runtime.cc_init_data` up to 3.19.1 and is `io.katacontainers.config.hypervisor.cc_init_data` since 3.20.0.',
      bad: podExample({
        className: 'kata-qemu-coco-dev',
        spec: 'securityContext:\n  runAsUser: 1\n  runAsGroup: 1\n',
        annotations: '«io.katacontainers.config.runtime.cc_init_data»: $INITDATA\n',
      }),
      good: podExample({
        className: 'kata-qemu-coco-dev',
        spec: 'securityContext:\n  runAsUser: 1\n  runAsGroup: 1\n',
        annotations: 'io.katacontainers.config.hypervisor.cc_init_data: $INITDATA\n',
      }),
      source:
        'src/runtime/virtcontainers/pkg/annotations/annotations.go@3.19.1, @3.20.0, src/libs/kata-types/src/annotations/mod.rs@4.1.0',
    },
  ],
  check(found, report) {
    for (const entry of ownAnnotations(found)) {
      const known = annotation(entry.key.value);
      if (!known) checkUnknown(found, entry, report);
      // the annotation of a policy has a rule of its own
      else if (!known.internal && known.name !== policyKey && !isRead(found, known))
        checkUnread(found, entry, known, report);
    }
  },
};
