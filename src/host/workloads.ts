/** Which kinds of workload the host can take, and how runc, Kata and Confidential Containers compare on it. */
import { t } from '../text';
import type { Answer, Suitability, Workload } from './report';
import type { Findings } from './findings';
import { obstaclesTo } from './findings';

/** TEEs that a pod can be put into, and the check of each. */
const confidential: readonly (readonly [id: string, title: string, check: string])[] = [
  ['tdx', 'Confidential pods with Intel TDX', 'tee.tdx'],
  ['sev-snp', 'Confidential pods with AMD SEV-SNP', 'tee.sev-snp'],
  ['secure-execution', 'Confidential pods with IBM Secure Execution', 'tee.secure-execution'],
  ['cca', 'Confidential pods with Arm CCA', 'tee.cca'],
];

/** `vms`: whether Kata's VMs can run; `kataOf`: whether a runtime of one of these engines is a whole Kata. */
export function workloads(
  findings: Findings,
  vms: Answer,
  kataOf: (engines: readonly string[]) => Answer,
): readonly Workload[] {
  const names = obstaclesTo(findings)
    .map(({ title }) => title)
    .join(', ');
  const away =
    vms === 'no'
      ? t("Kata's VMs can't run here: see {0}.", names)
      : t('Whether VMs can run here could not be told.');
  const missing = names === '' ? '' : t(', once Kata has what it needs: see {0}', names);
  const pods: Suitability =
    vms !== 'yes' ? vms : missing === '' && kataOf(['containerd', 'crio']) === 'yes' ? 'yes' : 'after-setup';
  const isLinux = !findings.failed('os');
  return [
    devContainers(vms, kataOf(['docker']), missing, away),
    {
      id: 'kata-pods',
      title: t('Pods in plain Kata'),
      answer: pods,
      reason:
        vms !== 'yes'
          ? away
          : pods === 'yes'
            ? t('A runtime of the container engine that Kubernetes uses is Kata.')
            : t(
                'VMs can run here{0}. On a node of Kubernetes, kata-deploy installs Kata and registers it.',
                missing,
              ),
    },
    ...confidential.flatMap(([id, title, check]): Workload[] => {
      const found = findings.check(check);
      if (!found || found.status === 'not-applicable') return [];
      const tee = findings.answer(check);
      const answer = vms === 'no' ? 'no' : tee === 'yes' ? pods : tee;
      return [
        {
          id,
          title,
          answer,
          reason:
            vms === 'no'
              ? away
              : answer === 'yes'
                ? t('The TEE is on.')
                : answer === 'after-setup'
                  ? t('The TEE is on, and VMs can run here{0}. Kata has to be set up for it.', missing)
                  : tee === 'no'
                    ? t('The TEE is off or not there.')
                    : tee === 'yes'
                      ? away
                      : t('Whether the TEE is on could not be told.'),
        },
      ];
    }),
    {
      id: 'peer-pods',
      title: t('Peer pods'),
      answer: isLinux ? 'after-setup' : 'no',
      reason: isLinux
        ? t(
            'Their VMs, confidential ones too, are made in a cloud or by libvirt beside this machine: it needs no virtualization, only a node of Kubernetes and access to that cloud.',
          )
        : t('A node of Kubernetes with peer pods runs Linux.'),
    },
  ];
}

/** `docker`: whether a runtime of Docker is a whole Kata; `missing` and `away`: what is in the way, in words. */
function devContainers(vms: Answer, docker: Answer, missing: string, away: string): Workload {
  const workload = { id: 'dev-container', title: t('Dev containers in Kata') };
  if (vms !== 'yes') return { ...workload, answer: vms, reason: away };
  switch (docker) {
    case 'yes':
      return { ...workload, answer: 'yes', reason: t('Docker has a runtime that is Kata.') };
    case 'unknown':
      return {
        ...workload,
        answer: 'unknown',
        reason: t('Whether a runtime of Docker is Kata and complete could not be told.'),
      };
    case 'no':
      return {
        ...workload,
        answer: 'after-setup',
        reason: t('VMs can run here{0}, but no runtime of Docker is a Kata that could start.', missing),
      };
  }
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
  readonly here: Suitability;
}

/** runc, Kata and Confidential Containers side by side, for this host. */
export function comparison(workloadsHere: readonly Workload[]): readonly Isolation[] {
  const answer = (ids: readonly string[]): Suitability => {
    const answers = workloadsHere.filter(({ id }) => ids.includes(id)).map((workload) => workload.answer);
    return (['yes', 'after-setup', 'unknown'] as const).find((each) => answers.includes(each)) ?? 'no';
  };
  return [
    {
      name: 'runc',
      isolation: 'Namespaces, cgroups, seccomp',
      kernel: t("The host's"),
      memory: t('Open to the host'),
      trust: t("Host kernel, root of the host, other containers' escapes"),
      cost: 'None',
      here: workloadsHere.some(({ id, answer: peer }) => id === 'peer-pods' && peer !== 'no')
        ? 'yes'
        : 'unknown',
    },
    {
      name: 'Kata',
      isolation: t('A VM per pod or container'),
      kernel: t('Its own'),
      memory: t('Open to the host'),
      trust: t('Hypervisor, root of the host'),
      cost: t('About a second at start, memory for guest kernel and VMM'),
      here: answer(['dev-container', 'kata-pods']),
    },
    {
      name: t('Confidential Containers'),
      isolation: t('A VM in a TEE, proven by attestation'),
      kernel: t('Its own, measured'),
      memory: t('Encrypted against the host'),
      trust: t("CPU and its firmware, the guest's image, the verifier"),
      cost: t("Kata's, and attestation, image pull in the guest, no sharing of memory"),
      here: answer(['tdx', 'sev-snp', 'secure-execution', 'cca']),
    },
  ];
}
