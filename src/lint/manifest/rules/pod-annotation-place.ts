/** Annotations of Kata that stand where nothing reads them. */
import { entriesOf, entryAt, entryOf, mapAt, type YamlEntry, type YamlMap } from '../../../documents';
import { t } from '../../../text';
import type { Fix } from '../../finding';
import { insertBelow, replace, written } from './edits';
import { linesOf } from './pod-edits';
import type { KataPod, PodFamily, PodReport } from './pod-family';
import { podExample, podText } from './pod-samples';
import { manifestExample } from './samples';

const prefix = 'io.katacontainers.';

/** Moves an annotation of a single line into the pod template. */
function move({ pod }: KataPod, from: YamlMap, entry: YamlEntry): readonly Fix[] {
  const { part } = pod.object;
  const { text } = part.yaml;
  const line = text.slice(entry.span.start, entry.span.end);
  const annotations = entryOf(from, 'annotations');
  const map = annotations?.value.kind === 'map' ? annotations.value : undefined;
  if (!annotations || !map || !pod.metadata || line.includes('\n') || entry.alias) return [];
  const lines = map.entries.length === 1 ? linesOf(part, from, annotations) : linesOf(part, map, entry);
  const into = mapAt(pod.metadata, 'annotations');
  const added = into
    ? insertBelow(part, into, into.entries.at(-1), [line])
    : entryOf(pod.metadata, 'annotations')
      ? undefined
      : insertBelow(part, pod.metadata, pod.metadata.entries.at(-1), ['annotations:', `  ${line}`]);
  if (!lines || !added || (into && entryOf(into, entry.key.value))) return [];
  const edits = [{ span: lines, newText: '' }, added].sort((a, b) => a.span.start - b.span.start);
  return [{ title: t('Move to the pod template'), edits, preferred: true }];
}

function checkOwner(found: KataPod, report: PodReport): void {
  const { pod } = found;
  const { kind = 'object' } = pod.object;
  for (const metadata of [pod.ownerMetadata, mapAt(pod.object.node, 'spec', 'jobTemplate', 'metadata')]) {
    if (!metadata) continue;
    for (const entry of entriesOf(entryAt(metadata, 'annotations')?.value)) {
      if (!entry.key.value.startsWith(prefix) || entry.merged) continue;
      report(
        'pod-annotation-place',
        entry.key.span,
        t(
          'Kata reads the annotations of pods; on the {0} itself this one has no effect. Move it to the metadata of the pod template.',
          kind,
        ),
        { fixes: move(found, metadata, entry) },
      );
    }
  }
}

function checkLabels({ pod }: KataPod, report: PodReport): void {
  for (const entry of pod.labels) {
    if (!entry.key.value.startsWith(prefix) || entry.merged) continue;
    report(
      'pod-annotation-place',
      entry.key.span,
      t(
        'This is an annotation of Kata, and has no effect as a label. Move it to the annotations of the pod.',
      ),
    );
  }
}

const handlerKey = 'io.containerd.cri.runtime-handler';

/** Upstream's own tests set it, so that containerd pulls with the snapshotter of the handler. */
function checkHandler({ pod, resolved, upstream, className }: KataPod, report: PodReport): void {
  const entry = pod.annotations.find(({ key }) => key.value === handlerKey);
  const handler = resolved.facts?.handler ?? upstream?.name;
  const { value } = entry ?? {};
  if (value?.kind !== 'scalar' || value.unknown || /[${}<>]/.test(value.value)) return;
  if (handler === undefined || value.value === handler) return;
  report(
    'pod-runtime-handler',
    value.span,
    t(
      'containerd pulls the images for the handler {0}, but {1} starts the pod with {2}.',
      value.value.slice(0, 63),
      className,
      handler,
    ),
    {
      fixes: [
        replace(value.span, written(handler, pod.object.part, value.span), t('Change to {0}', handler)),
      ],
    },
  );
}

const deployment = (owner: string, template: string): string => `apiVersion: apps/v1
kind: Deployment
metadata:
  name: app
${owner}spec:
  template:
    metadata:
      labels:
        app: app
${template}    spec:
${podText()
  .replace(/^[^]*?\nspec:\n/, '')
  .replace(/^(?=.)/gm, '    ')}`;

const annotation = 'io.katacontainers.config.hypervisor.kernel_params';

export const annotationPlaceFamily: PodFamily = {
  rules: [
    {
      id: 'pod-annotation-place',
      summary: 'An annotation of Kata stands where nothing reads it',
      severity: 'warning',
      about:
        'containerd and CRI-O hand the annotations of a pod to the runtime. Those of a Deployment, Job or CronJob stay with that object: what Kata should read belongs into `metadata.annotations` of the pod template. A label has no effect either.',
      bad: manifestExample(deployment(`  annotations:\n    «${annotation}»: agent.log=debug\n`, '')),
      good: manifestExample(deployment('', `      annotations:\n        ${annotation}: agent.log=debug\n`)),
      source: 'Kubernetes, PodTemplateSpec; docs/how-to/how-to-set-sandbox-config-kata.md@4.1.0',
    },
    {
      id: 'pod-runtime-handler',
      summary: 'The annotation for pulling images names another handler than the class',
      severity: 'warning',
      about:
        'With `io.containerd.cri.runtime-handler` containerd 1.7 chooses the snapshotter that pulls the images, so that a guest can pull them. It has to be the handler of the class; otherwise the images are where the pod does not look.',
      bad: podExample({ annotations: `${handlerKey}: «kata-qemu-snp»\n` }),
      good: podExample({ annotations: `${handlerKey}: kata-qemu\n` }),
      source: 'tests/integration/kubernetes/confidential_common.sh@4.1.0',
    },
  ],
  check(found, report) {
    checkOwner(found, report);
    checkLabels(found, report);
    checkHandler(found, report);
  },
};
