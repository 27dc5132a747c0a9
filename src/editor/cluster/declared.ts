/** What a pod brings along for its guest: init-data and a policy, read from the pod when somebody asks. */
import * as vscode from 'vscode';
import {
  boundIn,
  peerPodInstance,
  podDetails,
  type PeerPodInstance,
  type Pod,
  type PodDetails,
} from '../../cluster';
import { teeNames } from '../../knowledge';
import type { Fact } from '../fact-pages';
import type { ClusterModel } from './model';

/** What the view does not keep of a pod. */
export interface ReadDetails extends PodDetails {
  /** The VM of a peer pod, where the cluster tells. */
  readonly instance?: PeerPodInstance;
}

/** The pod as it is now, or why it can't be read; undefined where it has nothing that the view does not know. */
export async function readDetails(model: ClusterModel, pod: Pod): Promise<ReadDetails | string | undefined> {
  const { peerPod } = pod.declaration;
  if (pod.initData === undefined && !pod.policy && !peerPod) return undefined;
  try {
    const [details, instance] = await Promise.all([
      podDetails(model.runner, pod, model.kubectl),
      peerPod ? peerPodInstance(model.runner, pod, model.kubectl) : undefined,
    ]);
    return { ...details, ...(instance && { instance }) };
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** Facts about init-data and policy. */
export function declaredFacts(pod: Pod, details: ReadDetails | string | undefined): readonly Fact[] {
  const { t } = vscode.l10n;
  if (details === undefined) return [];
  if (typeof details === 'string')
    return [
      { title: t('Init-data and policy'), value: t('present; they can not be read now: {0}', details) },
    ];
  return [...instanceFacts(details), ...initDataFacts(pod, details), ...policyFacts(details)];
}

function instanceFacts({ instance }: ReadDetails): readonly Fact[] {
  if (!instance) return [];
  const { id, provider } = instance;
  return [{ title: vscode.l10n.t('Its VM'), value: provider === undefined ? id : `${id} (${provider})` }];
}

function initDataFacts({ declaration: { tee } }: Pod, { initData }: PodDetails): readonly Fact[] {
  const { t } = vscode.l10n;
  const title = t('Init-data');
  if (!initData) return [];
  if ('problem' in initData) return [{ title, value: t('present, but unreadable: {0}', initData.problem) }];
  const { algorithm, digests, holds } = initData;
  if (algorithm === undefined)
    return [
      { title, value: t('present; it names no algorithm that Kata accepts, so no evidence is bound to it') },
    ];
  const bound = tee === undefined ? undefined : boundIn(initData, tee);
  return [
    { title, value: `${algorithm} ${digests[algorithm]}` },
    { title: t('It holds'), value: holds.join(', ') || t('nothing') },
    ...(tee === undefined || bound === undefined
      ? []
      : [{ title: t('Evidence of {0} has to show', teeNames[tee]), value: bound }]),
  ];
}

function policyFacts({ policy = [] }: PodDetails): readonly Fact[] {
  const { t } = vscode.l10n;
  const words = {
    always: t('allowed'),
    sometimes: t('depends on the request'),
    never: t('refused'),
    undecided: t('refused: no rule'),
  };
  return policy.map(({ title, decision }) => ({ title: t('Policy: {0}', title), value: words[decision] }));
}

/** Whether its own policy lets nobody in; false also where that can't be told. */
export function refusesShell(details: PodDetails | string | undefined): boolean {
  if (details === undefined || typeof details === 'string') return false;
  const exec = details.policy?.find(({ title }) => title.startsWith('kubectl exec'));
  return exec?.decision === 'never' || exec?.decision === 'undecided';
}
