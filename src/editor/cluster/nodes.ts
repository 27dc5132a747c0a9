/** What the view Confidential Pods shows: groups of pods, pods that were never made, nodes and RuntimeClasses. */
import * as vscode from 'vscode';
import {
  explainRejection,
  type ContainerRecord,
  type Explanation,
  type Pod,
  type Rejection,
} from '../../cluster';
import { commands } from '../contributions';
import { visible } from '../untrusted-text';
import type { ViewContent, ViewNode } from '../view-tree';
import type { Bucket, Group } from './groups';
import { classNodes, machineNodes } from './machines';
import { page, type ClusterModel } from './model';
import { causeTooltip, podTooltip } from './tooltip';
import {
  doesNotServe,
  groupWords,
  isStuck,
  partIcons,
  partWord,
  podIcon,
  teeWord,
  warningIcon,
} from './words';

/** A line for a pod, or for one of its containers. */
export interface PodNode extends ViewNode {
  readonly pod: Pod;
  readonly container?: ContainerRecord;
}

export const isPodNode = (node: unknown): node is PodNode =>
  typeof node === 'object' && node !== null && 'pod' in node;

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
      description: counted(group.size, group.failures),
      icon: name === 'promise' ? warningIcon() : new vscode.ThemeIcon(groupIcons[name]),
      tooltip: () => new vscode.MarkdownString(about),
      words: ['group'],
      later: () => partNodes(model, id, group),
    },
  ];
}

/** `12 pods, 2 failing` */
function counted(size: number, failing: number): string {
  const { t } = vscode.l10n;
  const pods = size === 1 ? t('1 pod') : t('{0} pods', size);
  return failing === 0 ? pods : t('{0}, {1} failing', pods, failing);
}

/** Parts only where there are several. */
function partNodes(model: ClusterModel, id: string, { parts, failing }: Group): readonly ViewNode[] {
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
        description: counted(part.size, failing.get(key) ?? 0),
        icon: new vscode.ThemeIcon(partIcons[grouping]),
        words: ['group'],
        later: () => podNodes(model, own, part),
      };
    }),
  );
}

const podNodes = (model: ClusterModel, id: string, bucket: Bucket): readonly ViewNode[] =>
  firstOf(model, id, bucket.size, (limit) => bucket.first(limit).map((pod) => podNode(model, id, pod)));

/** As many lines as are asked for, and one that asks for more. */
function firstOf(
  model: ClusterModel,
  id: string,
  size: number,
  make: (limit: number) => readonly ViewNode[],
): readonly ViewNode[] {
  const { t } = vscode.l10n;
  const limit = model.limit(id);
  const nodes = make(limit);
  if (size <= limit) return nodes;
  const more = Math.min(size - limit, page);
  return [
    ...nodes,
    {
      id: `${id}:more`,
      label: t('Show {0} more', more),
      description: t('{0} of {1} are shown', limit, size),
      icon: new vscode.ThemeIcon('ellipsis'),
      command: { title: t('Show More'), command: commands.clusterShowMore, arguments: [id] },
    },
  ];
}

function podNode(model: ClusterModel, parent: string, pod: Pod): PodNode {
  const id = `${parent}/${pod.uid}`;
  const label = visible(pod.name, 120);
  const warning = doesNotServe(model, pod);
  const cause = model.causes.of(pod).find(({ failure }) => failure)?.failure?.title ?? warning;
  const description = [
    visible(pod.status, 60),
    cause,
    model.groups.grouping === 'namespace' ? undefined : visible(pod.namespace, 63),
    pod.runtimeClass === undefined ? undefined : visible(pod.runtimeClass, 63),
    teeWord(pod),
    pod.node === undefined ? undefined : visible(pod.node, 63),
  ]
    .filter((word) => word !== undefined)
    .join(' · ');
  return {
    pod,
    id,
    label,
    description,
    icon: podIcon(pod, warning !== undefined || isStuck(pod, Date.now())),
    tooltip: () => podTooltip(model, pod),
    words: podWords(pod),
    later: () => [
      ...causeNodes(model, id, pod),
      ...pod.containers.map((container) => containerNode(id, pod, container)),
    ],
  };
}

/** Words for `when` clauses: what can be done with it. */
const podWords = ({ containers }: Pod): readonly string[] => [
  'pod',
  ...(containers.some(hasStarted) ? ['logs'] : []),
  ...(containers.some(({ state }) => state === 'Running') ? ['shell'] : []),
];

const hasStarted = ({ state, restarts }: ContainerRecord): boolean =>
  restarts > 0 ||
  !/^(?:Waiting|ContainerCreating|PodInitializing|ErrImage\w*|ImagePullBackOff|InvalidImageName|Create\w+Error)$/.test(
    state,
  );

function containerNode(parent: string, pod: Pod, container: ContainerRecord): PodNode {
  const { t } = vscode.l10n;
  const { name, state, restarts, image } = container;
  const label = visible(name, 100);
  const words = [
    visible(state, 60),
    restarts === 0 ? undefined : restarts === 1 ? t('1 restart') : t('{0} restarts', restarts),
    visible(image, 120),
  ];
  return {
    pod,
    container,
    id: `${parent}/${name}`,
    label,
    description: words.filter((word) => word !== undefined).join(' · '),
    icon: new vscode.ThemeIcon(state === 'Running' ? 'circle-filled' : 'circle-outline'),
    words: [
      'container',
      ...(hasStarted(container) ? ['logs'] : []),
      ...(state === 'Running' ? ['shell'] : []),
    ],
  };
}

/** Why it fails, in a line each; events are asked for where its state tells no cause. */
function causeNodes(model: ClusterModel, parent: string, pod: Pod): readonly ViewNode[] {
  const { t } = vscode.l10n;
  const { causes } = model;
  const known = causes.of(pod);
  const failing = podIcon(pod, false).id === 'error' || isStuck(pod, Date.now());
  if (failing && !causes.isAsked(pod) && !known.some(({ failure }) => failure)) {
    // What can't be read is told by the tooltip and the page of details
    void causes.events(pod).catch(() => undefined);
    const icon = new vscode.ThemeIcon('loading~spin');
    if (known.length === 0) return [{ id: `${parent}/why`, label: t('Looking for the cause...'), icon }];
  }
  return known.slice(0, 5).map((cause, at) => causeNode(`${parent}/why${at}`, cause));
}

function causeNode(id: string, cause: Explanation): ViewNode {
  const { failure, said, from } = cause;
  const label = failure?.title ?? visible(said, 200).replace(/\s+/g, ' ');
  return {
    id,
    label,
    description: visible(from, 60),
    icon: new vscode.ThemeIcon(failure ? 'lightbulb' : 'comment'),
    spoken: failure ? `${label}. ${failure.fix}` : label,
    tooltip: () => causeTooltip(cause),
    words: ['cause'],
  };
}

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
