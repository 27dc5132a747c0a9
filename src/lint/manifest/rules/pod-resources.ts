/** How much memory and CPU a pod's VM gets. */
import { entryAt, entryOf, scalarAt, type YamlMap } from '../../../documents';
import { t } from '../../../text';
import { isContrast, placeOf, type KataPod, type PodFamily, type PodReport } from './pod-family';
import { podExample, teeExample } from './pod-samples';

/** Containers that run as long as the pod does. */
const lasting = ({ pod }: KataPod): readonly { readonly node: YamlMap }[] =>
  pod.containers.filter(({ role }) => role === 'container');

/** Where the default seldom suffices. */
const needsLimit = (found: KataPod): boolean =>
  isContrast(found) || (found.confidential === 'yes' && found.apart) || found.profile?.gpu === true;

function checkMemory(found: KataPod, report: PodReport): void {
  const { pod, apart, profile, upstream } = found;
  const size = profile?.gpu ? '' : t(' (usually 2 GiB)');
  // A peer pod's VM is an instance of the cloud, with a size by default
  if (!pod.complete || upstream?.hypervisor === 'remote') return;
  if (entryAt(pod.spec, 'resources', 'limits', 'memory')) return;
  const strict = needsLimit(found);
  const why = isContrast(found)
    ? t('Contrast sizes the VM by the limits alone, and needs one for every container.')
    : apart
      ? t('its VM keeps the default{0}, in which the unpacked image has to fit too.', size)
      : t('it can use no more than the VM has by default{0}, whatever the node has.', size);
  for (const { node } of lasting(found)) {
    if (entryAt(node, 'resources', 'limits', 'memory')) continue;
    const name = scalarAt(node, 'name');
    report(
      'pod-memory-limit',
      entryOf(node, 'resources')?.key.span ?? name?.span ?? placeOf(found),
      t(
        'The container {0} has no memory limit: {1} Kata sizes the VM by the limits; set resources.limits.memory.',
        name?.value.slice(0, 63) ?? '',
        why,
      ),
      strict ? {} : { severity: 'information' },
    );
  }
}

function checkCpu(found: KataPod, report: PodReport): void {
  if (!isContrast(found)) return;
  for (const { node } of lasting(found)) {
    for (const kind of ['limits', 'requests']) {
      const entry = entryAt(node, 'resources', kind, 'cpu');
      if (!entry || entry.merged) continue;
      report(
        'pod-cpu-limit',
        entry.span,
        t(
          'On bare metal Contrast measures the number of CPUs: limits and requests for CPU change it, and the attestation fails.',
        ),
      );
    }
  }
}

export const resourceFamily: PodFamily = {
  rules: [
    {
      id: 'pod-memory-limit',
      summary: 'A container has no memory limit, by which Kata sizes its VM',
      severity: 'warning',
      about:
        'A VM starts with `default_memory` (2048 MiB as shipped), to which Kata adds the limits of the containers. Without a limit a container has the default, however much the node has. In a TEE the guest pulls the images, and the unpacked image takes from it as well; for GPUs the default seldom suffices: a warning there, information elsewhere. A LimitRange in the namespace may set limits that are not seen here.',
      bad: teeExample({ limits: '«resources»:\n  requests:\n    memory: 512Mi\n' }),
      good: teeExample(),
      source: 'docs/how-to/how-to-size-sandbox-overhead-runtime-rs.md@4.1.0',
    },
    {
      id: 'pod-cpu-limit',
      summary: 'Limits for CPU break the attestation of Contrast',
      severity: 'information',
      about:
        'The number of CPUs of a VM is part of what Contrast measures on bare metal. Leave out limits and requests for CPU there.',
      bad: podExample({
        className: 'contrast-cc-metal-qemu-snp',
        limits: 'resources:\n  limits:\n    memory: 512Mi\n    «cpu: "2"»\n',
      }),
      good: podExample({ className: 'contrast-cc-metal-qemu-snp' }),
      source: 'Contrast documentation (features and limitations)',
    },
  ],
  check(found, report) {
    checkMemory(found, report);
    checkCpu(found, report);
  },
};
