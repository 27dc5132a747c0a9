/** The line of a pod, and what is below it: why it fails, and its containers. */
import * as vscode from 'vscode';
import { isFine, type ContainerRecord, type Explanation, type NodeRecord, type Pod } from '../../cluster';
import { visible } from '../untrusted-text';
import type { ViewNode } from '../view-tree';
import type { Grouping } from './groups';
import type { ClusterModel } from './model';
import { causeTooltip, podTooltip } from './tooltip';
import { doesNotServe, isInTrouble, podIcon, teeWord } from './words';

/** A line for a pod, or for one of its containers. */
export interface PodNode extends ViewNode {
  readonly pod: Pod;
  readonly container?: ContainerRecord;
}

export const isPodNode = (node: unknown): node is PodNode =>
  typeof node === 'object' && node !== null && 'pod' in node;

/** The line as it was made before, as long as nothing that it shows has changed. */
interface Made {
  readonly parent: string;
  readonly grouping: Grouping;
  readonly machine: NodeRecord | undefined;
  readonly line: PodNode;
}

const made = new WeakMap<Pod, Made>();

export function podNode(model: ClusterModel, parent: string, pod: Pod): PodNode {
  // What is shown of one that is not well depends on events and on the time, too
  if (!isFine(pod)) return makeNode(model, parent, pod);
  const { grouping } = model.groups;
  const machine = pod.node === undefined ? undefined : model.nodes.get(pod.node);
  const before = made.get(pod);
  if (before?.parent === parent && before.grouping === grouping && before.machine === machine)
    return before.line;
  const line = makeNode(model, parent, pod);
  made.set(pod, { parent, grouping, machine, line });
  return line;
}

function makeNode(model: ClusterModel, parent: string, pod: Pod): PodNode {
  const id = `${parent}/${pod.uid}`;
  const label = visible(pod.name, 120);
  const warning = doesNotServe(model, pod);
  const failure = model.causes.of(pod).find((cause) => cause.failure)?.failure;
  const description = [
    visible(pod.status, 60),
    failure?.title ?? warning,
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
    icon: podIcon(pod, failure !== undefined, warning !== undefined || isInTrouble(pod, Date.now())),
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
  const { name, state, restarts, image, message } = container;
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
    ...(message !== undefined && {
      tooltip: () => new vscode.MarkdownString().appendCodeblock(visible(message, 1_500), 'text'),
    }),
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
  if (isInTrouble(pod, Date.now()) && !causes.isAsked(pod) && !known.some(({ failure }) => failure)) {
    // What can't be read is told by the tooltip and the page of details
    void causes.events(pod).catch(() => undefined);
    const icon = new vscode.ThemeIcon('loading~spin');
    if (known.length === 0) return [{ id: `${parent}/why`, label: t('Looking for the cause…'), icon }];
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
