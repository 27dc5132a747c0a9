/** Asks for a runtime: those that Docker really has, and what each of them is. */
import { readFile } from 'node:fs/promises';
import * as vscode from 'vscode';
import { CommandFailure } from '../../engines/command';
import type { DockerRuntime, Isolation } from '../../engines';
import { visible } from '../untrusted-text';
import type { Desk, Item } from './desk';

/** Where the daemon of a machine has its file, unless it was told otherwise. */
const daemonFile = '/etc/docker/daemon.json';

/** What Docker has; or why it could not be asked. */
export type EngineRuntimes =
  | { readonly runtimes: readonly DockerRuntime[]; readonly defaultRuntime: string }
  | { readonly problem: string };

/** Asks Docker for its runtimes and finds out what they are. Never throws for what Docker does. */
export async function engineRuntimes({ runner, log }: Desk, signal?: AbortSignal): Promise<EngineRuntimes> {
  const { describeDockerRuntimes, dockerInfo, parseDaemonJson } = await import('../../engines');
  try {
    const info = await runner.run(dockerInfo(), signal);
    const written = await ownDaemonFile();
    const facts = {
      info,
      serverVersion: info.serverVersion,
      ...(written !== undefined && { daemon: parseDaemonJson(written) }),
    };
    // Other names of runc that every Docker has
    const internal = /^io\.containerd\.run[ct]/;
    const runtimes = describeDockerRuntimes(facts).filter(({ name }) => !internal.test(name));
    return { runtimes, defaultRuntime: info.defaultRuntime };
  } catch (error) {
    if (!(error instanceof CommandFailure)) throw error;
    log.info(error.message);
    return { problem: error.message };
  }
}

/** daemon.json of the Docker of this machine; undefined where another one is asked, or it can't be read. */
async function ownDaemonFile(): Promise<string | undefined> {
  const { DOCKER_HOST: host } = process.env;
  if (host !== undefined && host !== 'unix:///var/run/docker.sock') return undefined;
  try {
    return await readFile(daemonFile, 'utf8');
  } catch {
    return undefined; // Not there or not for this user: what `docker info` says has to do
  }
}

/** Asks for a runtime, Kata's first; `now` is the one that is there. Undefined where the user left. */
export async function chooseRuntime(desk: Desk, now: string | null): Promise<string | undefined> {
  const { t } = vscode.l10n;
  const items = engineRuntimes(desk).then((found) => runtimeItems(found, now));
  const chosen = await desk.ask.choose(items, {
    title: t('Use Kata in Dev Container'),
    placeHolder: t('The runtime that Docker shall start the container with'),
  });
  if (!chosen) return undefined;
  return chosen.value === '' ? typeRuntime(desk, now) : chosen.value;
}

/** An empty value stands for a name that is typed. */
function runtimeItems(found: EngineRuntimes, now: string | null): readonly Item<string>[] {
  const { t } = vscode.l10n;
  const separator = (label: string): Item<string> => ({
    label,
    kind: vscode.QuickPickItemKind.Separator,
    value: '',
  });
  const other: Item<string> = { label: `$(edit) ${t('Another name…')}`, alwaysShow: true, value: '' };
  if ('problem' in found)
    return [
      separator(t('Docker could not be asked which runtimes it has')),
      ...['kata', 'kata-qemu', 'io.containerd.kata.v2'].map((name) => ({
        label: name,
        detail: t('A usual name; whether this Docker has it is not known'),
        value: name,
      })),
      { ...other, detail: visible(found.problem, 200) },
    ];
  const kata = found.runtimes.filter(isKata);
  const others = found.runtimes.filter((runtime) => !isKata(runtime));
  return [
    separator(kata.length > 0 ? t('Kata') : t('This Docker has no runtime that is Kata')),
    ...kata.map((runtime) => runtimeItem(runtime, now)),
    separator(t('Others')),
    ...others.map((runtime) => runtimeItem(runtime, now)),
    other,
  ];
}

/** Whether it is Kata, or, where nothing but its name tells, called so. */
export const isKata = ({ identity, guessed, problem }: DockerRuntime): boolean =>
  (identity === 'kata' || guessed === true) && problem === undefined;

function runtimeItem(runtime: DockerRuntime, now: string | null): Item<string> {
  const { t } = vscode.l10n;
  const { name, isDefault, isolation, really, problem } = runtime;
  const icon = problem ? 'warning' : isKata(runtime) ? 'vm' : 'package';
  const words = [
    isolationWords(isolation),
    ...(isDefault ? [t("Docker's default")] : []),
    ...(name === now ? [t('in use now')] : []),
  ];
  return {
    label: `$(${icon}) ${visible(name, 128)}`,
    description: words.filter((word) => word !== '').join(' · '),
    detail: visible(problem?.message ?? really, 300),
    value: name,
  };
}

function isolationWords(isolation: Isolation): string {
  const { t } = vscode.l10n;
  switch (isolation) {
    case 'vm':
      return t('in a VM');
    case 'user-space-kernel':
      return t('behind a kernel in user space');
    case 'container':
      return t("shares the host's kernel");
    case 'unknown':
      return '';
  }
}

async function typeRuntime({ ask }: Desk, now: string | null): Promise<string | undefined> {
  const { runtimeNameProblem } = await import('../../devcontainer');
  return ask.type({
    title: vscode.l10n.t('Name of the runtime'),
    prompt: vscode.l10n.t("A key of runtimes in Docker's daemon.json, or the type of a shim"),
    value: now ?? 'kata',
    validateInput: (text) => runtimeNameProblem(text),
  });
}
