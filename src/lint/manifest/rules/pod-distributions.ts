/** Pods of other distributions, and what has been retired. */
import { entriesOf, entryOf } from '../../../documents';
import { t } from '../../../text';
import type { ManifestFamily } from './family';
import { isContrast, isLive, placeOf, type KataPod, type PodFamily, type PodReport } from './pod-family';
import { podExample } from './pod-samples';
import { manifestExample } from './samples';

function checkPlaceholder(found: KataPod, report: PodReport): void {
  const { className, resolved } = found;
  if (!isContrast(found) || /-[0-9a-f]{8}$/.test(className) || resolved.facts) return;
  const live = isLive(found);
  report(
    'pod-contrast-placeholder',
    placeOf(found),
    live
      ? t(
          '{0} is the placeholder for "contrast generate", which this pod did not go through: it has no policy, and no cluster has a class of that name.',
          className,
        )
      : t(
          '{0} is a placeholder: "contrast generate" puts the class of the installation in its place, and adds the policy. Apply what it writes, not this file.',
          className,
        ),
    live ? { severity: 'warning' } : {},
  );
}

/** Sources of volumes that reach the VM of a peer pod: files that are copied, and what lives in the guest. */
const portable = new Set(['emptyDir', 'configMap', 'secret', 'downwardAPI', 'projected', 'hostPath']);

function checkPeerPod({ pod, upstream }: KataPod, report: PodReport): void {
  if (upstream?.hypervisor !== 'remote') return;
  for (const volume of pod.volumes) {
    const source = entriesOf(volume).find(({ key }) => key.value !== 'name');
    if (!source || source.merged || portable.has(source.key.value)) continue;
    report(
      'pod-peer-pod-volume',
      source.key.span,
      t(
        'The VM of a peer pod runs outside the node, so a volume that is mounted on the node does not reach it. Mount the storage in the guest, or use a CSI driver made for peer pods.',
      ),
    );
  }
}

export const distributionFamily: PodFamily = {
  rules: [
    {
      id: 'pod-contrast-placeholder',
      summary: 'The class is a placeholder of Contrast',
      severity: 'information',
      about:
        'Manifests for Contrast name `contrast-cc` or `contrast-cc-PLATFORM`. `contrast generate` replaces it with the class of one release (with eight hexadecimal digits at the end) and adds policy and init-data. A pod read from a cluster that still has the placeholder did not go through it: a warning.',
      bad: podExample({ className: '«contrast-cc»' }),
      good: podExample({ className: 'contrast-cc-metal-qemu-snp-1a2b3c4d' }),
      source: 'Contrast documentation (k8s-yaml-elements)',
    },
    {
      id: 'pod-peer-pod-volume',
      summary: "A volume of the node does not reach a peer pod's VM",
      severity: 'information',
      about:
        'Under `kata-remote` the VM is an instance of a cloud, not a process on the node. ConfigMaps, Secrets and `emptyDir` work; block and file systems that the kubelet mounts on the node do not reach it. CPU and memory are no limits there either: a webhook turns them into annotations, by which the machine type is chosen.',
      bad: podExample({
        className: 'kata-remote',
        spec: 'volumes:\n  - name: data\n    «persistentVolumeClaim»:\n      claimName: data\n',
      }),
      good: podExample({ className: 'kata-remote', spec: 'volumes:\n  - name: data\n    emptyDir: {}\n' }),
      source: 'cloud-api-adaptor, src/cloud-api-adaptor/docs/architecture.md',
    },
  ],
  check(found, report) {
    checkPlaceholder(found, report);
    checkPeerPod(found, report);
  },
};

export const operatorFamily: ManifestFamily = {
  rules: [
    {
      id: 'coco-operator-deprecated',
      summary: 'The operator of Confidential Containers is retired',
      severity: 'warning',
      about:
        'Its repository was archived in February 2026. Confidential Containers are installed with the Helm chart of the project (`confidential-containers/charts`), which brings kata-deploy with it.',
      bad: manifestExample(
        'apiVersion: confidentialcontainers.org/v1beta1\nkind: «CcRuntime»\nmetadata:\n  name: ccruntime\nspec:\n  runtimeName: kata\n',
      ),
      good: manifestExample(
        'apiVersion: confidentialcontainers.org/v1alpha1\nkind: KbsConfig\nmetadata:\n  name: kbs\nspec: {}\n',
      ),
      source: 'github.com/confidential-containers/operator (archived)',
    },
  ],
  check(model, _surroundings, report) {
    for (const { kind, apiVersion, node, part } of model.objects) {
      const entry = entryOf(node, 'kind');
      if (kind !== 'CcRuntime' || !entry || apiVersion?.startsWith('confidentialcontainers.org/') !== true)
        continue;
      report(
        'coco-operator-deprecated',
        part,
        entry.value.span,
        t(
          'The operator that reads CcRuntime objects was retired in February 2026. Install with the Helm chart of Confidential Containers instead.',
        ),
        { tags: ['deprecated'] },
      );
    }
  },
};
