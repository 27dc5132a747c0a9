/**
 * JSON Schemas of RuntimeClasses and of the resources of Confidential Containers. Each kind has an if/then of its own,
 * so that a file's documents of other kinds stay valid. What the lint says better is left to it: members that are
 * missing, that don't belong, or that have the wrong form.
 */
import { newest, nodeLabels, runtimeClasses, runtimeClassIn, teeKeys, teeNames } from '../../src/knowledge';
import type { Schema } from './config-schema';

const draft = 'http://json-schema.org/draft-07/schema#';

const text = (description: string): Schema => ({ description, type: 'string' });
const texts = (description: string): Schema => ({ description, type: 'array', items: { type: 'string' } });
const object = (description: string, properties: Readonly<Record<string, Schema>>): Schema => ({
  description,
  type: 'object',
  properties,
});
const map = (description: string): Schema => ({
  description,
  type: 'object',
  additionalProperties: { type: 'string' },
});

const metadata = object('Name, labels and annotations of the object.', {
  name: text('Name of the object.'),
  labels: map('Labels: what others select the object by.'),
  annotations: map('Annotations: what tools write down about the object.'),
});

/** What holds for the objects of a kind. */
const forKind = (kind: string, apiVersion: string, rest: Schema): Schema => ({
  if: { type: 'object', required: ['kind'], properties: { kind: { const: kind } } },
  then: {
    ...rest,
    properties: {
      apiVersion: {
        description: `Version of the API: ${apiVersion}.`,
        type: 'string',
        examples: [apiVersion],
      },
      kind: { const: kind },
      metadata,
      ...(rest.properties as Readonly<Record<string, Schema>>),
    },
  },
});

const quantity = (description: string, examples: readonly string[]): Schema => ({
  description,
  type: ['string', 'number'],
  examples,
});

const shipped = [...runtimeClasses().values()].filter((entry) => runtimeClassIn(entry, newest));

/** The amounts of the newest release's classes, each once. */
const amounts = (resource: 'memory' | 'cpu'): string[] => [
  ...new Set(shipped.flatMap((entry) => runtimeClassIn(entry, newest)?.overhead[resource] ?? [])),
];

const keys = Object.entries(teeKeys).map(([tee, key]) => [
  key,
  quantity(`Keys that a guest in ${teeNames[tee as keyof typeof teeNames]} takes of its node: 1.`, ['1']),
]);

const labels = [...nodeLabels().values()]
  .filter(({ guest }) => !guest)
  .map(({ name, description, setBy, value = 'true' }) => [
    name,
    { description: `${description} Set by ${setBy}.`, type: 'string', examples: [value] },
  ]);

/** A RuntimeClass; its handler and overhead are explained for the newest release. */
export function runtimeClassSchema(): Schema {
  const runtimeClass = forKind('RuntimeClass', 'node.k8s.io/v1', {
    description: 'A RuntimeClass: what pods name in runtimeClassName to run in Kata.',
    properties: {
      handler: {
        description: `The runtime that containerd or CRI-O starts the pods with. kata-deploy ${newest} brings the examples; nodes may have others. It can't be changed later.`,
        type: 'string',
        examples: shipped.map(({ name }) => name),
      },
      overhead: object('What the VM takes beside its containers. The scheduler adds it to the requests.', {
        podFixed: object('Amounts for every pod of the class.', {
          memory: quantity('Memory of VMM, shim, guest kernel and agent.', amounts('memory')),
          cpu: quantity('CPU time of VMM, shim, guest kernel and agent.', amounts('cpu')),
          ...(Object.fromEntries(keys) as Readonly<Record<string, Schema>>),
        }),
      }),
      scheduling: object('Which nodes the pods go to.', {
        nodeSelector: {
          ...object('Labels that a node must have.', Object.fromEntries(labels) as Record<string, Schema>),
          additionalProperties: { type: 'string' },
        },
        tolerations: {
          description: 'Taints of nodes that the pods put up with.',
          type: 'array',
          items: { type: 'object' },
        },
      }),
    },
  });
  return {
    $schema: draft,
    title: 'Kubernetes RuntimeClass for Kata Containers',
    ...runtimeClass,
  };
}

const selector = (description: string): Schema =>
  object(description, {
    matchLabels: map('Labels with their values.'),
    matchExpressions: {
      description: 'Conditions; all of them must hold.',
      type: 'array',
      items: { type: 'object' },
    },
  });

const secretName = (what: string): Schema => text(`Name of the Secret with ${what}.`);
const configMapName = (what: string): Schema => text(`Name of the ConfigMap with ${what}.`);

/** KbsConfig (trustee-operator api/v1alpha1). */
const kbsConfig = forKind('KbsConfig', 'confidentialcontainers.org/v1alpha1', {
  description: 'A Trustee as its operator installs it: key broker, attestation service and reference values.',
  properties: {
    spec: object('The Trustee that is wanted.', {
      kbsConfigMapName: configMapName("the key broker's configuration"),
      kbsAsConfigMapName: configMapName("the attestation service's configuration (microservices only)"),
      kbsRvpsConfigMapName: configMapName(
        "the reference value provider's configuration (microservices only)",
      ),
      kbsRvpsRefValuesConfigMapName: configMapName('the reference values'),
      kbsAuthSecretName: secretName('the public key of the administrator'),
      kbsDeploymentType: {
        description: 'All components in one container, or each in its own.',
        type: 'string',
        enum: ['AllInOneDeployment', 'MicroservicesDeployment'],
        default: 'AllInOneDeployment',
      },
      kbsServiceType: {
        description: "Type of the key broker's Service.",
        type: 'string',
        default: 'ClusterIP',
        examples: ['ClusterIP', 'NodePort', 'LoadBalancer'],
      },
      kbsHttpsKeySecretName: secretName('the private key for HTTPS'),
      kbsHttpsCertSecretName: secretName('the certificate for HTTPS'),
      kbsSecretResources: texts('Names of Secrets that guests may get as resources once they are attested.'),
      kbsResourcePolicyConfigMapName: configMapName('the policy that says which guest gets which resource'),
      kbsAttestationPolicyConfigMapName: configMapName('the policy that evidence is judged by'),
      kbsAttestationKeySecretName: secretName('the private key that attestation tokens are signed with'),
      kbsAttestationCertSecretName: secretName('the certificate of that key'),
      kbsLocalCertCacheSpec: object('Certificates that are mounted, for verifying without the Internet.', {
        secrets: {
          description: 'Secrets and where they are mounted.',
          type: 'array',
          items: object('A Secret.', {
            secretName: text('Name of the Secret.'),
            mountPath: text('Folder that it is mounted at; by default /etc/kbs/certs.'),
          }),
        },
      }),
      tdxConfigSpec: object('For Intel TDX.', {
        kbsTdxConfigMapName: configMapName('sgx_default_qcnl.conf, which says where collateral comes from'),
      }),
      ibmSEConfigSpec: object('For IBM Secure Execution.', {
        certStorePvc: text('Name of the PersistentVolumeClaim with certificates and keys.'),
      }),
      KbsEnvVars: map('Environment variables of the containers, such as RUST_LOG.'),
      KbsDeploymentSpec: object('How many of them.', {
        replicas: { description: 'Pods that are wanted.', type: 'integer', default: 1, minimum: 0 },
      }),
    }),
  },
});

const tlsVersion = (description: string): Schema => ({
  description,
  type: 'string',
  pattern: '^1\\.[0-3]$',
  examples: ['1.2', '1.3'],
});

/** TrusteeConfig (trustee-operator api/v1alpha1). */
const trusteeConfig = forKind('TrusteeConfig', 'confidentialcontainers.org/v1alpha1', {
  description: 'A Trustee in few words: the operator makes a KbsConfig of it.',
  properties: {
    spec: object('The Trustee that is wanted.', {
      profileType: text('How it is set up, for instance permissive or restricted.'),
      kbsServiceType: text("Type of the key broker's Service; by default ClusterIP."),
      httpsSpec: object('HTTPS of the key broker.', {
        tlsSecretName: text('Name of a Secret of the type kubernetes.io/tls.'),
      }),
      attestationTokenVerificationSpec: object('How attestation tokens are verified.', {
        tlsSecretName: text('Name of a Secret of the type kubernetes.io/tls.'),
      }),
      tlsConfig: object('What HTTPS accepts.', {
        profile: {
          description: 'Old (TLS 1.0), intermediate (1.2), modern (1.3 only), or custom.',
          type: 'string',
          enum: ['old', 'intermediate', 'modern', 'custom'],
          default: 'intermediate',
        },
        minVersion: tlsVersion('The oldest version, for the profile custom.'),
        maxVersion: tlsVersion('The newest version, for the profile custom.'),
        ciphers: texts('Cipher suites, for the profile custom.'),
        groups: texts('Groups for the exchange of keys, for the profile custom.'),
      }),
    }),
  },
});

/** CcRuntime (operator api/v1beta1, archived in February 2026). */
const ccRuntime = forKind('CcRuntime', 'confidentialcontainers.org/v1beta1', {
  deprecated: true,
  description: 'An installation by the operator of Confidential Containers, which Helm charts have replaced.',
  properties: {
    spec: object('What is to be installed.', {
      runtimeName: text('The runtime, such as kata.'),
      ccNodeSelector: selector('Nodes that it is installed on; without it all of them.'),
      config: object('How it is installed.', {
        installType: { description: 'From an image or from packages.', enum: ['bundle', 'osnative'] },
        payloadImage: text('The image with the runtime, the guest and their configuration.'),
        runtimeImage: text('An image whose runtime takes the place of that in payloadImage.'),
        guestKernelImage: text('An image whose guest kernel takes the place of that in payloadImage.'),
        guestInitrdImage: text('An image whose initrd takes the place of that in payloadImage.'),
      }),
    }),
  },
});

/** PeerPod (cloud-api-adaptor src/peerpod-ctrl/api/v1alpha1). */
const peerPod = forKind('PeerPod', 'confidentialcontainers.org/v1alpha1', {
  description: "A pod's VM in a cloud; cloud-api-adaptor writes and removes it.",
  properties: {
    spec: object('The VM.', {
      cloudProvider: text('The cloud that it runs in.'),
      instanceID: text("The VM's name there."),
    }),
  },
});

/** The resources of Confidential Containers. */
export const cocoSchema = (): Schema => ({
  $schema: draft,
  title: 'Resources of Confidential Containers',
  allOf: [kbsConfig, trusteeConfig, ccRuntime, peerPod],
});
