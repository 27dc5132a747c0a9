/** The commands of the view itself: which cluster, which part of it, in which groups, and the report. */
import * as vscode from 'vscode';
import { kubeConfig } from '../../engines';
import { requireTrust } from '../runner';
import { visible } from '../untrusted-text';
import type { ClusterDesk } from './desk';
import { groupings } from './groups';
import { askContext, askNamespaces, type Scope } from './scope';
import { groupingWord } from './words';

export async function selectContext({ ask, runner, memory, watch }: ClusterDesk): Promise<void> {
  if (!(await requireTrust())) return;
  const context = await askContext(ask, runner, watch.model?.scope.context.name);
  if (context === undefined) return;
  await memory.setContext(context);
  watch.again();
}

export async function selectNamespaces(desk: ClusterDesk): Promise<void> {
  if (!(await requireTrust())) return;
  const scope = desk.watch.model?.scope ?? (await chosenScope(desk));
  if (!scope) {
    await selectContext(desk);
    return;
  }
  const namespaces = await askNamespaces(desk.ask, desk.runner, scope);
  if (namespaces === undefined) return;
  await desk.memory.setNamespaces(scope.context.name, namespaces);
  desk.watch.again();
}

const chosenScope = async ({ runner, memory }: ClusterDesk): Promise<Scope | undefined> =>
  memory.in(await runner.run(kubeConfig()));

export async function selectGrouping({ ask, memory, watch }: ClusterDesk): Promise<void> {
  const { t } = vscode.l10n;
  const items = groupings.map((value) => ({
    label: groupingWord(value),
    description: value === memory.grouping ? t('shown') : '',
    value,
  }));
  const chosen = await ask.choose(items, { title: t('Group pods by') });
  if (!chosen) return;
  await memory.setGrouping(chosen.value);
  watch.model?.regroup(chosen.value);
}

/** Shows what the cluster declares as a page. */
export async function showReport({ ask, documents, watch }: ClusterDesk): Promise<void> {
  const { t } = vscode.l10n;
  if (!(await requireTrust())) return;
  const model = await watch.complete();
  if (!model) {
    await ask.tell(
      'information',
      t('There is no report: the cluster could not be looked at. The view says why.'),
    );
    return;
  }
  const { scope, store, nodes, classes } = model;
  const { clusterReport } = await import('../../cluster');
  const report = clusterReport({
    context: scope.context.name,
    namespaces: scope.namespaces,
    nodes: nodes.values(),
    classes: classes.values(),
    pods: store.pods.values(),
    troubles: store.troubles.values(),
  });
  await documents.showPage(t('Cluster Report'), visible(scope.context.name, 200), report);
}
