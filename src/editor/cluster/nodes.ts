/** What the view Confidential Pods shows: groups of pods, pods that were never made, nodes and RuntimeClasses. */
import * as vscode from 'vscode';
import { explainRejection, type Rejection } from '../../cluster';
import { visible } from '../untrusted-text';
import type { ViewContent, ViewNode } from '../view-tree';
import type { Bucket, Group } from './groups';
import { classNodes, machineNodes } from './machines';
import { firstOf } from './long';
import type { ClusterModel } from './model';
import { podNode } from './pod-nodes';
import { causeTooltip } from './tooltip';
import { warningIcon } from '../icons';
import { groupWords, partIcons, partWord } from './words';

/** The lines; those below a group are made when somebody opens it. */
export function clusterContent(model: ClusterModel): Pick<ViewContent, 'nodes' | 'badge'> {
  const { t } = vscode.l10n;
  const promising = model.groups.of('promise').size;
  return {
    nodes: [
      ...Object.entries(groupWords()).flatMap(([name, [label, about]]) =>
        groupNode(model, name as keyof ReturnType<typeof groupWords>, label, about),
      ),
      ...refusedNode(model),
      ...machineNodes(model),
      ...classNodes(model),
    ],
    ...(promising > 0 && {
      badge: {
        value: promising,
        tooltip:
          promising === 1
            ? t('1 pod says confidential, and is not')
            : t('{0} pods say confidential, and are not', promising),
      },
    }),
  };
}

const groupIcons = { confidential: 'shield', kata: 'vm', unknown: 'question' } as const;

function groupNode(
  model: ClusterModel,
  name: keyof ReturnType<typeof groupWords>,
  label: string,
  about: string,
): readonly ViewNode[] {
  const group = model.groups.of(name);
  if (group.size === 0) return [];
  const id = `group:${name}`;
  return [
    {
      id,
      label,
      description: counted(group.size, group.inTrouble),
      icon: name === 'promise' ? warningIcon() : new vscode.ThemeIcon(groupIcons[name]),
      tooltip: () => new vscode.MarkdownString(about),
      words: ['group'],
      later: () => partNodes(model, id, group),
    },
  ];
}

/** `12 pods, 2 with trouble` */
function counted(size: number, troubled: number): string {
  const { t } = vscode.l10n;
  const pods = size === 1 ? t('1 pod') : t('{0} pods', size);
  return troubled === 0 ? pods : t('{0}, {1} with trouble', pods, troubled);
}

/** Parts only where there are several. */
function partNodes(model: ClusterModel, id: string, { parts, troubled }: Group): readonly ViewNode[] {
  const { grouping } = model.groups;
  const [only] = parts.values();
  if (only && parts.size === 1) return podNodes(model, id, only);
  const sorted = [...parts].sort(([a], [b]) => (a < b ? -1 : 1));
  return firstOf(model, id, sorted.length, (limit) =>
    sorted.slice(0, limit).flatMap(([key, part]): ViewNode | [] => {
      const { sample } = part;
      if (!sample) return [];
      const own = `${id}:${grouping}:${key}`;
      return {
        id: own,
        label: partWord(sample, grouping),
        description: counted(part.size, troubled.get(key) ?? 0),
        icon: new vscode.ThemeIcon(partIcons[grouping]),
        words: ['group'],
        later: () => podNodes(model, own, part),
      };
    }),
  );
}

const podNodes = (model: ClusterModel, id: string, bucket: Bucket): readonly ViewNode[] =>
  firstOf(model, id, bucket.size, (limit) => bucket.first(limit).map((pod) => podNode(model, id, pod)));

/** Pods that the cluster refused to make. */
function refusedNode(model: ClusterModel): readonly ViewNode[] {
  const { t } = vscode.l10n;
  const { rejections } = model;
  if (rejections.length === 0) return [];
  const id = 'refused';
  return [
    {
      id,
      label: t('Refused'),
      description: rejections.length === 1 ? t('1 owner') : t('{0} owners', rejections.length),
      icon: new vscode.ThemeIcon('circle-slash', new vscode.ThemeColor('problemsErrorIcon.foreground')),
      tooltip: () =>
        new vscode.MarkdownString(
          t('Pods that were never made: the cluster refused them, and only events of their owners say so.'),
        ),
      words: ['group'],
      later: () => {
        const sorted = [...rejections].sort((a, b) => b.lastSeen - a.lastSeen);
        return firstOf(model, id, sorted.length, (limit) => sorted.slice(0, limit).map(rejectionNode));
      },
    },
  ];
}

function rejectionNode(rejection: Rejection): ViewNode {
  const { owner, namespace, uid, count } = rejection;
  const cause = explainRejection(rejection);
  return {
    id: `refused/${uid}`,
    label: visible(`${owner.kind} ${owner.name}`, 120),
    description: [
      cause.failure?.title ?? visible(cause.said, 120).replace(/\s+/g, ' '),
      visible(namespace, 63),
      ...(count > 1 ? [`${count}×`] : []),
    ].join(' · '),
    icon: new vscode.ThemeIcon('error', new vscode.ThemeColor('problemsErrorIcon.foreground')),
    tooltip: () => causeTooltip(cause),
    words: ['cause'],
  };
}
