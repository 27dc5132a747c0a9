/** Changes the Kata that a configuration is judged for: asks for version and runtime, and where to write them. */
import * as vscode from 'vscode';
import type { Checked, Checker } from './checker';
import { settings } from './contributions';
import { setting } from './settings';
import { runtimeName } from './target-status';
import { projectFor, writeComment, writeProject, writeToSettings, type Choice } from './target-writers';

/** Asks step by step; Escape ends it and nothing is changed. */
export async function selectTarget(checker: Checker): Promise<void> {
  const { t } = vscode.l10n;
  const document = vscode.window.activeTextEditor?.document;
  const checked = document && (await checker.check(document));
  if (!checked) {
    void vscode.window.showInformationMessage(t('Open a Kata configuration to choose its version.'));
    return;
  }
  const version = await vscode.window.showQuickPick(await versions(checked), {
    title: t('Kata version (1 of 3)'),
  });
  if (!version) return;
  const runtime = await vscode.window.showQuickPick(runtimes(checked), {
    title: t('Kata runtime (2 of 3)'),
  });
  if (!runtime) return;
  const place = await vscode.window.showQuickPick(places(checked), {
    title: t('Where to write it (3 of 3)'),
  });
  await place?.write({ version: version.label, ...(runtime.value && { runtime: runtime.value }) });
}

async function versions({ target: { target } }: Checked): Promise<readonly vscode.QuickPickItem[]> {
  const { t } = vscode.l10n;
  const { compareVersions, newest, oldest, releases } = await import('../knowledge');
  return releases
    .filter((release) => compareVersions(release, oldest) >= 0)
    .toReversed()
    .map((release) => ({
      label: release,
      description: [
        ...(release === newest ? [t('newest')] : []),
        ...(release === target.version ? [t('now')] : []),
      ].join(', '),
    }));
}

function runtimes({ target: { target, runtimeFrom } }: Checked) {
  const { t } = vscode.l10n;
  const now = (is: boolean): string => (is ? t('now') : '');
  const said = runtimeFrom !== 'file' && runtimeFrom !== 'default';
  return [
    {
      label: t('As the file shows'),
      description: now(!said),
      detail: t('runtime-rs where the file has what only runtime-rs reads, otherwise the Go runtime'),
      value: undefined,
    },
    {
      label: runtimeName('rs'),
      description: now(said && target.runtime === 'rs'),
      detail: t('The default runtime since Kata 4.0.0'),
      value: 'rs' as const,
    },
    {
      label: runtimeName('go'),
      description: now(said && target.runtime === 'go'),
      detail: t('Deprecated since Kata 4.0.0'),
      value: 'go' as const,
    },
  ];
}

interface Place extends vscode.QuickPickItem {
  readonly write: (choice: Choice) => Promise<void>;
}

/** The places from near to far; one that is overruled by another says so. */
function places({ document, main, project, target: { versionFrom } }: Checked): readonly Place[] {
  const { t } = vscode.l10n;
  const bySetting = setting(settings.version, document.uri) !== '' ? t('overruled by the settings') : '';
  const projectFile = projectFor(document.uri, project?.uri);
  const found: Place[] = [
    {
      label: t('A comment in the file'),
      description: bySetting,
      detail: vscode.workspace.asRelativePath(main),
      write: (choice) => writeComment(choice, main),
    },
  ];
  if (projectFile) {
    found.push({
      label: t('The project file'),
      description: bySetting || (versionFrom === 'comment' ? t('overruled by the comment in the file') : ''),
      detail: t('{0}, also read by the command line', vscode.workspace.asRelativePath(projectFile)),
      write: (choice) => writeProject(choice, projectFile),
    });
  }
  found.push({
    label: vscode.workspace.workspaceFolders ? t('The settings of the workspace') : t('Your settings'),
    detail: `kata.${settings.version}, kata.${settings.runtime}`,
    write: (choice) => writeToSettings(choice, document.uri),
  });
  return found;
}
