/** Labels in a pod's node selector that no node has, or that belong to another TEE than its class. */
import { nodeLabels, teeLabels, teeNames } from '../../../knowledge';
import { t } from '../../../text';
import { meantLabel, security } from '../label-slips';
import { renameKey } from './pod-edits';
import type { PodFamily } from './pod-family';
import { podExample, teeExample } from './pod-samples';

export const nodeLabelFamily: PodFamily = {
  rules: [
    {
      id: 'pod-selector-typo',
      summary: 'The node selector asks for a label that no node has',
      severity: 'warning',
      about:
        'Node Feature Discovery sets `feature.node.kubernetes.io/cpu-security.sev.snp.enabled` and the like, all with `.enabled` at the end; there is no `cpu-security.sev` and no `cpu-security.sgx`. A pod with a selector that fits no node stays Pending. The class usually selects the right nodes itself, and the pod needs no selector.',
      bad: teeExample({
        spec: 'nodeSelector:\n  «feature.node.kubernetes.io/cpu-security.snp»: "true"\nsecurityContext:\n  runAsUser: 1000\n  runAsGroup: 1000\n',
      }),
      good: podExample({
        spec: 'nodeSelector:\n  feature.node.kubernetes.io/cpu-security.sgx.enabled: "true"\n',
      }),
      source: 'node-feature-discovery source/cpu',
    },
    {
      id: 'pod-selector-tee-mismatch',
      summary: 'The node selector is about another TEE than the class',
      severity: 'warning',
      about:
        'A handler for SEV-SNP starts only on AMD hosts, one for TDX only on Intel hosts. With a selector for the other one the pod is placed where it can not start, or stays Pending because the class selects the right nodes as well. Under a class without a TEE such a selector is information: the pod takes a place on the hosts that confidential pods need.',
      bad: teeExample({
        spec: 'nodeSelector:\n  «intel.feature.node.kubernetes.io/tdx»: "true"\nsecurityContext:\n  runAsUser: 1000\n  runAsGroup: 1000\n',
      }),
      good: teeExample({
        spec: 'nodeSelector:\n  amd.feature.node.kubernetes.io/snp: "true"\nsecurityContext:\n  runAsUser: 1000\n  runAsGroup: 1000\n',
      }),
      source: 'tools/packaging/kata-deploy/helm-chart/kata-deploy/templates/runtimeclasses.yaml@4.1.0',
    },
  ],
  check({ pod, profile, className, confidential }, report) {
    for (const entry of pod.nodeSelector) {
      const { key, merged } = entry;
      if (key.unknown || merged) continue;
      const label = nodeLabels().get(key.value);
      const near = meantLabel(key.value, profile?.tee);
      if (near !== undefined || (!label && key.value.startsWith(security))) {
        report(
          'pod-selector-typo',
          key.span,
          t(
            'No node has the label {0}, so the pod stays Pending.{1}',
            key.value.slice(0, 200),
            near === undefined ? '' : t(' Use {0}.', near),
          ),
          near === undefined
            ? {}
            : { fixes: renameKey(pod.object.part, entry, near, near === `${key.value}.enabled`) },
        );
      }
      const tee = label?.tee;
      if (tee === undefined) continue;
      if (confidential === 'yes' && profile?.tee !== undefined && profile.tee !== tee) {
        const right = teeLabels[profile.tee];
        report(
          'pod-selector-tee-mismatch',
          key.span,
          t(
            '{0} needs {1}, but {2} is about {3}.{4}',
            className,
            teeNames[profile.tee],
            key.value,
            teeNames[tee],
            right === undefined ? '' : t(' Use {0}.', right),
          ),
        );
      } else if (confidential === 'no' && profile) {
        report(
          'pod-selector-tee-mismatch',
          key.span,
          t(
            '{0} picks hosts with {1}, but {2} starts VMs without a TEE on them.',
            key.value,
            teeNames[tee],
            className,
          ),
          { severity: 'information' },
        );
      }
    }
  },
};
