/** What the user is told, and asked, before a tool is called. */
import * as vscode from 'vscode';
import type { EngineKind } from '../../sandboxes';
import { tools, type ToolName } from '../../tools';
import { settings } from '../contributions';
import { pathOf } from '../places';
import { setting } from '../settings';
import { visible } from '../untrusted-text';
import { placeOf } from './place';

/** The program that asks an engine. */
const programs: Readonly<Record<EngineKind, string>> = {
  docker: 'docker',
  nerdctl: 'nerdctl',
  containerd: 'ctr',
  cri: 'crictl',
  podman: 'podman',
};

export async function prepare(name: ToolName, input: object): Promise<vscode.PreparedToolInvocation> {
  const { doing, title, message } = await wordsFor(name, input);
  // What is going to be refused needs no consent
  const refused =
    !vscode.workspace.isTrusted && tools.some((tool) => tool.name === name && tool.runsPrograms);
  return {
    invocationMessage: text(doing),
    ...(title !== undefined &&
      !refused && {
        confirmationMessages: { title, message: text(message ?? '') },
      }),
  };
}

/** A path or what a model writes is no Markdown. */
const text = (words: string): vscode.MarkdownString => new vscode.MarkdownString().appendText(words);

/** What is being done, and, where the user is to be asked, the question and what it means. */
interface Words {
  readonly doing: string;
  readonly title?: string;
  readonly message?: string;
}

async function wordsFor(name: ToolName, input: object): Promise<Words> {
  const { t } = vscode.l10n;
  const value = (key: string): string | undefined => {
    const given = (input as Readonly<Record<string, unknown>>)[key];
    return typeof given === 'string' && given !== '' ? given : undefined;
  };
  switch (name) {
    case 'kata_check_host':
      return {
        doing: t('Checking this host for Kata'),
        title: t('Check this host for Kata?'),
        message: t(
          'Kata Workbench reads files of this machine (/proc, /sys, /dev, configurations) and asks the programs that are installed for their version and state: docker and other container engines, kata-runtime and Kata’s shims, kubectl, devcontainer, hypervisors. It changes nothing.',
        ),
      };
    case 'kata_list_sandboxes':
      return {
        doing: t('Listing Kata sandboxes'),
        title: t('List the sandboxes of this host?'),
        message: t(
          'Kata Workbench runs {0} to list containers, where they are installed, and reads the process table. It changes nothing.',
          setting(settings.sandboxesEngines, undefined)
            .map((engine) => programs[engine])
            .join(', '),
        ),
      };
    case 'kata_list_confidential_pods': {
      const context = value('context');
      return {
        doing: t('Listing confidential pods'),
        title: t('List the confidential pods of a cluster?'),
        message: t(
          'Kata Workbench runs kubectl with your login and reads pods, nodes, RuntimeClasses and events of {0}, never Secrets. It changes nothing.',
          context === undefined ? t('the cluster that is chosen for this workspace') : visible(context, 100),
        ),
      };
    }
    case 'kata_lint':
      return lintWords(value('path'));
    case 'kata_explain':
      return { doing: t('Explaining {0}', visible(value('about') ?? '', 60)) };
  }
}

async function lintWords(path: string | undefined): Promise<Words> {
  const { t } = vscode.l10n;
  if (path === undefined) return { doing: t('Checking a text for Kata') };
  const { uri, inside } = await placeOf(path);
  const file = visible(inside ? vscode.workspace.asRelativePath(uri) : pathOf(uri), 200);
  return {
    doing: t('Checking {0} for Kata', file),
    title: t('Check a file for Kata?'),
    message: inside
      ? t(
          'Kata Workbench reads {0} and what belongs to it, such as drop-ins. It runs no program and changes nothing.',
          file,
        )
      : t(
          '{0} is outside of this workspace. Kata Workbench reads it and what belongs to it, such as drop-ins. It runs no program and changes nothing.',
          file,
        ),
  };
}
