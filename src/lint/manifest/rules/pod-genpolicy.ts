/** Fields at which genpolicy stops. */
import { entryOf, type YamlEntry, type YamlNode } from '../../../documents';
import { compareVersions, genpolicyType } from '../../../knowledge';
import { t } from '../../../text';
import { isContrast, isLive, type PodFamily } from './pod-family';
import { teeExample } from './pod-samples';

interface Unread {
  readonly entry: YamlEntry;
  readonly path: string;
}

/** The entries of a node that its type does not have in this release. */
function* unread(node: YamlNode, type: string, version: string, path: string): Generator<Unread> {
  const fields = genpolicyType(type);
  if (!fields) return;
  if (node.kind === 'list') {
    for (const [index, item] of node.items.entries())
      yield* unread(item, type, version, `${path}[${String(index)}]`);
    return;
  }
  if (node.kind !== 'map') return;
  for (const entry of node.entries) {
    const { key, value, merged } = entry;
    if (merged || key.unknown) continue;
    const field = Object.hasOwn(fields, key.value) ? fields[key.value] : undefined;
    const here = path === '' ? key.value : `${path}.${key.value}`;
    if (!field || (field.since !== undefined && compareVersions(version, field.since) < 0))
      yield { entry, path: here };
    else if (field.of !== undefined) yield* unread(value, field.of, version, here);
  }
}

export const genpolicyFamily: PodFamily = {
  rules: [
    {
      id: 'pod-genpolicy-field',
      summary: 'genpolicy does not know a field of the pod, or the kind of its controller',
      severity: 'information',
      about:
        'genpolicy, which writes the policy of a confidential pod from its manifest, stops with "Unsupported field" at what it does not know, unless it is told to pass over such fields (`-s`). Among them are `hostPID`, `hostIPC`, `subdomain`, `automountServiceAccountToken`, `securityContext.runAsNonRoot` and, for the pod as a whole, `seccompProfile`. The list is that of the release. It knows Pods and the controllers of Kubernetes itself, and no others.',
      bad: teeExample({
        spec: 'securityContext:\n  runAsUser: 1000\n  runAsGroup: 1000\n  «runAsNonRoot»: true\n',
      }),
      good: teeExample(),
      source:
        'src/tools/genpolicy/src/yaml.rs@4.1.0 (handle_unused_field), src/tools/genpolicy/src/pod.rs@4.1.0',
    },
  ],
  check(found, report) {
    const { pod, upstream, confidential, version } = found;
    const { kind, node } = pod.object;
    if (!upstream || confidential !== 'yes' || kind === undefined || isContrast(found)) return;
    // genpolicy came with 3.3.0; a cluster adds fields of its own
    if (compareVersions(version, '3.3.0') < 0 || isLive(found)) return;
    const since = genpolicyType(kind)?.kind;
    if (!since || (since.since !== undefined && compareVersions(version, since.since) < 0)) {
      const span = entryOf(node, 'kind')?.value.span ?? node.span;
      report(
        'pod-genpolicy-field',
        span,
        t(
          "genpolicy of Kata {0} does not know {1}: it can't write a policy for this pod.",
          version,
          kind.slice(0, 63),
        ),
      );
      return;
    }
    for (const { entry, path } of unread(node, kind, version, '')) {
      report(
        'pod-genpolicy-field',
        entry.key.span,
        t(
          'genpolicy of Kata {0} stops at {1}: "Unsupported field". Leave it out, or run genpolicy with -s where it does not matter for the policy.',
          version,
          path.slice(0, 200),
        ),
      );
    }
  },
};
