/** Images of pods whose guest is protected from the host, or pulls them itself. */
import { entryOf, textOf } from '../../../documents';
import { t } from '../../../text';
import { usable } from '../pods';
import { initDataKeys } from './embedded';
import { isContrast, placeOf, type KataPod, type PodFamily, type PodReport } from './pod-family';
import { image, podExample, teeExample } from './pod-samples';

function checkTag(found: KataPod, report: PodReport): void {
  const { pod, confidential } = found;
  if (confidential !== 'yes' && !isContrast(found)) return;
  for (const { node } of pod.containers) {
    const entry = entryOf(node, 'image');
    const name = usable(textOf(entry?.value)?.replace(/@sha(?:256|512):/, '#'));
    if (!entry || entry.merged || name === undefined || name.includes('#')) continue;
    const tag = /:([\w.-]+)$/.exec(name)?.[1];
    report(
      'pod-image-tag',
      entry.value.span,
      t(
        '{0} the registry, or who stands between, chooses what the confidential pod runs. Name the image by digest ({1}@sha256:…); a policy binds digests only.',
        tag === undefined ? t('Without a tag or digest') : t('With the tag {0}', tag),
        name.replace(/:[\w.-]+$/, '').slice(0, 100),
      ),
    );
  }
}

function checkPullPolicy(found: KataPod, report: PodReport): void {
  const { pod, apart, upstream } = found;
  if (!apart || !upstream) return;
  for (const { node } of pod.containers) {
    const entry = entryOf(node, 'imagePullPolicy');
    const policy = textOf(entry?.value);
    if (!entry || entry.merged || (policy !== 'IfNotPresent' && policy !== 'Never')) continue;
    report(
      'pod-image-pull-policy',
      entry.span,
      policy === 'Never'
        ? t(
            'The guest pulls the image itself, so the node never has it: with Never the pod does not start. Use Always.',
          )
        : t(
            'The guest pulls the image itself. What the node keeps of an image that other pods use may not fit, and the container then fails with "no such file"; Always avoids that.',
          ),
      policy === 'Never' ? { severity: 'warning' } : {},
    );
  }
}

function checkPullSecrets(found: KataPod, report: PodReport): void {
  const entry = entryOf(found.pod.spec, 'imagePullSecrets');
  if (!found.apart || !entry || entry.merged) return;
  if (entry.value.kind === 'list' && entry.value.items.length === 0) return;
  report(
    'pod-image-pull-secrets',
    entry.key.span,
    isContrast(found)
      ? t('Contrast does not pass imagePullSecrets into the guest, which pulls the images.')
      : t(
          'The control plane and the node read these credentials. The guest, which pulls the images, can fetch them from the KBS instead: authenticated_registry_credentials_uri in cdh.toml of the init-data.',
        ),
    found.profile?.development ? { severity: 'information' } : {},
  );
}

function checkIds(found: KataPod, report: PodReport): void {
  const { pod, upstream } = found;
  if (!pod.complete || !upstream || !found.apart || upstream.hypervisor === 'remote') return;
  const own = entryOf(pod.spec, 'securityContext');
  const missing = ['runAsUser', 'runAsGroup'].filter(
    (key) =>
      entryOf(own?.value, key) === undefined &&
      pod.containers.some(({ node }) => entryOf(entryOf(node, 'securityContext')?.value, key) === undefined),
  );
  if (missing.length === 0) return;
  report(
    'pod-guest-pull-ids',
    own && !own.merged ? own.key.span : placeOf(found),
    t(
      'The guest pulls the image, so containerd may not know the user that it names: say {0} in the securityContext (and fsGroup and supplementalGroups where they matter), or the container may run as another user, and a policy may refuse it.',
      missing.join(t(' and ')),
    ),
    pod.annotations.some(({ key }) => initDataKeys.some((name) => name === key.value))
      ? {}
      : { severity: 'information' },
  );
}

export const imageFamily: PodFamily = {
  rules: [
    {
      id: 'pod-image-tag',
      summary: 'A confidential pod names its image by tag',
      severity: 'warning',
      about:
        'A tag is what the registry says it is. Whoever controls the registry or the node can put another image behind it, and the guest can not tell. A digest names the content; policies written by genpolicy, and signatures, bind digests.',
      bad: teeExample({ image: '«registry.example/app:1.2»' }),
      good: teeExample({ image }),
      source: 'src/tools/genpolicy/README.md@4.1.0, Confidential Containers documentation (signed images)',
    },
    {
      id: 'pod-image-pull-policy',
      summary: 'The pull policy does not fit a guest that pulls images itself',
      severity: 'information',
      about:
        'Where the guest pulls images, the node has only their names. With `Never` the kubelet finds no image and the pod does not start (a warning). With `IfNotPresent` left-over snapshots of the same image may make a container fail with ENOENT; the documentation of Confidential Containers advises `Always`.',
      bad: teeExample({ container: '«imagePullPolicy: IfNotPresent»\n' }),
      good: teeExample({ container: 'imagePullPolicy: Always\n' }),
      source: 'Confidential Containers documentation (troubleshooting)',
    },
    {
      id: 'pod-image-pull-secrets',
      summary: 'Registry credentials of a confidential pod are visible to the host',
      severity: 'warning',
      about:
        'A Secret of the cluster can be read by the API server, etcd and the kubelet. Where the guest pulls the images it can fetch credentials from the KBS, after attestation: `authenticated_registry_credentials_uri` in `[image]` of `cdh.toml`.',
      bad: teeExample({ spec: '«imagePullSecrets»:\n  - name: registry\n' }),
      good: teeExample(),
      source: 'guest-components, confidential-data-hub/docs (authenticated registries)',
    },
    {
      id: 'pod-guest-pull-ids',
      summary: 'The user of a container that the guest pulls is not said',
      severity: 'warning',
      about:
        'containerd takes user and group from the configuration of an image that it has pulled. Where the guest pulls, that configuration may be missing, and containers run as an unexpected user. A policy made by genpolicy, which knows the image, then refuses them: a warning for pods with init-data, information for others. Set `runAsUser` and `runAsGroup` (and `fsGroup` and `supplementalGroups` where the workload needs them) in the pod or in each container.',
      bad: podExample({ className: '«kata-qemu-snp»', annotations: `${initDataKeys[0]}: $INITDATA\n` }),
      good: teeExample(),
      source: 'docs/Limitations.md@4.1.0 (Guest pulled container images)',
    },
  ],
  check(found, report) {
    checkTag(found, report);
    checkPullPolicy(found, report);
    checkPullSecrets(found, report);
    checkIds(found, report);
  },
};
