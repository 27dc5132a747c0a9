/** The tools as data. What each needs is loaded when it is called. */
import type { TopicId } from '../host';
import type { Kind } from '../lint';
import type { Tool } from './tool';

/** As in `topics` of the host check, which are not loaded for this. */
const topics = [
  'machine',
  'virtualization',
  'devices',
  'kernel',
  'resources',
  'tee',
  'gpu',
  'kata',
  'engines',
  'tools',
] as const satisfies readonly TopicId[];

/** As in `kinds` of the lint. */
const kinds = [
  'kata-config',
  'manifest',
  'helm-values',
  'containerd',
  'crio',
  'docker-daemon',
  'devcontainer',
  'compose',
  'init-data',
] as const satisfies readonly Kind[];

/** What the lint judges at most, in UTF-16 code units. */
const maxText = 1_000_000;

export const tools: readonly Tool[] = [
  {
    name: 'kata_check_host',
    title: 'Check host for Kata Containers',
    description:
      'Checks whether this machine can run Kata Containers (containers in micro-VMs), with which container engine, and which ' +
      'TEE (Intel TDX, AMD SEV-SNP, IBM Secure Execution, Arm CCA) it can offer to confidential containers. Returns a verdict, ' +
      'the steps to take, and each check that failed, warns or is unknown, with its fix. Reads /proc, /sys, /dev and ' +
      'configuration files, and asks installed programs such as docker for their version; changes nothing. Use it when Kata ' +
      'does not start, or before Kata is set up. "unknown" means that it could not be read, not that it is missing.',
    input: {
      type: 'object',
      properties: {
        topic: {
          type: 'string',
          enum: topics,
          description:
            'Return all checks of this topic, also those that are ok. Without it: all that are not.',
        },
      },
      additionalProperties: false,
    },
    runsPrograms: true,
    run: async (...call) => (await import('./host')).hostTool(...call),
  },
  {
    name: 'kata_lint',
    title: 'Lint files for Kata Containers',
    description:
      'Checks a file, or a text, that is for Kata Containers: configuration.toml and its drop-ins, Kubernetes manifests (pods, ' +
      'RuntimeClasses), Helm values, init-data, the configuration of containerd, CRI-O and Docker, devcontainer.json and ' +
      'compose files. Returns findings with line, rule, message and fixes for the Kata release that will read it. Use it after ' +
      'you have written or changed such a file, and before you propose one. Give "text" to check what is not saved yet; a ' +
      '"path" beside it says what file it stands for. The file is only read.',
    input: {
      type: 'object',
      properties: {
        path: {
          type: 'string',
          description:
            'The file, absolute or relative to the folder that is open. With "text": the file that the text stands for, which need ' +
            'not exist.',
        },
        text: {
          type: 'string',
          maxLength: maxText,
          description: 'The text to check in place of what is on disk.',
        },
        kind: {
          type: 'string',
          enum: kinds,
          description: 'What it is, where neither path nor text tell.',
        },
        kataVersion: {
          type: 'string',
          description:
            'The Kata release that will read it, such as 4.1.0. Default: as the project says, or the newest known.',
        },
        runtime: {
          type: 'string',
          enum: ['go', 'rs'],
          description:
            'The Kata runtime that will read it: go, or rs (runtime-rs). Default: as the file shows.',
        },
      },
      additionalProperties: false,
    },
    runsPrograms: false,
    run: async (...call) => (await import('./lint')).lintTool(...call),
  },
  {
    name: 'kata_list_sandboxes',
    title: 'List Kata sandboxes',
    description:
      'Lists the Kata sandboxes (containers and pods in micro-VMs) on this machine, from Docker, nerdctl, containerd, CRI and ' +
      'Podman and from the process table: runtime, state, hypervisor, size, whether there really is a VM and how that is ' +
      'known, and which engine could not be asked and why. Also names containers that claim Kata and are none. Use it to see ' +
      'what runs in Kata here, or whether a container is isolated. Changes nothing.',
    input: {
      type: 'object',
      properties: {
        all: {
          type: 'boolean',
          description: 'Also list containers that have nothing to do with Kata. Default: false.',
        },
      },
      additionalProperties: false,
    },
    runsPrograms: true,
    run: async (...call) => (await import('./sandboxes')).sandboxesTool(...call),
  },
  {
    name: 'kata_list_confidential_pods',
    title: 'List confidential pods',
    description:
      'Lists the pods of a Kubernetes cluster that run in Kata or say that they are confidential: the TEE that their ' +
      'RuntimeClass declares, where they run, and for pods that do not start the known causes and fixes; also pods that the ' +
      'cluster refused to make. Reads pods, nodes, RuntimeClasses and events once, with kubectl and the login of the user; never ' +
      'Secrets. What it returns is declared by the control plane, never proof.',
    input: {
      type: 'object',
      properties: {
        context: { type: 'string', description: 'A context of the kubeconfig. Default: the current one.' },
        namespace: {
          type: 'string',
          description: 'Only this namespace. Default: all that the user looks at.',
        },
      },
      additionalProperties: false,
    },
    runsPrograms: true,
    run: async (...call) => (await import('./pods')).podsTool(...call),
  },
  {
    name: 'kata_explain',
    title: 'Explain a finding about Kata Containers',
    description:
      'Explains a rule that kata_lint reports (its page with why, a bad and a good example, and how to silence it), a check of ' +
      'kata_check_host, or an error message about Kata of a pod, an event, Docker or the Dev Container CLI. Reads no file and ' +
      'runs no program.',
    input: {
      type: 'object',
      properties: {
        about: {
          type: 'string',
          maxLength: 20_000,
          description:
            'The id of a rule (toml-unknown-key), the id of a check (tee.sev-snp), or the whole message.',
        },
      },
      required: ['about'],
      additionalProperties: false,
    },
    runsPrograms: false,
    run: async (input) => (await import('./explain')).explainTool(input),
  },
];
