/** `Kata: Prove Isolation`: is a container in a Kata VM? The status bar says it, a report shows the evidence. */
import * as vscode from 'vscode';
import type { Proof } from '../../devcontainer';
import type { DockerContainer } from '../../engines';
import { requireTrust } from '../runner';
import { inert, visible } from '../untrusted-text';
import { configurationOf, findConfigurations, isConfiguration } from './configurations';
import { containersOf, isRunning, runningContainers } from './containers';
import type { Desk, Item } from './desk';
import { inContainer } from './guard';
import { reopenedWith } from './pending';
import { showProof } from './proof-report';
import type { ProofBoard, Proved } from './status';

/** A container to be looked at, and whose it is. */
interface Subject {
  readonly container: DockerContainer;
  readonly config?: vscode.Uri;
}

/** Proves the container of the workspace, or one that is chosen. `named`: a configuration, or a container's id. */
export async function proveIsolation(desk: Desk, status: ProofBoard, named: unknown): Promise<void> {
  if (inContainer()) {
    const proof = await proofFromWithin(desk);
    status.prove('', proved(proof));
    await showProof(desk, proof, vscode.l10n.t('this window'));
    return;
  }
  if (!(await requireTrust())) return;
  if (typeof named === 'string' && /^[A-Za-z0-9][\w.-]*$/.test(named)) {
    await proveContainer(desk, status, { id: named, name: named.slice(0, 12) });
    return;
  }
  const config =
    named instanceof vscode.Uri && isConfiguration(named)
      ? named
      : configurationOf(await findConfigurations());
  const subject = await chooseContainer(desk, status, config);
  if (subject) await proveContainer(desk, status, subject.container, subject.config);
}

/** Proves one container and shows the report. `config`: the configuration that it was made from. */
export async function proveContainer(
  desk: Desk,
  status: ProofBoard,
  { id, name }: Pick<DockerContainer, 'id' | 'name'>,
  config?: vscode.Uri,
): Promise<Proof> {
  const { t } = vscode.l10n;
  const { proveIsolation: prove } = await import('../../devcontainer');
  const { createHostReader } = await import('../../host');
  const proof = await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Window, title: t('Looking at the container') },
    () => prove(id, { runner: desk.runner, host: createHostReader(desk.runner) }),
  );
  if (config) status.prove(config.path, proved(proof));
  await showProof(desk, proof, name);
  return proof;
}

/** What this window's own container shows, for the status bar. Only files are read. */
export async function proveHere(desk: Desk): Promise<Proved> {
  return proved(await proofFromWithin(desk), await reopenedWith(desk));
}

async function proofFromWithin({ runner }: Desk): Promise<Proof> {
  const { proveFromWithin } = await import('../../devcontainer');
  const { createHostReader } = await import('../../host');
  return proveFromWithin(createHostReader(runner));
}

const proved = ({ verdict, text, runtime }: Proof, wanted?: string): Proved => ({
  verdict,
  runtime: runtime ?? wanted ?? '',
  said: visible(text, 300),
});

/** The running container of a configuration; else asks for any that runs. */
async function chooseContainer(
  desk: Desk,
  status: ProofBoard,
  config: vscode.Uri | undefined,
): Promise<Subject | undefined> {
  const { t } = vscode.l10n;
  const folder = config && vscode.workspace.getWorkspaceFolder(config)?.uri.fsPath;
  const own =
    config && folder !== undefined ? (await containersOf(desk, folder, config.fsPath)).filter(isRunning) : [];
  const [only] = own;
  if (only && config && own.length === 1) return { container: only, config };
  if (config && own.length === 0) status.forget(config.path);
  const running = await runningContainers(desk);
  if (running.length === 0) {
    await desk.ask.tell('information', t('No container runs, so there is none to look at.'));
    return undefined;
  }
  const items = running.map((container): Item<DockerContainer> => ({
    label: inert(visible(container.name, 100)),
    description: visible(container.runtime, 80),
    detail: visible(container.image, 200),
    value: container,
  }));
  const chosen = await desk.ask.choose(items, {
    title: t('Prove Isolation'),
    placeHolder: config ? t('The dev container does not run. Which container?') : t('Which container?'),
  });
  if (!chosen) return undefined;
  const isOwn = own.some(({ id }) => id === chosen.value.id);
  return { container: chosen.value, ...(isOwn && config && { config }) };
}
