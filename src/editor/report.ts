/** `Kata: Report Issue`: facts for a report, in an unsaved document to read and copy. Nothing is sent anywhere. */
import { arch, release } from 'node:os';
import * as vscode from 'vscode';
import type { Checker } from './lint/checker';
import { commands, settings } from './contributions';
import { redact, thisPerson } from '../redact';
import { tomlExtensionIsThere } from './lint/toml-extensions';

/** Opens the report beside what the user is doing. */
export async function reportIssue(context: vscode.ExtensionContext, checker: Checker): Promise<void> {
  const content = redact(await report(context, checker), thisPerson());
  await vscode.window.showTextDocument(
    await vscode.workspace.openTextDocument({ language: 'markdown', content }),
  );
}

async function report({ extension }: vscode.ExtensionContext, checker: Checker): Promise<string> {
  const { env, l10n, version, workspace, UIKind, ExtensionKind } = vscode;
  const { t } = l10n;
  const { version: own } = extension.packageJSON as { readonly version: string };
  const checked = await Promise.all(workspace.textDocuments.map((document) => checker.check(document)));
  const ours = checked.filter((one) => one !== undefined);
  const findings = ours.flatMap((one) => one.findings);
  const rules = [...new Set(findings.map(({ rule }) => rule))].sort();
  const facts: readonly (readonly [string, string])[] = [
    ['Kata Workbench', own],
    ['VS Code', `${version} (${env.appHost})`],
    [t('System'), `${process.platform} ${arch()} ${release()}, Node.js ${process.versions.node}`],
    [t('Remote'), env.remoteName?.replace(/:\d+$/, '') ?? t('none')],
    [
      t('The extension runs'),
      extension.extensionKind === ExtensionKind.UI ? t('beside the window') : t('where the workspace is'),
    ],
    [t('Window'), env.uiKind === UIKind.Web ? t('browser') : t('desktop')],
    [t('Workspace trusted'), workspace.isTrusted ? t('yes') : t('no')],
    [t('Folders open'), String(workspace.workspaceFolders?.length ?? 0)],
    [t('Another TOML extension'), tomlExtensionIsThere() ? t('yes') : t('no')],
    [
      t('Kata configurations open'),
      targets(ours.map(({ target }) => `${target.target.version} ${target.target.runtime}`)),
    ],
    [t('Findings'), rules.length === 0 ? '0' : `${findings.length}: ${rules.join(', ')}`],
  ];
  return [
    `# ${t('Report for Kata Workbench')}`,
    '',
    t('Please describe what you did, what you expected and what happened instead.'),
    '',
    '',
    '',
    `## ${t('Facts')}`,
    '',
    t('Names and home folders are left out. Nothing was sent: read this and copy what you want to share.'),
    '',
    ...facts.map(([name, value]) => `- ${name}: ${value}`),
    '',
    `## ${t('Settings')}`,
    '',
    '```json',
    JSON.stringify(changedSettings(), undefined, 2),
    '```',
    '',
    t('The log may tell more: run "Kata: Show Log" ({0}).', commands.showLog),
    '',
  ].join('\n');
}

const targets = (all: readonly string[]): string =>
  all.length === 0 ? '0' : `${all.length} (${[...new Set(all)].sort().join(', ')})`;

/** Those of our settings that somebody changed. */
function changedSettings(): Record<string, unknown> {
  const configuration = vscode.workspace.getConfiguration('kata');
  return Object.fromEntries(
    Object.values(settings)
      .filter(
        (key) =>
          JSON.stringify(configuration.get(key)) !== JSON.stringify(configuration.inspect(key)?.defaultValue),
      )
      .map((key) => [`kata.${key}`, configuration.get(key)]),
  );
}
