/** Secrets and settings of confidential pods that the control plane can see or change. */
import { entryAt, entryOf, itemsOf, nodeAt, textAt, textOf, type Span } from '../../../documents';
import { t } from '../../../text';
import { initDataKeys, policyKey } from './embedded';
import type { KataPod, PodFamily, PodReport } from './pod-family';
import { teeExample } from './pod-samples';

const secretName =
  /(?:^|_)(?:PASSWORD|PASSWD|SECRET|TOKEN|API_?KEY|PRIVATE_?KEY|ACCESS_?KEY|CREDENTIALS?|PASSPHRASE)$/;
/** Texts that name a secret, or are to be filled in, and are none. */
const harmless = /^(?:sealed\.|kbs:\/\/|\/|https?:\/\/|true$|false$|\d{0,5}$)|[${}<>]/;

function checkLiterals({ pod }: KataPod, report: PodReport): void {
  for (const { node } of pod.containers) {
    for (const variable of itemsOf(nodeAt(node, 'env'))) {
      const name = textAt(variable, 'name') ?? '';
      const entry = entryOf(variable, 'value');
      const value = textOf(entry?.value);
      if (!entry || entry.merged || value === undefined) continue;
      if (!secretName.test(name.toUpperCase()) || harmless.test(value)) continue;
      report(
        'pod-secret-visible',
        entry.value.span,
        t(
          'The control plane and the node see the value of {0}, though the host is not trusted with this pod. Seal the secret, or fetch it from the KBS in the guest.',
          name.slice(0, 100),
        ),
      );
    }
  }
}

interface Reference {
  readonly span: Span;
  readonly name: string;
}

/** Where the pod uses an object of the namespace, by its name: variables and volumes. */
function references({ pod }: KataPod, kind: 'secret' | 'configMap'): Reference[] {
  const found: Reference[] = [];
  const add = (node: Parameters<typeof entryAt>[0], ...path: string[]): void => {
    const entry = entryAt(node, ...path);
    const name = textOf(entry?.value);
    if (entry && name !== undefined && !entry.merged) found.push({ span: entry.value.span, name });
  };
  for (const { node } of pod.containers) {
    for (const variable of itemsOf(nodeAt(node, 'env'))) add(variable, 'valueFrom', `${kind}KeyRef`, 'name');
    for (const source of itemsOf(nodeAt(node, 'envFrom'))) add(source, `${kind}Ref`, 'name');
  }
  for (const volume of pod.volumes) {
    add(volume, kind, kind === 'secret' ? 'secretName' : 'name');
    for (const source of itemsOf(nodeAt(volume, 'projected', 'sources'))) add(source, kind, 'name');
  }
  return found;
}

export const secretFamily: PodFamily = {
  rules: [
    {
      id: 'pod-secret-visible',
      summary: 'A secret of a confidential pod is visible to the control plane',
      severity: 'warning',
      about:
        "Who runs the cluster reads its Secrets, and what stands in a pod's specification, in etcd, in the API server and on the node. A confidential pod keeps them from the host only as sealed secrets (`sealed.…`), which the guest unseals after attestation, or by fetching them from the KBS. A value written into the pod is a warning; a reference to a Secret is information, since that Secret may hold sealed texts.",
      bad: teeExample({ container: 'env:\n  - name: DB_PASSWORD\n    value: «hunter2»\n' }),
      good: teeExample({ container: 'env:\n  - name: DB_PASSWORD_FILE\n    value: /run/secrets/db\n' }),
      source:
        'Confidential Containers documentation (sealed secrets), src/agent/src/confidential_data_hub/mod.rs@4.1.0',
    },
    {
      id: 'pod-config-map-integrity',
      summary: 'A confidential pod is set up by a ConfigMap that nothing measures',
      severity: 'information',
      about:
        'The host delivers ConfigMaps and may change them. Without a policy made by genpolicy, which binds the environment and the copied files, attestation does not notice. Silent where the pod has init-data.',
      bad: teeExample({ container: 'envFrom:\n  - configMapRef:\n      name: «settings»\n' }),
      good: teeExample({
        annotations: `${initDataKeys[0]}: $INITDATA\n`,
        container: 'envFrom:\n  - configMapRef:\n      name: settings\n',
      }),
      source: 'src/tools/genpolicy/README.md@4.1.0',
    },
  ],
  check(found, report) {
    if (found.confidential !== 'yes') return;
    checkLiterals(found, report);
    for (const { span, name } of references(found, 'secret')) {
      if (/seal/i.test(name)) continue;
      report(
        'pod-secret-visible',
        span,
        t(
          'The control plane and the node can read the Secret {0}, unless its values are sealed secrets (sealed.…).',
          name.slice(0, 100),
        ),
        { severity: 'information' },
      );
    }
    const protectedBy = new Set<string>([...initDataKeys, policyKey]);
    if (found.pod.annotations.some(({ key }) => protectedBy.has(key.value))) return;
    for (const { span, name } of references(found, 'configMap')) {
      report(
        'pod-config-map-integrity',
        span,
        t(
          'The host can change the ConfigMap {0}, and attestation does not notice without a policy in the init-data.',
          name.slice(0, 100),
        ),
      );
    }
  },
};
