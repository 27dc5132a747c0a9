/** Pods that are called confidential and are not. */
import { entriesOf, entryAt, entryOf, mapAt, textOf, type Span, type YamlEntry } from '../../../documents';
import { knownIn, runtimeClass, teeNames, type Tee } from '../../../knowledge';
import type { Fix } from '../../finding';
import { replace, written } from './edits';
import { placeOf, type KataPod, type PodFamily } from './pod-family';
import { podExample, teeExample } from './pod-samples';

/** Words that promise a TEE, and which one. */
const words: ReadonlyMap<string, Tee | undefined> = new Map<string, Tee | undefined>([
  ['confidential', undefined],
  ['sev', 'amd-sev-snp'],
  ['snp', 'amd-sev-snp'],
  ['sevsnp', 'amd-sev-snp'],
  ['tdx', 'intel-tdx'],
]);
/** `sev: high` says how bad something is. */
const degrees = /^(?:\d.*|critical|high|medium|moderate|low|minor|major|warn(?:ing)?|info)$/;
const negations = new Set(['non', 'not', 'no', 'without', 'insecure', 'fake']);
const denials = /^(?:false|no|none|off|disabled|0|optional)$/i;

interface Claim {
  readonly span: Span;
  readonly text: string;
  readonly tee: Tee | undefined;
}

/** What a short text promises. The name of the Confidential Containers project promises nothing. */
function claimIn(text: string): { readonly tee: Tee | undefined } | undefined {
  if (text.length > 100) return undefined;
  const tokens = text
    .toLowerCase()
    .replace(/confidential-?containers?|confidentialcontainers/g, '')
    .split(/[^a-z0-9]+/);
  const at = tokens.findIndex(
    (token, index) =>
      words.has(token) &&
      !negations.has(tokens[index - 1] ?? '') &&
      !(token === 'sev' && degrees.test(tokens[index + 1] ?? '')),
  );
  return at < 0 ? undefined : { tee: words.get(tokens[at] ?? '') };
}

/** Labels and annotations that say something about the workload, not settings of Kata or of the cluster. */
const settings =
  /katacontainers|^io\.containerd\.|kubernetes\.io\/(?!name$|part-of$|component$|instance$)|contrast\.edgeless/;

function claims({ pod }: KataPod): Claim[] {
  const found: Claim[] = [];
  const look = (entry: YamlEntry | undefined, text = textOf(entry?.value)): void => {
    const claim = entry && text !== undefined ? claimIn(text) : undefined;
    if (entry && claim && text !== undefined) found.push({ span: entry.span, text, tee: claim.tee });
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
      if (settings.test(entry.key.value) || denials.test(value)) continue;
      look(entry, `${entry.key.value} ${value}`);
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
      ? 'has the confidential stack without a TEE, for development'
      : 'starts VMs without a TEE';
    const next = instead.map((each) => `${each.name} (${teeNames[each.tee]})`).join(' or ');
    const fixes: Fix[] = instead.map(({ name }) =>
      replace(named.value.span, written(name, part, named.value.span), `Change to ${name}`),
    );
    report(
      'pod-claims-confidential',
      placeOf(found),
      `"${first.text.slice(0, 80)}" promises more than ${className} keeps: it ${what}, so the host can read the memory of the pod.${next === '' ? '' : ` Where the nodes have the hardware, use ${next}.`}`,
      {
        fixes,
        own: all.slice(0, 5).map(({ span, text }) => ({
          yaml: model.yaml,
          span: part.toDocument(span),
          message: `Called so here: ${text.slice(0, 80)}`,
        })),
      },
    );
  },
};
