/** Snippets for manifests: a RuntimeClass for each of the newest release's, pods in each TEE, and what goes with them. */
import {
  newest,
  runtimeClasses,
  runtimeClassIn,
  teeKeys,
  teeLabels,
  teeNames,
  type RuntimeClass,
  type RuntimeClassVersion,
  type Tee,
} from '../../src/knowledge';
import { kataMonitor, nodeFeatureRule } from './manifest-texts';

/** A snippet as VS Code reads it. */
interface Snippet {
  readonly prefix: string;
  readonly description: string;
  readonly body: readonly string[];
}

type Named = readonly [title: string, Snippet];

const snippet = (title: string, prefix: string, description: string, text: string): Named => [
  `Kata: ${title}`,
  { prefix, description, body: [...text.trimEnd().split('\n'), '$0'] },
];

const indent = (text: string, spaces: number): string => text.replace(/^(?=.)/gm, ' '.repeat(spaces));

const choice = (number: number, values: readonly string[]): string =>
  values.length === 1 ? `\${${number}:${values[0] ?? ''}}` : `\${${number}|${values.join(',')}|}`;

const shipped = [...runtimeClasses().values()].flatMap((entry) => {
  const now = runtimeClassIn(entry, newest);
  return now ? [{ entry, now }] : [];
});

/** The TEE of a class; undefined for none and for one that depends on the cloud. */
const teeOf = ({ tee }: RuntimeClass): Tee | undefined => (tee === 'unknown' ? undefined : tee);

function runtimeClassSnippet(entry: RuntimeClass, now: RuntimeClassVersion): Named {
  const { name } = entry;
  const tee = teeOf(entry);
  const key = tee && teeKeys[tee];
  const label = tee && teeLabels[tee];
  const selector = {
    ...now.nodeSelector,
    ...(label !== undefined && { [label]: 'true' }),
  };
  // This label is set by kata-deploy since 4.1.0 only; the other one says enough
  const labels = Object.entries(selector).filter(([key]) => !key.startsWith('kata-deploy.'));
  const text = `apiVersion: node.k8s.io/v1
kind: RuntimeClass
metadata:
  name: \${1:${name}}
handler: ${name}
overhead:
  podFixed:
    memory: "${now.overhead.memory}"
    cpu: "${now.overhead.cpu}"
${key === undefined ? '' : `    ${key}: "1"\n`}scheduling:
  nodeSelector:
${labels.map(([key, value]) => `    ${key}: "${value}"`).join('\n')}
`;
  const what = tee === undefined ? '' : ` for guests in ${teeNames[tee]}`;
  const needs = key === undefined ? '' : ' Needs the labels and keys of a NodeFeatureRule.';
  return snippet(
    `RuntimeClass ${name}`,
    `runtimeclass-${name}`,
    `The RuntimeClass ${name} with the overhead of Kata ${newest}${what}.${needs}`,
    text,
  );
}

const image = 'registry.example/app:1.0';
const byDigest = `registry.example/app@sha256:${'0123456789abcdef'.repeat(4)}`;

/** Classes that a pod may choose from. */
const classes = (wanted: (entry: RuntimeClass) => boolean): string[] =>
  shipped.flatMap(({ entry }) => (wanted(entry) ? [entry.name] : []));

const inTee = (tee: Tee): string[] => classes((entry) => entry.tee === tee && !entry.gpu);
/** Those for any node, the chart's default first. */
const plain = classes(
  ({ name, tee, gpu, development }) => !tee && !gpu && !development && !/azure|nvidia/.test(name),
).sort((a, b) => Number(b === 'kata-qemu-runtime-rs') - Number(a === 'kata-qemu-runtime-rs'));

/** The pod's members; tab stop 1 is its name. */
function podSpec(names: readonly string[], tee: boolean): string {
  const ids = `securityContext:
  runAsUser: 1000
  runAsGroup: 1000
  fsGroup: 1000
  supplementalGroups: [1000]
`;
  return `runtimeClassName: ${choice(2, names)}
${tee ? ids : ''}containers:
  - name: $1
    image: \${3:${tee ? byDigest : image}}
    resources:
      limits:
        memory: \${4:${tee ? '2Gi' : '512Mi'}}
`;
}

const pod = (spec: string, annotations = ''): string =>
  `apiVersion: v1\nkind: Pod\nmetadata:\n  name: \${1:app}\n${annotations}spec:\n${indent(spec, 2)}`;

const deployment = (spec: string): string => `apiVersion: apps/v1
kind: Deployment
metadata:
  name: \${1:app}
spec:
  selector:
    matchLabels:
      app: $1
  template:
    metadata:
      labels:
        app: $1
    spec:
${indent(spec, 6)}`;

const job = (spec: string): string => `apiVersion: batch/v1
kind: Job
metadata:
  name: \${1:app}
spec:
  template:
    spec:
      restartPolicy: Never
${indent(spec, 6)}`;

const kinds = { Pod: pod, Deployment: deployment, Job: job } as const;
const places: readonly (readonly [suffix: string, Tee | undefined])[] = [
  ['', undefined],
  ['-snp', 'amd-sev-snp'],
  ['-tdx', 'intel-tdx'],
  ['-se', 'ibm-secure-execution'],
];

const workloads = Object.entries(kinds).flatMap(([kind, write]) =>
  places.map(([suffix, tee]) => {
    const where = tee === undefined ? 'a Kata VM' : `a Kata guest in ${teeNames[tee]}`;
    const spec = podSpec(tee === undefined ? plain : inTee(tee), tee !== undefined);
    const title = tee === undefined ? `${kind} in Kata` : `${kind} in ${teeNames[tee]}`;
    return snippet(
      title,
      `kata-${kind.toLowerCase()}${suffix}`,
      `A ${kind} whose pods run in ${where}.`,
      write(spec),
    );
  }),
);

const confidential = classes(({ tee, gpu }) => tee !== undefined && tee !== 'unknown' && !gpu);

const others = [
  snippet(
    'confidential pod with init-data',
    'kata-coco-pod',
    'A pod in a TEE with init-data: where its attestation agent finds the key broker, and its policy.',
    pod(
      podSpec(confidential, true),
      `  annotations:
    # The output of: gzip -c initdata.toml | base64 -w0
    io.katacontainers.config.hypervisor.cc_init_data: "\${5:<init-data>}"
`,
    ),
  ),
  snippet(
    'sealed secret',
    'kata-sealed-secret',
    'A Secret that only the guest can open: it names a resource of the key broker, or carries wrapped data.',
    `apiVersion: v1
kind: Secret
metadata:
  name: \${1:app}
type: Opaque
stringData:
  # Each part in base64url without padding. HEADER: {"b64":true,"alg":"ES256","kid":"kbs:///REPOSITORY/TYPE/KEY"};
  # PAYLOAD: {"version":"0.1.0","type":"vault","provider":"kbs","name":"kbs:///REPOSITORY/TYPE/TAG",
  # "provider_settings":{},"annotations":{}}; SIGNATURE: ES256, with the key that HEADER names.
  \${2:password}: "sealed.\${3:<header>}.\${4:<payload>}.\${5:<signature>}"
`,
  ),
  snippet(
    'kata-monitor',
    'kata-monitor',
    `A DaemonSet of kata-monitor ${newest}: metrics of all sandboxes of a node for Prometheus, on port 8090.`,
    kataMonitor,
  ),
  snippet(
    'NodeFeatureRule for TEEs',
    'kata-node-feature-rule',
    'Labels nodes that can start guests in SEV-SNP or TDX and counts their keys (Node Feature Discovery).',
    nodeFeatureRule,
  ),
];

/** All of them, as the file has them: title -> snippet. */
export const manifestSnippets = (): Readonly<Record<string, Snippet>> =>
  Object.fromEntries([
    ...shipped.map(({ entry, now }) => runtimeClassSnippet(entry, now)),
    ...workloads,
    ...others,
  ]);
