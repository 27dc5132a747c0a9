/** Which kinds of workload the host can take, and how runc, Kata and Confidential Containers compare on it. */
import type { Answer, Workload } from './report';
import type { Findings } from './findings';
import { obstaclesTo } from './findings';

/** TEEs that a pod can be put into, and the check of each. */
const confidential: readonly (readonly [id: string, title: string, check: string])[] = [
  ['tdx', 'Confidential pods with Intel TDX', 'tee.tdx'],
  ['sev-snp', 'Confidential pods with AMD SEV-SNP', 'tee.sev-snp'],
  ['secure-execution', 'Confidential pods with IBM Secure Execution', 'tee.secure-execution'],
  ['cca', 'Confidential pods with Arm CCA', 'tee.cca'],
];

/** `vms`: whether Kata's VMs can run; `docker`: whether a runtime of Docker is a whole Kata. */
export function workloads(findings: Findings, vms: Answer, docker: Answer): readonly Workload[] {
  const names = obstaclesTo(findings)
    .map(({ title }) => title)
    .join(', ');
  const vmsReason: Readonly<Record<Answer, string>> = {
    yes:
      names === ''
        ? 'VMs can run here: enough for a node of Kubernetes, on which kata-deploy installs the rest.'
        : `VMs can run here, once Kata has what it needs: see ${names}.`,
    no: `Kata's VMs can't run here: see ${names}.`,
    unknown: 'Whether VMs can run here could not be told.',
  };
  const withDocker: Answer = vms === 'yes' ? docker : vms;
  const isLinux = !findings.failed('os');
  return [
    {
      id: 'dev-container',
      title: 'Dev containers in Kata',
      answer: withDocker,
      reason:
        vms !== 'yes'
          ? vmsReason[vms]
          : withDocker === 'yes'
            ? 'Docker has a runtime that is Kata.'
            : withDocker === 'unknown'
              ? 'Whether a runtime of Docker is Kata and complete could not be told.'
              : 'No runtime of Docker here is a Kata that could start.',
    },
    {
      id: 'kata-pods',
      title: 'Pods in plain Kata',
      answer: vms,
      reason: vmsReason[vms],
    },
    ...confidential.flatMap(([id, title, check]): Workload[] => {
      const found = findings.check(check);
      if (!found || found.status === 'not-applicable') return [];
      const tee = findings.answer(check);
      const answer = vms === 'no' ? 'no' : tee === 'yes' ? vms : tee;
      return [
        {
          id,
          title,
          answer,
          reason:
            vms === 'no'
              ? vmsReason.no
              : answer === 'yes'
                ? 'The TEE is on.'
                : tee === 'no'
                  ? 'The TEE is off or not there.'
                  : tee === 'yes'
                    ? vmsReason.unknown
                    : 'Whether the TEE is on could not be told.',
        },
      ];
    }),
    {
      id: 'peer-pods',
      title: 'Peer pods',
      answer: isLinux ? 'yes' : 'no',
      reason: isLinux
        ? 'Their VMs, confidential ones too, are made in a cloud or by libvirt beside this machine: it needs no virtualization, only a node of Kubernetes and access to that cloud.'
        : 'A node of Kubernetes with peer pods runs Linux.',
    },
  ];
}

/** A way to run containers, for the comparison. */
export interface Isolation {
  readonly name: string;
  readonly isolation: string;
  readonly kernel: string;
  readonly memory: string;
  readonly trust: string;
  readonly cost: string;
  /** Whether this host can do it. */
  readonly here: Answer;
}

/** runc, Kata and Confidential Containers side by side, for this host. */
export function comparison(workloadsHere: readonly Workload[]): readonly Isolation[] {
  const answer = (ids: readonly string[]): Answer => {
    const answers = workloadsHere.filter(({ id }) => ids.includes(id)).map((workload) => workload.answer);
    return answers.includes('yes') ? 'yes' : answers.includes('unknown') ? 'unknown' : 'no';
  };
  return [
    {
      name: 'runc',
      isolation: 'Namespaces, cgroups, seccomp',
      kernel: "The host's",
      memory: 'Open to the host',
      trust: "Host kernel, root of the host, other containers' escapes",
      cost: 'None',
      here: workloadsHere.some(({ id, answer: peer }) => id === 'peer-pods' && peer === 'yes')
        ? 'yes'
        : 'unknown',
    },
    {
      name: 'Kata',
      isolation: 'A VM per pod or container',
      kernel: 'Its own',
      memory: 'Open to the host',
      trust: 'Hypervisor, root of the host',
      cost: 'About a second at start, memory for guest kernel and VMM',
      here: answer(['kata-pods']),
    },
    {
      name: 'Confidential Containers',
      isolation: 'A VM in a TEE, proven by attestation',
      kernel: 'Its own, measured',
      memory: 'Encrypted against the host',
      trust: "CPU and its firmware, the guest's image, the verifier",
      cost: "Kata's, and attestation, image pull in the guest, no sharing of memory",
      here: answer(['tdx', 'sev-snp', 'secure-execution', 'cca']),
    },
  ];
}
