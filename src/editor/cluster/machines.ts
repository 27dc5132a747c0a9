/** Lines for the cluster's nodes and RuntimeClasses. */
import * as vscode from 'vscode';
import { abilitiesOf, driftOf, serves, teeList, type ClassRecord, type NodeRecord } from '../../cluster';
import { classifyHandler, teeNames } from '../../knowledge';
import { factList, type Fact } from '../fact-pages';
import { plain, visible } from '../untrusted-text';
import type { ViewNode } from '../view-tree';
import type { ClusterModel } from './model';
import { warningIcon } from '../icons';

const byName = (a: { readonly name: string }, b: { readonly name: string }): number =>
  a.name < b.name ? -1 : 1;

export function machineNodes({ nodes }: ClusterModel): readonly ViewNode[] {
  if (nodes.size === 0) return [];
  const { t } = vscode.l10n;
  const hosts = [...nodes.values()].filter((node) => abilitiesOf(node).tees.length > 0).length;
  return [
    {
      id: 'nodes',
      label: t('Nodes'),
      description: t('{0}, {1} can host a TEE', nodes.size, hosts),
      icon: new vscode.ThemeIcon('server'),
      words: ['group'],
      later: () => [...nodes.values()].sort(byName).map(machineNode),
    },
  ];
}

function machineNode(node: NodeRecord): ViewNode {
  const { t } = vscode.l10n;
  const { tees, guest, kata, gpuMode } = abilitiesOf(node);
  const words = [
    node.ready ? undefined : t('not ready'),
    node.unschedulable ? t('takes no new pods') : undefined,
    guest ? t('a confidential node, not a host for confidential pods') : undefined,
    tees.length > 0 ? t('can host {0}', teeList(tees)) : undefined,
    kata === 'installed' ? t('Kata') : kata === 'changing' ? t('Kata is being changed') : t('no Kata label'),
    ...node.resources.map(
      ({ name, allocatable }) => `${visible(name.split('/').at(-1) ?? name, 40)} ${visible(allocatable, 20)}`,
    ),
    gpuMode === undefined ? undefined : t('GPU mode {0}', visible(gpuMode, 20)),
  ];
  return {
    id: `node:${node.uid}`,
    label: visible(node.name, 120),
    description: words.filter((word) => word !== undefined).join(' · '),
    icon: !node.ready
      ? warningIcon()
      : new vscode.ThemeIcon(tees.length > 0 && !guest ? 'shield' : kata === 'installed' ? 'vm' : 'server'),
    tooltip: () => tooltip(node.name, nodeFacts(node)),
    words: ['machine'],
  };
}

export function nodeFacts(node: NodeRecord): readonly Fact[] {
  const { t } = vscode.l10n;
  const { tees, guest, kata, gpuMode } = abilitiesOf(node);
  const states = {
    installed: t('installed and ready, by its label'),
    changing: t('being installed or removed, by its label'),
    'no-label': t('no label of kata-deploy; it may have been installed in another way'),
  };
  return [
    { title: t('TEEs for guests'), value: teeList(tees) || t('none by labels and resources') },
    ...(guest
      ? [
          {
            title: t('Itself'),
            value: t(
              'a guest in a TEE: its ordinary containers are protected as a whole node, which is not the same as confidential containers',
            ),
          },
        ]
      : []),
    { title: 'Kata', value: states[kata] },
    {
      title: t('Handlers'),
      value: node.handlers
        ? node.handlers.join(', ') || t('none but the default')
        : t('the kubelet does not tell (before Kubernetes 1.30)'),
    },
    ...node.resources.map(({ name, capacity, allocatable }) => ({
      title: name,
      value: t('{0} for pods, of {1}', allocatable, capacity),
    })),
    ...(gpuMode === undefined ? [] : [{ title: t('GPU mode for confidential computing'), value: gpuMode }]),
    { title: t('Ready'), value: node.ready ? t('yes') : t('no') },
    { title: t('Engine'), value: node.engine },
    { title: t('Kernel'), value: `${node.kernel}, ${node.arch}` },
    { title: t('System'), value: node.osImage },
    ...Object.entries(node.labels).map(([title, value]) => ({ title, value })),
  ];
}

export function classNodes(model: ClusterModel): readonly ViewNode[] {
  const classes = [...model.classes.values()].sort(byName);
  if (classes.length === 0) return [];
  const { t } = vscode.l10n;
  const kata = classes.filter(({ handler }) => classifyHandler(handler).origin !== 'foreign').length;
  return [
    {
      id: 'classes',
      label: t('RuntimeClasses'),
      description: t('{0}, {1} of Kata', classes.length, kata),
      icon: new vscode.ThemeIcon('tag'),
      words: ['group'],
      later: () => classes.map((found) => classNode(model, found)),
    },
  ];
}

function classNode(model: ClusterModel, found: ClassRecord): ViewNode {
  const { t } = vscode.l10n;
  const { origin } = classifyHandler(found.handler);
  const drift = driftOf(found);
  const uses = model.groups.usesOf(found.name);
  const nowhere = origin !== 'foreign' && isServedNowhere(model, found);
  const words = [
    found.handler === found.name ? undefined : visible(found.handler, 63),
    whatItIs(found),
    nowhere ? t('no node serves it') : undefined,
    drift.length > 0 ? t('differs from what Kata ships') : undefined,
    found.kataVersion === undefined ? undefined : t('Kata {0}', visible(found.kataVersion, 30)),
    origin === 'foreign' ? undefined : uses === 1 ? t('1 pod') : t('{0} pods', uses),
  ];
  return {
    id: `class:${found.uid}`,
    label: visible(found.name, 120),
    description: words.filter((word) => word !== undefined).join(' · '),
    icon: nowhere && uses > 0 ? warningIcon() : new vscode.ThemeIcon(drift.length > 0 ? 'info' : 'tag'),
    tooltip: () => tooltip(found.name, classFacts(model, found)),
    words: ['class'],
  };
}

/** What its handler stands for, in a few words. */
function whatItIs({ handler }: ClassRecord): string {
  const { t } = vscode.l10n;
  const { origin, distribution, confidential, tee } = classifyHandler(handler);
  if (origin === 'foreign') return t('not Kata');
  const kind =
    confidential === 'yes'
      ? t('{0} declared', tee === undefined ? t('a TEE') : teeNames[tee])
      : confidential === 'no'
        ? t('without a TEE')
        : t('TEE unknown');
  return distribution === undefined ? kind : `${kind} · ${distribution}`;
}

export function classFacts(model: ClusterModel, found: ClassRecord): readonly Fact[] {
  const { t } = vscode.l10n;
  const { origin, distribution, note, replacement } = classifyHandler(found.handler);
  const pairs = (values: Readonly<Record<string, string>>): string =>
    Object.entries(values)
      .map(([name, value]) => `${name}: ${value}`)
      .join(', ') || t('none');
  const origins = {
    upstream: t('Kata ships it'),
    variant: t("Kata ships it, with the debug or the developer's guest"),
    suffixed: t("built on Kata's by its name: a second installation, or a runtime of somebody's own"),
    never: t('no release of Kata shipped it'),
    distribution: distribution ?? '',
    custom: t("somebody's own, Kata by its name"),
    foreign: t('not Kata'),
  };
  const serving = [...model.nodes.values()].filter((node) => serves(node, found.handler) === 'yes');
  const told = [...model.nodes.values()].some(({ handlers }) => handlers !== undefined);
  return [
    { title: t('Handler'), value: found.handler },
    { title: t('Whose it is'), value: origins[origin] },
    { title: t('What it declares'), value: whatItIs(found) },
    ...(note === undefined ? [] : [{ title: t('Worth knowing'), value: note }]),
    ...(replacement === undefined ? [] : [{ title: t('Instead of it'), value: replacement }]),
    { title: 'Kata', value: found.kataVersion ?? t('it does not say which release installed it') },
    { title: t('Overhead'), value: pairs(found.overhead) },
    { title: t('Asks for nodes with'), value: pairs(found.nodeSelector) },
    ...(told
      ? [
          {
            title: t('Served by'),
            value: serving.map(({ name }) => name).join(', ') || t('no node, as far as they tell'),
          },
        ]
      : []),
    ...driftOf(found).map((value) => ({ title: t('Differs'), value })),
    ...(found.managedBy === undefined ? [] : [{ title: t('Managed by'), value: found.managedBy }]),
  ];
}

/** Every node tells its handlers, and none has this one. */
const isServedNowhere = ({ nodes }: ClusterModel, { handler }: ClassRecord): boolean =>
  nodes.size > 0 && [...nodes.values()].every((node) => serves(node, handler) === 'no');

function tooltip(name: string, facts: readonly Fact[]): vscode.MarkdownString {
  return new vscode.MarkdownString(`**${plain(name, 200)}**\n\n${factList(facts)}`);
}
