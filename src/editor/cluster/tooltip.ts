/** What is known about a pod, for its tooltip, and why one fails. */
import * as vscode from 'vscode';
import { journalCommand, serves, type Explanation, type Pod, type PodDetails } from '../../cluster';
import { teeNames } from '../../knowledge';
import { factList, type Fact } from '../fact-pages';
import { plain, visible } from '../untrusted-text';
import { declaredFacts, readDetails } from './declared';
import type { ClusterModel } from './model';

/** The pod as its line can't tell it. A failing pod's events are asked for first. */
export async function podTooltip(model: ClusterModel, pod: Pod): Promise<vscode.MarkdownString> {
  const { t } = vscode.l10n;
  const unread = isExplainable(model, pod) ? await eventsProblem(model, pod) : undefined;
  const [cause] = model.causes.of(pod);
  const tooltip = new vscode.MarkdownString(
    [
      `**${plain(`${pod.namespace}/${pod.name}`, 300)}**`,
      ...pod.declaration.reasons.map((reason) => plain(reason, 400)),
      factList(podFacts(model, pod, await readDetails(model, pod))),
      '',
    ].join('\n\n'),
  );
  if (cause) appendCause(tooltip, cause);
  if (unread !== undefined)
    tooltip.appendMarkdown(`\n\n${t('Its events could not be read: {0}', plain(unread, 300))}`);
  return tooltip;
}

export function causeTooltip(cause: Explanation): vscode.MarkdownString {
  const tooltip = new vscode.MarkdownString();
  appendCause(tooltip, cause);
  return tooltip;
}

const isExplainable = ({ causes }: ClusterModel, pod: Pod): boolean =>
  pod.status !== 'Running' && pod.status !== 'Completed' && !causes.of(pod).some(({ failure }) => failure);

async function eventsProblem({ causes }: ClusterModel, pod: Pod): Promise<string | undefined> {
  try {
    await causes.events(pod);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** The title, what it means, what to do, where to read on, and what was said. */
function appendCause(tooltip: vscode.MarkdownString, { failure, said, from }: Explanation): void {
  const { t } = vscode.l10n;
  if (failure) {
    tooltip.appendMarkdown(
      [
        `**${plain(failure.title)}**`,
        plain(failure.explanation),
        `**${t('What to do:')}** ${plain(failure.fix)}`,
        '',
      ].join('\n\n'),
    );
    if (failure.journal) {
      tooltip.appendMarkdown(`${t('The whole cause is in the journal of the node:')}\n`);
      tooltip.appendCodeblock(journalCommand, 'sh');
    }
  }
  tooltip.appendMarkdown(`${t('{0} says:', plain(from, 100))}\n`);
  tooltip.appendCodeblock(visible(said, 1_500), 'text');
}

/** What is declared, where it runs, and what it brings along. */
export function podFacts(
  model: ClusterModel,
  pod: Pod,
  details: PodDetails | string | undefined,
): readonly Fact[] {
  const { t } = vscode.l10n;
  const { declaration, overhead, owner, node } = pod;
  const { handler, tee, group, peerPod, gpu } = declaration;
  const fact = (title: string, value: string | undefined): Fact | [] =>
    value === undefined ? [] : { title, value };
  return [
    fact(t('Status'), pod.status),
    fact(
      t('Declared TEE'),
      group === 'confidential' ? (tee === undefined ? t('a TEE') : teeNames[tee]) : undefined,
    ),
    fact('RuntimeClass', pod.runtimeClass),
    fact(t('Handler'), handler),
    fact(
      t('Overhead'),
      overhead && [overhead.cpu, overhead.memory].filter((amount) => amount !== undefined).join(', '),
    ),
    fact(t('Node'), node === undefined ? t('none yet') : nodeWord(model, node, handler)),
    ...(group === 'confidential' && pod.initData === undefined && !pod.policy
      ? [{ title: t('Init-data and policy'), value: t('none of its own: those of the guest image count') }]
      : []),
    ...declaredFacts(pod, details),
    fact(t('Images by digest'), pod.pinned ? t('yes') : t('no: what runs may change without the pod')),
    fact(t('Peer pod'), peerPod ? t('a VM at a cloud, beside the cluster') : undefined),
    fact('GPU', gpu ? t('yes') : undefined),
    fact(t('Owner'), owner && `${owner.kind} ${owner.name}`),
    fact(t('Created'), pod.createdAt === 0 ? undefined : new Date(pod.createdAt).toLocaleString()),
  ].flat();
}

function nodeWord({ nodes }: ClusterModel, name: string, handler: string | undefined): string {
  const { t } = vscode.l10n;
  if (handler === undefined) return name;
  switch (serves(nodes.get(name), handler)) {
    case 'yes':
      return t('{0}; it serves {1}', name, handler);
    case 'no':
      return t('{0}; it does not serve {1}: the kubelet has no such handler', name, handler);
    case 'unknown':
      return t('{0}; whether it serves {1} is not told', name, handler);
  }
}
