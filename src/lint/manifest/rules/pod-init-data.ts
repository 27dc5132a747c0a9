/** Whether a pod has the init-data or policy that its class needs, and where its class would not read one. */
import { allowed, decodeInitData, readInitData, readPolicy, type Policy } from '../../../attestation';
import { entryAt, nodeAt, textOf, type YamlEntry, type YamlNode } from '../../../documents';
import { enabledAnnotations } from '../../../knowledge';
import { t } from '../../../text';
import { initDataKeys, policyKey } from './embedded';
import { isContrast, kata, placeOf, since, type KataPod, type PodFamily, type PodReport } from './pod-family';
import { podExample, teeExample } from './pod-samples';

const key = initDataKeys[0];

const find = ({ pod }: KataPod, ...names: readonly string[]): YamlEntry | undefined =>
  pod.annotations.find((entry) => names.includes(entry.key.value));

function checkClass(found: KataPod, entry: YamlEntry, report: PodReport): void {
  const { upstream, version, runtime, className } = found;
  if (!upstream || entry.key.value !== key || !since(found, '3.20.0')) return;
  const enabled = enabledAnnotations(upstream.name, version);
  if (!enabled || enabled.includes('cc_init_data')) return;
  const effect =
    runtime === 'go'
      ? t('the Go runtime refuses the pod')
      : t(
          'runtime-rs starts the pod without it, and without telling the user: neither policy nor KBS are set',
        );
  report(
    'pod-init-data-class',
    entry.key.span,
    t(
      '{0} is no class for Confidential Containers, and Kata {1} does not enable cc_init_data for it: {2}.',
      className,
      version,
      effect,
    ),
  );
}

function checkMissing(found: KataPod, report: PodReport): void {
  const { pod, upstream, confidential } = found;
  if (!pod.complete || !upstream || confidential !== 'yes' || find(found, ...initDataKeys, policyKey)) return;
  report(
    'pod-init-data-missing',
    placeOf(found),
    t(
      "The pod has no init-data: the policy in the guest's image decides (as shipped it allows every request of the host), and the guest knows no KBS for secrets and image keys.",
    ),
  );
}

function checkLegacy(found: KataPod, entry: YamlEntry, report: PodReport): void {
  const { runtime } = found;
  const ignored = t('runtime-rs, the default since 4.0.0, does not read it');
  if (runtime !== 'rs' && !since(found, '3.21.0')) return;
  report(
    'pod-policy-legacy',
    entry.key.span,
    t(
      'This policy is not measured: the host can change it and attestation does not notice{0}. Put it into init-data as policy.rego.',
      runtime === 'rs'
        ? t(', and {0} does not read it at all', kata(found))
        : runtime === 'go'
          ? ''
          : `; ${ignored}`,
    ),
    { tags: ['deprecated'] },
  );
}

/** The policy in the pod's init-data; undefined where there is none that can be read. */
function policyOf(entry: YamlEntry | undefined): Policy | undefined {
  const value = textOf(entry?.value);
  const decoded = value === undefined ? undefined : decodeInitData(value);
  if (!decoded?.ok || decoded.value.text.length > 1_000_000) return undefined;
  const { items } = readInitData(decoded.value.text);
  const text = items.find(({ name }) => name === 'policy.rego')?.embedded?.value;
  return text === undefined ? undefined : readPolicy(text);
}

const probes: readonly (readonly string[])[] = [
  ['livenessProbe'],
  ['readinessProbe'],
  ['startupProbe'],
  ['lifecycle', 'postStart'],
  ['lifecycle', 'preStop'],
];

function checkProbes(found: KataPod, report: PodReport): void {
  const execs = found.pod.containers.flatMap(({ node }) =>
    probes.flatMap((path) => {
      const entry = entryAt(node, ...path, 'exec');
      const command: YamlNode | undefined = nodeAt(entry?.value, 'command');
      return entry && command && !entry.merged ? [{ entry, name: path.at(-1) ?? '' }] : [];
    }),
  );
  if (execs.length === 0) return;
  const policy = policyOf(find(found, key));
  if (!policy) return;
  const answer = allowed(policy, 'ExecProcessRequest');
  if (answer === 'always') return;
  const denied = answer === 'never' || answer === 'undecided';
  for (const { entry, name } of execs) {
    report(
      'pod-exec-probe',
      entry.key.span,
      denied
        ? t(
            'The policy in the init-data denies ExecProcessRequest, so this {0} always fails. Use httpGet, tcpSocket or grpc, or let the policy allow the command.',
            name,
          )
        : t(
            'This {0} runs a command in the guest: the policy in the init-data has to allow it in ExecProcessRequest.',
            name,
          ),
      denied ? { severity: 'error' } : {},
    );
  }
}

/** Init-data whose policy is `default ExecProcessRequest := false`, encoded. */
const closed =
  'H4sIAAAAAAAAAyXLsQrCMBCA4f2e4rglW6iCDkJGd3EVkSO9psHYa3Op6NtLcf35/rdUyzphQOr8zncEXJLW3MbX1mzk/eFIALeeG9+BZi05fn2VpIQBnXMwc3xyEuQkU3v8AUAvA6+l4fkj8VI1itlVllWs4SngwMUEtvsHOLNFBIEAAAA=';

export const initDataFamily: PodFamily = {
  rules: [
    {
      id: 'pod-init-data-class',
      summary: 'Init-data on a class whose configuration does not enable it',
      severity: 'warning',
      about:
        'Only the configurations of the TEE classes, their development class and peer pods have `cc_init_data` in `enable_annotations`. With `kata-qemu` the Go runtime refuses the pod; `kata-qemu-runtime-rs` starts it and ignores the init-data, policy and all.',
      bad: podExample({ className: 'kata-qemu-runtime-rs', annotations: `«${key}»: $INITDATA\n` }),
      good: teeExample({ annotations: `${key}: $INITDATA\n` }),
      source: 'src/runtime/Makefile@4.1.0, src/runtime-rs/Makefile@4.1.0 (DEFENABLEANNOTATIONS_COCO)',
    },
    {
      id: 'pod-init-data-missing',
      summary: 'A confidential pod has no init-data',
      severity: 'information',
      about:
        'Init-data sets the policy of the agent and the address of the KBS, and its digest is part of the evidence. Without it the guest goes by what its image has: as shipped, a policy that allows every request of the host.',
      bad: teeExample({ className: '«kata-qemu-snp»' }),
      good: teeExample({ annotations: `${key}: $INITDATA\n` }),
      source: 'src/kata-opa/allow-all.rego@4.1.0, trustee kbs/docs/initdata.md',
    },
    {
      id: 'pod-policy-legacy',
      summary: 'The annotation for policies is not measured',
      severity: 'warning',
      about:
        'The Go runtime hands the policy of `io.katacontainers.config.agent.policy` to the agent when the sandbox starts. It is not part of the evidence, so the host can replace it. genpolicy writes init-data since 3.21.0, which is measured. runtime-rs never read the annotation.',
      bad: teeExample({ annotations: `«${policyKey}»: $POLICY\n` }),
      good: teeExample({ annotations: `${key}: $INITDATA\n` }),
      source:
        'src/runtime/virtcontainers/pkg/annotations/annotations.go@4.1.0, src/tools/genpolicy@3.21.0, issue 11679',
    },
    {
      id: 'pod-exec-probe',
      summary: 'A probe or hook runs a command that the policy may deny',
      severity: 'information',
      about:
        "Exec probes and lifecycle hooks are `ExecProcessRequest`s for the agent, like `kubectl exec`. genpolicy allows the commands of a pod's own probes; a policy written by hand that denies the request, or has no rule for it, makes them fail: an error. Read from the init-data of the same pod.",
      bad: teeExample({
        annotations: `${key}: ${closed}\n`,
        container: 'livenessProbe:\n  «exec»:\n    command: [/bin/true]\n',
      }),
      good: teeExample({
        annotations: `${key}: $INITDATA\n`,
        container: 'livenessProbe:\n  httpGet:\n    port: 8080\n',
      }),
      source: 'src/agent/src/rpc.rs@4.1.0, src/tools/genpolicy/rules.rego@4.1.0',
    },
  ],
  check(found, report) {
    const initData = find(found, ...initDataKeys);
    if (initData) checkClass(found, initData, report);
    if (!isContrast(found)) checkMissing(found, report);
    const policy = find(found, policyKey);
    if (policy) checkLegacy(found, policy, report);
    checkProbes(found, report);
  },
};
