/** Pods that are called confidential and are not. */
import { entriesOf, entryAt, entryOf, mapAt, textOf, type Span, type YamlEntry } from '../../../documents';
import { knownIn, runtimeClass, teeNames, type Tee } from '../../../knowledge';
import { t } from '../../../text';
import type { Fix } from '../../finding';
import { claimIn, claimInLabel, type Promised } from '../claims';
import { replace, written } from './edits';
import { placeOf, type KataPod, type PodFamily } from './pod-family';
import { podExample, teeExample } from './pod-samples';

interface Claim {
  readonly span: Span;
  readonly text: string;
  readonly tee: Tee | undefined;
}

function claims({ pod }: KataPod): Claim[] {
  const found: Claim[] = [];
  const note = ({ span }: YamlEntry, text: string, claim: Promised | undefined): void => {
    if (claim) found.push({ span, text, tee: claim.tee });
  };
  const look = (entry: YamlEntry | undefined): void => {
    const text = textOf(entry?.value);
    if (entry && text !== undefined) note(entry, text, claimIn(text));
  };
  for (const metadata of new Set([mapAt(pod.object.node, 'metadata'), pod.metadata])) {
    if (!metadata) continue;
    look(entryOf(metadata, 'name'));
    look(entryOf(metadata, 'namespace'));
    for (const entry of [
      ...entriesOf(entryAt(metadata, 'labels')?.value),
      ...entriesOf(entryAt(metadata, 'annotations')?.value),
    ]) {
      const value = textOf(entry.value) ?? '';
      note(entry, `${entry.key.value} ${value}`, claimInLabel(entry.key.value, value));
    }
  }
  return found;
}

/** The classes of a TEE with the same hypervisor, runtime and GPU as one without. */
function successors({ profile, version }: KataPod, tee: Tee | undefined): { name: string; tee: Tee }[] {
  const gpu = profile?.gpu ? 'nvidia-gpu-' : '';
  const rs = profile?.runtime === 'rs' ? '-runtime-rs' : '';
  const wanted: readonly (readonly [Tee, string])[] = [
    ['amd-sev-snp', 'snp'],
    ['intel-tdx', 'tdx'],
  ];
  return wanted
    .filter(([each]) => tee === undefined || each === tee)
    .map(([each, short]) => ({ name: `kata-qemu-${gpu}${short}${rs}`, tee: each }))
    .filter(({ name }) => {
      const entry = runtimeClass(name);
      return entry !== undefined && knownIn(entry, version) === 'yes';
    });
}

export const claimFamily: PodFamily = {
  rules: [
    {
      id: 'pod-claims-confidential',
      summary: 'The pod is called confidential, but its class has no TEE',
      severity: 'warning',
      about:
        "Kata alone protects the host from the pod. Only a TEE protects the pod from the host, and the handler of the class decides whether there is one. `kata-qemu`, the development class `kata-qemu-coco-dev`, Azure's `kata-vm-isolation` and Contrast's `contrast-insecure` have none. The rule looks at names, namespaces, labels and annotations, and is silent where the handler does not tell.",
      bad: podExample({ metadata: 'labels:\n  security: confidential\n', className: '«kata-qemu»' }),
      good: teeExample({ metadata: 'labels:\n  security: confidential\n' }),
      source: 'tools/packaging/kata-deploy/helm-chart/kata-deploy/values.yaml@4.1.0 (shims)',
    },
  ],
  check(found, report, model) {
    const { pod, profile, className, confidential } = found;
    const named = pod.runtimeClassName;
    if (confidential !== 'no' || !profile || !named) return;
    const all = claims(found);
    const [first] = all;
    if (!first) return;
    const tees = new Set(all.flatMap(({ tee }) => tee ?? []));
    const [tee] = tees.size === 1 ? tees : [];
    const instead = successors(found, tee);
    const { part } = pod.object;
    const what = profile.development
      ? t('has the confidential stack without a TEE, for development')
      : t('starts VMs without a TEE');
    const next = instead.map((each) => `${each.name} (${teeNames[each.tee]})`).join(t(' or '));
    const fixes: Fix[] = instead.map(({ name }) =>
      replace(named.value.span, written(name, part, named.value.span), t('Change to {0}', name)),
    );
    report(
      'pod-claims-confidential',
      placeOf(found),
      t(
        '"{0}" promises more than {1} keeps: it {2}, so the host can read the memory of the pod.{3}',
        first.text.slice(0, 80),
        className,
        what,
        next === '' ? '' : t(' Where the nodes have the hardware, use {0}.', next),
      ),
      {
        fixes,
        own: all.slice(0, 5).map(({ span, text }) => ({
          yaml: model.yaml,
          span: part.toDocument(span),
          message: t('Called so here: {0}', text.slice(0, 80)),
        })),
      },
    );
  },
};
