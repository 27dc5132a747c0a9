/** Asks for a runtime: those that Docker really has, and what each of them is. */
import * as vscode from 'vscode';
import type { DockerRuntime, Isolation } from '../../engines';
import { commands } from '../contributions';
import { visible } from '../untrusted-text';
import type { Desk, Item } from './desk';

/** What Docker has; or why it could not be asked. */
export type EngineRuntimes = { readonly runtimes: readonly DockerRuntime[] } | { readonly problem: string };

/** Asks Docker for its runtimes and finds out what they are. Never throws for what Docker does. */
export async function engineRuntimes({ runner, log }: Desk): Promise<EngineRuntimes> {
  const { describeDockerRuntimes } = await import('../../engines');
  const { askDocker, createHostReader, readMachine } = await import('../../host');
  const reader = createHostReader(runner);
  const { info, server, file, failure } = await askDocker(reader, await readMachine(reader));
  if (!info) {
    const problem = failure?.message ?? vscode.l10n.t('Docker says nothing about itself.');
    log.info(problem);
    return { problem };
  }
  const daemon = file?.daemon;
  const runtimes = describeDockerRuntimes({
    info,
    ...(server !== undefined && { serverVersion: server }),
    // A broken file is not what a running daemon has read
    ...(daemon && !daemon.problem && { daemon }),
  });
  return { runtimes: runtimes.filter(({ name }) => !internal.test(name)) };
}

/** Other names of runc that every Docker has. */
const internal = /^io\.containerd\.run(?:c|time)\./;

/** What a line of the list leads to: a runtime, or undefined where the user went elsewhere. */
type Way = () => Promise<string | undefined>;

/** Asks for a runtime, Kata's first; `now` is the one that is there. Undefined where the user left. */
export async function chooseRuntime(desk: Desk, now: string | null): Promise<string | undefined> {
  const { t } = vscode.l10n;
  const { isKataRuntime } = await import('../../devcontainer');
  const items = engineRuntimes(desk).then((found) => runtimeItems(desk, found, now, isKataRuntime));
  const chosen = await desk.ask.choose(items, {
    title: t('Use Kata in Dev Container'),
    placeHolder: t('The runtime that Docker shall start the container with'),
  });
  return chosen?.value();
}

function runtimeItems(
  desk: Desk,
  found: EngineRuntimes,
  now: string | null,
  isKataName: (name: string) => boolean,
): readonly Item<Way>[] {
  const { t } = vscode.l10n;
  const separator = (label: string): Item<Way> => ({
    label,
    kind: vscode.QuickPickItemKind.Separator,
    value: () => Promise.resolve(undefined),
  });
  const other: Item<Way> = {
    label: `$(edit) ${t('Another name…')}`,
    alwaysShow: true,
    value: () => typeRuntime(desk, now),
  };
  const checkHost: Item<Way> = {
    label: `$(checklist) ${t('Check Host')}`,
    detail: t('Says what this machine lacks for Kata, and how Kata is registered with Docker'),
    value: async () => {
      await vscode.commands.executeCommand(commands.checkHost);
      return undefined;
    },
  };
  if ('problem' in found)
    return [
      separator(t('Docker could not be asked which runtimes it has')),
      ...['kata', 'kata-qemu', 'io.containerd.kata.v2'].map((name) => ({
        label: name,
        detail: t('A usual name; whether this Docker has it is not known'),
        value: () => Promise.resolve(name),
      })),
      { ...other, detail: visible(found.problem, 200) },
      checkHost,
    ];
  const runtimes = found.runtimes.toSorted((a, b) => Number(isKata(b)) - Number(isKata(a)));
  // Below Kata's those that only pretend to be: who chose one by its name learns it here
  const called = runtimes.filter((runtime) => isKata(runtime) || isKataName(runtime.name));
  const others = runtimes.filter((runtime) => !called.includes(runtime));
  const hasKata = called.some(isKata);
  return [
    // First: Enter is to lead to Kata, not to a runtime that is none
    ...(hasKata ? [] : [separator(t('This Docker has no Kata')), checkHost]),
    ...(called.length === 0 ? [] : [separator(hasKata ? t('Kata') : t('Not Kata, in spite of the name'))]),
    ...called.map((runtime) => runtimeItem(runtime, now)),
    separator(t('Others')),
    ...others.map((runtime) => runtimeItem(runtime, now)),
    other,
  ];
}

/** Whether it is Kata, or, where nothing but its name tells, called so. */
export const isKata = ({ identity, guessed, problem }: DockerRuntime): boolean =>
  (identity === 'kata' || guessed === true) && problem === undefined;

function runtimeItem(runtime: DockerRuntime, now: string | null): Item<Way> {
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
    value: () => Promise.resolve(name),
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
