/** What a pod says against its class: overhead, node selector, node. */
import { entriesOf, entryOf, textOf, type YamlEntry } from '../../../documents';
import { runtimeClassIn } from '../../../knowledge';
import { t } from '../../../text';
import { quantity } from '../quantity';
import { remove } from './pod-edits';
import { isLive, type KataPod, type PodFamily, type PodReport } from './pod-family';
import { podExample } from './pod-samples';
import { manifestExample, sampleClass } from './samples';

/** What the class asks for, as far as it is known. */
function overheadOf({ resolved, upstream, version }: KataPod): Readonly<Record<string, string>> | undefined {
  if (resolved.facts) return resolved.facts.overhead;
  const { overhead } = (upstream && runtimeClassIn(upstream, version)) ?? {};
  return overhead;
}

function sameOverhead(entries: readonly YamlEntry[], wanted: Readonly<Record<string, string>>): boolean {
  const names = new Set([...entries.map(({ key }) => key.value), ...Object.keys(wanted)]);
  return [...names].every((name) => {
    const own = textOf(entries.find(({ key }) => key.value === name)?.value);
    const other = Object.hasOwn(wanted, name) ? wanted[name] : undefined;
    if (own === undefined || other === undefined) return false;
    return quantity(own)?.value === quantity(other)?.value;
  });
}

function checkOverhead(found: KataPod, report: PodReport): void {
  const { pod, resolved, className } = found;
  const entry = entryOf(pod.spec, 'overhead');
  if (!entry || entry.merged || isLive(found)) return;
  const wanted = overheadOf(found);
  const same = wanted && sameOverhead(entriesOf(entry.value), wanted);
  const certain = resolved.facts !== undefined && same === false;
  const what = same
    ? t('It is what {0} has now; a change of the class makes the pod refused', className)
    : certain
      ? t('It is not what {0} has, so the pod is refused', className)
      : t('A pod with anything else than {0} has is refused', className);
  report(
    'pod-overhead',
    entry.key.span,
    t('Kubernetes fills in the overhead from the RuntimeClass. {0}: leave it out.', what),
    {
      severity: same ? 'information' : certain ? 'error' : 'warning',
      fixes: remove(pod.object.part, pod.spec, entry, true),
    },
  );
}

function checkSelector(found: KataPod, report: PodReport): void {
  const { pod, resolved, className } = found;
  const { facts, own, indexed } = resolved;
  if (!facts) return;
  const map = entryOf(pod.spec, 'nodeSelector')?.value;
  for (const entry of pod.nodeSelector) {
    const { key, value, merged } = entry;
    const wanted = Object.hasOwn(facts.nodeSelector, key.value) ? facts.nodeSelector[key.value] : undefined;
    const text = textOf(value);
    if (wanted === undefined || text === undefined || merged) continue;
    const message = t('The node selector of {0}', className);
    const there = {
      ...(own?.object.nodeSelector && {
        own: [
          {
            yaml: own.yaml,
            span: own.object.object.part.toDocument(own.object.nodeSelector.key.span),
            message,
          },
        ],
      }),
      ...(indexed && {
        related: [{ path: indexed.path, span: indexed.span, message: t('The class {0}', className) }],
      }),
    };
    if (text === wanted) {
      report(
        'pod-selector-duplicate',
        key.span,
        t('{0} asks for this label already; it is merged into the pod.', className),
        {
          ...there,
          tags: ['unnecessary'],
          fixes: remove(pod.object.part, map?.kind === 'map' ? map : undefined, entry),
        },
      );
    } else {
      report(
        'pod-selector-conflict',
        value.span,
        t('The pod is refused: {0} asks for {1}: "{2}".', className, key.value, wanted),
        there,
      );
    }
  }
}

function checkNodeName(found: KataPod, report: PodReport): void {
  const entry = entryOf(found.pod.spec, 'nodeName');
  if (!entry || entry.merged || isLive(found) || textOf(entry.value) === undefined) return;
  report(
    'pod-node-name',
    entry.key.span,
    t(
      'nodeName passes over the scheduler, which would keep the pod to nodes with Kata: on a node without it the pod fails instead of waiting. Select the node by its label kubernetes.io/hostname.',
    ),
  );
}

const overhead = 'overhead:\n  memory: 64Mi\n';

export const schedulingFamily: PodFamily = {
  rules: [
    {
      id: 'pod-overhead',
      summary: 'The pod writes the overhead of its class itself',
      severity: 'warning',
      about:
        "Kubernetes copies `overhead.podFixed` of the RuntimeClass into the pod. A pod that brings an overhead of its own is refused unless both are equal: an error where the class is in the file or the workspace and says something else, information where the values are the class's own. Objects read from a cluster (with `status`) are left alone.",
      bad: podExample({ spec: overhead.replace('overhead', '«overhead»') }),
      good: podExample(),
      source: 'Kubernetes, plugin/pkg/admission/runtimeclass/admission.go',
    },
    {
      id: 'pod-selector-conflict',
      summary: 'The node selector contradicts the one of the class',
      severity: 'error',
      about:
        'Kubernetes merges the node selector of the RuntimeClass into the pod, and refuses the pod where both have a label with different values. Said only where the class is in the same file or in the workspace.',
      bad: manifestExample(
        `${sampleClass()}---\n${podExample({ spec: 'nodeSelector:\n  katacontainers.io/kata-runtime: «"false"»\n' }).text}`,
      ),
      good: manifestExample(
        `${sampleClass()}---\n${podExample({ spec: 'nodeSelector:\n  disk: fast\n' }).text}`,
      ),
      source: 'Kubernetes, plugin/pkg/admission/runtimeclass/admission.go',
    },
    {
      id: 'pod-selector-duplicate',
      summary: 'The node selector repeats the one of the class',
      severity: 'information',
      about:
        'Kubernetes merges the node selector of the RuntimeClass into the pod. Where the pod repeats a label, it has to be changed in two places.',
      bad: manifestExample(
        `${sampleClass()}---\n${podExample({ spec: 'nodeSelector:\n  «katacontainers.io/kata-runtime»: "true"\n' }).text}`,
      ),
      good: manifestExample(`${sampleClass()}---\n${podExample().text}`),
      source: 'Kubernetes, plugin/pkg/admission/runtimeclass/admission.go',
    },
    {
      id: 'pod-node-name',
      summary: 'The pod is bound to a node without the scheduler',
      severity: 'warning',
      about:
        'The node selector and the overhead of a RuntimeClass work through the scheduler, which `nodeName` passes over. On a node without Kata the pod fails at once; on one without room for the VM it may be evicted. Objects read from a cluster (with `status`) are left alone.',
      bad: podExample({ spec: '«nodeName»: node-1\n' }),
      good: podExample({ spec: 'nodeSelector:\n  kubernetes.io/hostname: node-1\n' }),
      source: 'Kubernetes, pod.spec.nodeName',
    },
  ],
  check(found, report) {
    checkOverhead(found, report);
    checkSelector(found, report);
    checkNodeName(found, report);
  },
};
