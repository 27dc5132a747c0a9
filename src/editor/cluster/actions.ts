/** What can be done with pods. Names are checked, and every program gets its words one by one. */
import * as vscode from 'vscode';
import { podDetails, type Pod } from '../../cluster';
import { isObjectName, kubectlTarget } from '../../engines';
import { places, requireTrust } from '../runner';
import { copy } from '../terminal';
import { visible } from '../untrusted-text';
import type { ClusterDesk } from './desk';
import { readDetails, refusesShell } from './declared';
import { podPage } from './details';
import { openManifest } from './manifest';
import type { ClusterModel } from './model';
import { isPodNode, type PodNode } from './pod-nodes';

export type Action =
  'details' | 'logs' | 'shell' | 'describe' | 'yaml' | 'forward' | 'delete' | 'name' | 'command' | 'manifest';

/** The pod of a line. Throws where a name is none that an API server would have: they are words of command lines. */
function checked({ pod, container }: PodNode): Pod {
  const names = [
    pod.name,
    pod.namespace,
    ...(container ? [container] : pod.containers).map(({ name }) => name),
  ];
  if (!names.every(isObjectName))
    throw new RangeError(
      vscode.l10n.t('This pod has a name that Kubernetes does not allow; nothing is done.'),
    );
  return pod;
}

/** Does something with the pod of a line; nothing where the line is none. */
export async function perform(action: Action, desk: ClusterDesk, node: unknown): Promise<void> {
  const { model } = desk.watch;
  if (!isPodNode(node) || !model) return;
  const pod = checked(node);
  switch (action) {
    case 'name':
      await copy((node.container ?? pod).name);
      return;
    case 'command':
      await copy(
        commandLine(['kubectl', ...kubectlTarget(model.kubectl), ...named('get', pod), '--output', 'yaml']),
      );
      return;
    case 'manifest':
      await openManifest(desk, pod);
      return;
    default:
      if (await requireTrust()) await act(action, desk, model, node);
  }
}

async function act(
  action: Exclude<Action, 'name' | 'command' | 'manifest'>,
  desk: ClusterDesk,
  model: ClusterModel,
  node: PodNode,
): Promise<void> {
  const { pod } = node;
  const key = `${model.scope.context.name}/${pod.uid}`;
  switch (action) {
    case 'details':
      await desk.documents.showPage(pod.name, key, await podPage(model, pod));
      return;
    case 'describe':
      await desk.documents.showText(`${pod.name}.txt`, key, await describe(desk, model, pod));
      return;
    case 'yaml':
      await desk.documents.showText(
        `${pod.name}.yaml`,
        key,
        (await podDetails(desk.runner, pod, model.kubectl)).yaml,
      );
      return;
    case 'logs':
      openLogs(desk, model, node);
      return;
    case 'shell':
      await openShell(desk, model, node);
      return;
    case 'forward':
      await forward(desk, model, pod);
      return;
    case 'delete':
      await remove(desk, model, pod);
  }
}

/** `get pod NAME --namespace NS` */
const named = (verb: string, { name, namespace }: Pod): readonly string[] => [
  verb,
  'pod',
  name,
  '--namespace',
  namespace,
];

/** For a shell: words that it would read otherwise in quotes. What a terminal would act on is not let through. */
const commandLine = (words: readonly string[]): string =>
  words
    .map((word) => visible(word))
    .map((word) =>
      /^[\w./:@=,-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''").replaceAll('\n', ' ')}'`,
    )
    .join(' ');

const describe = ({ runner }: ClusterDesk, { kubectl }: ClusterModel, pod: Pod): Promise<string> =>
  runner.run({
    command: 'kubectl',
    args: [...kubectlTarget(kubectl), ...named('describe', pod)],
    timeLimit: 30_000,
    parse: ({ stdout }) => stdout,
  });

function openTerminal(
  { openTerminal: open }: ClusterDesk,
  { kubectl }: ClusterModel,
  name: string,
  icon: string,
  args: readonly string[],
  message?: string,
): void {
  open({
    name,
    shellPath: places().kubectl ?? 'kubectl',
    shellArgs: [...kubectlTarget(kubectl), ...args],
    iconPath: new vscode.ThemeIcon(icon),
    isTransient: true,
    ...(message !== undefined && { message }),
  });
}

function openLogs(desk: ClusterDesk, model: ClusterModel, { pod, container }: PodNode): void {
  const { t } = vscode.l10n;
  const which = container ? ['--container', container.name] : ['--all-containers', '--prefix'];
  openTerminal(desk, model, t('{0}: logs', visible(pod.name, 60)), 'output', [
    'logs',
    pod.name,
    '--namespace',
    pod.namespace,
    '--follow',
    '--tail',
    '500',
    ...which,
  ]);
}

async function openShell(desk: ClusterDesk, model: ClusterModel, { pod, container }: PodNode): Promise<void> {
  const { t } = vscode.l10n;
  const running = container ?? pod.containers.find(({ state }) => state === 'Running');
  if (!running) return;
  if (refusesShell(await readDetails(model, pod))) {
    const anyway = t('Try Anyway');
    const question = t('The policy of {0} allows no shell.', pod.name);
    const detail = t(
      'It refuses ExecProcessRequest: a confidential pod is meant to keep its operator out. kubectl would say "ExecProcessRequest is blocked by policy". A debug class and a policy that allows it are for development.',
    );
    if ((await desk.ask.confirm('information', question, detail, anyway)) !== anyway) return;
  }
  openTerminal(
    desk,
    model,
    visible(pod.name, 60),
    'terminal',
    [
      'exec',
      '--stdin',
      '--tty',
      pod.name,
      '--namespace',
      pod.namespace,
      '--container',
      running.name,
      '--',
      'sh',
    ],
    hasPolicy(pod)
      ? t(
          '"ExecProcessRequest is blocked by policy" means that the policy of this pod allows no shell: a confidential pod is meant to keep its operator out.',
        )
      : undefined,
  );
}

/** Whether it brings a policy along; one in the guest's image can't be seen from here. */
const hasPolicy = ({ policy, initData }: Pod): boolean => policy || initData !== undefined;

async function forward(desk: ClusterDesk, model: ClusterModel, pod: Pod): Promise<void> {
  const { t } = vscode.l10n;
  if (pod.declaration.peerPod || pod.declaration.group === 'confidential') {
    const anyway = t('Try Anyway');
    const question = pod.declaration.peerPod
      ? t('The ports of a peer pod can not be forwarded: it is a VM elsewhere.')
      : t(
          'Ports of a confidential pod can usually not be forwarded: Kata does not support it with guest images pulled inside.',
        );
    const detail = t('Use a Service instead. (kata-containers issue 1693)');
    if ((await desk.ask.confirm('information', question, detail, anyway)) !== anyway) return;
  }
  const ports = await desk.ask.type({
    title: t('Forward a port of {0}', visible(pod.name, 80)),
    prompt: t('The port of the pod, or LOCAL:POD'),
    validateInput: (text) =>
      isPorts(text) ? undefined : t('A port is a number up to 65535, such as 8080 or 8080:80.'),
  });
  if (ports === undefined || !isPorts(ports)) return;
  openTerminal(desk, model, t('{0}: port {1}', visible(pod.name, 60), ports.trim()), 'plug', [
    'port-forward',
    `pod/${pod.name}`,
    ports.trim(),
    '--namespace',
    pod.namespace,
  ]);
}

const isPorts = (text: string): boolean =>
  /^\d{1,5}(?::\d{1,5})?$/.test(text.trim()) &&
  text
    .trim()
    .split(':')
    .every((port) => Number(port) >= 1 && Number(port) <= 65_535);

async function remove(desk: ClusterDesk, model: ClusterModel, pod: Pod): Promise<void> {
  const { t } = vscode.l10n;
  const { owner } = pod;
  const answer = t('Delete');
  const detail = [
    owner
      ? t(
          '{0} {1} owns it and will usually make another one.',
          visible(owner.kind, 60),
          visible(owner.name, 100),
        )
      : t('Nothing owns it: it does not come back by itself.'),
    t('Namespace {0}, context {1}.', pod.namespace, visible(model.scope.context.name, 100)),
  ].join(' ');
  const question = t('Delete the pod {0}?', pod.name);
  if ((await desk.ask.confirm('warning', question, detail, answer)) !== answer) return;
  try {
    await desk.runner.run({
      command: 'kubectl',
      args: [...kubectlTarget(model.kubectl), ...named('delete', pod), '--wait=false'],
      timeLimit: 30_000,
      parse: () => undefined,
    });
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    await desk.ask.tell('error', visible(said, 400));
  }
}
