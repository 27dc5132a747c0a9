/** Changes the Kata that a configuration is judged for: asks for version and runtime, and where to write them. */
import * as vscode from 'vscode';
import type { TargetOrigin } from '../../lint';
import type { Checked, Checker } from '../lint/checker';
import { settings } from '../contributions';
import { pick } from '../pick';
import { setting } from '../settings';
import { runtimeName } from './status';
import { projectFor, writeComment, writeProject, writeToSettings, type Choice } from './writers';

/** Asks step by step; Escape ends it and nothing is changed. */
export async function selectTarget(checker: Checker): Promise<void> {
  const { t } = vscode.l10n;
  const document = vscode.window.activeTextEditor?.document;
  const checked = document && (await checker.check(document));
  if (!checked) {
    void vscode.window.showInformationMessage(t('Open a file for Kata to choose its version.'));
    return;
  }
  const { versionFrom, runtimeFrom, target } = checked.target;
  const releases = await versions();
  const current = releases.find(({ label }) => label === target.version);
  const version = await pick(t('Kata version (1 of 3)'), releases, current);
  if (!version) return;
  const said = runtimeFrom === 'file' || runtimeFrom === 'default' ? undefined : target.runtime;
  const choices = runtimes();
  const kept = choices.find(({ value }) => value === said);
  const runtime = await pick(t('Kata runtime (2 of 3)'), choices, kept);
  if (!runtime) return;
  const found = places(checked);
  const written = found.find(({ origin }) => origin === versionFrom);
  const place = await pick(t('Where to write it (3 of 3)'), found, written);
  await place?.write({ version: version.label, ...(runtime.value && { runtime: runtime.value }) });
}

/** The releases that files are checked for, newest first. */
async function versions(): Promise<readonly vscode.QuickPickItem[]> {
  const { compareVersions, newest, oldest, releases } = await import('../../knowledge/releases');
  return releases
    .filter((release) => compareVersions(release, oldest) >= 0)
    .toReversed()
    .map((label) => ({ label, description: label === newest ? vscode.l10n.t('newest') : '' }));
}

function runtimes() {
  const { t } = vscode.l10n;
  return [
    {
      label: t('As the file shows'),
      detail: t('runtime-rs where the file has what only runtime-rs reads, otherwise the Go runtime'),
      value: undefined,
    },
    { label: runtimeName('rs'), detail: t('The default runtime since Kata 4.0.0'), value: 'rs' as const },
    { label: runtimeName('go'), detail: t('Deprecated since Kata 4.0.0'), value: 'go' as const },
  ];
}

interface Place extends vscode.QuickPickItem {
  readonly origin: TargetOrigin;
  readonly write: (choice: Choice) => Promise<void>;
}

/** The places from near to far; one that is overruled by another says so. */
function places({ document, kind, main, project, target: { versionFrom } }: Checked): readonly Place[] {
  const { t } = vscode.l10n;
  const bySetting = setting(settings.version, document.uri) !== '' ? t('overruled by the settings') : '';
  const projectFile = projectFor(document.uri, project?.uri);
  const found: Place[] = [];
  if (kind !== 'docker-daemon' && kind !== 'devcontainer') {
    found.push({
      origin: 'comment',
      label: t('A comment in the file'),
      description: bySetting,
      detail: vscode.workspace.asRelativePath(main),
      write: (choice) => writeComment(choice, main),
    });
  }
  if (projectFile) {
    found.push({
      origin: 'project',
      label: t('The project file'),
      description: bySetting || (versionFrom === 'comment' ? t('overruled by the comment in the file') : ''),
      detail: t('{0}, also read by the command line', vscode.workspace.asRelativePath(projectFile)),
      write: (choice) => writeProject(choice, projectFile),
    });
  }
  found.push({
    origin: 'setting',
    label: vscode.workspace.workspaceFolders ? t('The settings of the workspace') : t('Your settings'),
    detail: `kata.${settings.version}, kata.${settings.runtime}`,
    write: (choice) => writeToSettings(choice, document.uri),
  });
  return found;
}
