/** How pods, nodes and classes of a cluster are called and drawn. */
import * as vscode from 'vscode';
import { isFine, serves, type NodeRecord, type Pod, type PodGroup, type PodRecord } from '../../cluster';
import { teeNames } from '../../knowledge';
import { warningIcon } from '../icons';
import { visible } from '../untrusted-text';
import type { Grouping } from './groups';

const { ThemeIcon, ThemeColor } = vscode;

/** Words of pods that are on their way; one of them is no failure by itself. */
const starting = /^(?:Pending|ContainerCreating|PodInitializing|Running|SchedulingGated|Init:\d+\/\d+)$/;
/** A pod that is on its way for longer than this is worth a look, in ms. */
const patience = 120_000;

/** Whether its status says that something went wrong. */
const isFailing = (pod: PodRecord): boolean =>
  !isFine(pod) && (!starting.test(pod.status) || (pod.message !== undefined && pod.status !== 'Running'));

/** Whether it fails, or should have started by now. */
export const isInTrouble = (pod: PodRecord, now: number): boolean =>
  isFailing(pod) ||
  (!isFine(pod) && !/^(?:Running|SchedulingGated)$/.test(pod.status) && now - pod.createdAt > patience);

/** `AMD SEV-SNP declared`; undefined where nothing declares a TEE. */
export const teeWord = ({ declaration: { tee, group } }: Pod): string | undefined =>
  tee === undefined || group !== 'confidential' ? undefined : vscode.l10n.t('{0} declared', teeNames[tee]);

/** Why the pod can't start where it is: its node has no such handler, as far as the kubelet tells. */
export function doesNotServe(
  { nodes }: { readonly nodes: ReadonlyMap<string, NodeRecord> },
  { node, declaration: { handler } }: Pod,
): string | undefined {
  if (node === undefined || handler === undefined || serves(nodes.get(node), handler) !== 'no')
    return undefined;
  return vscode.l10n.t('its node does not serve {0}', visible(handler, 63));
}

/** The groups, in their order. */
export function groupWords(): Readonly<
  Record<Exclude<PodGroup, 'none'>, readonly [label: string, about: string]>
> {
  const { t } = vscode.l10n;
  return {
    confidential: [
      t('Confidential (declared)'),
      t('Their RuntimeClass declares a TEE. Only attestation proves that they run in one.'),
    ],
    promise: [
      t('Says confidential, is not'),
      t('A name or a label promises a TEE, but what starts these pods gives them none.'),
    ],
    kata: [t('Kata without a TEE'), t('In a VM, but what runs the host can read their memory.')],
    unknown: [
      t('Cannot tell'),
      t('Nothing that the cluster says tells whether a TEE is behind their RuntimeClass.'),
    ],
  };
}

/** What a grouping is called in a list. */
export function groupingWord(grouping: Grouping): string {
  const { t } = vscode.l10n;
  switch (grouping) {
    case 'namespace':
      return t('Namespace');
    case 'tee':
      return t('TEE');
    case 'node':
      return t('Node');
    case 'class':
      return t('RuntimeClass');
    case 'owner':
      return t('Owner');
    case 'none':
      return t('Nothing');
  }
}

/** The part of a group that a pod is in. */
export function partWord(pod: Pod, grouping: Grouping): string {
  const { t } = vscode.l10n;
  switch (grouping) {
    case 'namespace':
      return visible(pod.namespace, 100);
    case 'tee':
      return pod.declaration.tee === undefined ? t('no TEE') : teeNames[pod.declaration.tee];
    case 'node':
      return pod.node === undefined ? t('on no node yet') : visible(pod.node, 100);
    case 'class':
      return pod.runtimeClass === undefined ? t('no RuntimeClass') : visible(pod.runtimeClass, 100);
    case 'owner':
      return pod.owner ? visible(`${pod.owner.kind} ${pod.owner.name}`, 120) : t('no owner');
    case 'none':
      return '';
  }
}

export const partIcons: Readonly<Record<Grouping, string>> = {
  namespace: 'symbol-namespace',
  tee: 'shield',
  node: 'server',
  class: 'tag',
  owner: 'layers',
  none: 'list-flat',
};

/** The icon: its shape tells the state, a shield a declared TEE. `isExplained`: it is known why it fails. */
export function podIcon(pod: Pod, isExplained: boolean, warns: boolean): vscode.ThemeIcon {
  const { status, declaration } = pod;
  if (isExplained || isFailing(pod))
    return new ThemeIcon('error', new ThemeColor('problemsErrorIcon.foreground'));
  if (warns) return warningIcon();
  if (status === 'Running' && pod.ready)
    return new ThemeIcon(
      declaration.group === 'confidential'
        ? 'shield'
        : declaration.group === 'promise'
          ? 'package'
          : 'vm-running',
      new ThemeColor('testing.iconPassed'),
    );
  if (status === 'Completed' || status === 'Succeeded') return new ThemeIcon('pass');
  return new ThemeIcon(status === 'Terminating' ? 'trash' : 'loading');
}
