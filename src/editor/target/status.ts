/** Shows for which Kata the active configuration is judged, and why, in the language status of the editor. */
import * as vscode from 'vscode';
import type { KataTarget } from '../../knowledge';
import type { TargetOrigin } from '../../lint';
import type { Checked, Checker } from '../lint/checker';
import { commands, contextKeys } from '../contributions';
import { everySelector } from '../places';

export const runtimeName = (runtime: KataTarget['runtime']): string =>
  runtime === 'rs' ? 'runtime-rs' : vscode.l10n.t('Go runtime');

function originName(origin: TargetOrigin): string {
  const { t } = vscode.l10n;
  switch (origin) {
    case 'setting':
      return t('from the settings');
    case 'comment':
      return t('from the comment in the file');
    case 'project':
      return t('from the project file');
    case 'file':
      return t('from what the file holds');
    case 'host':
      return t('from this host');
    case 'default':
      return t('by default');
  }
}

export class TargetStatus implements vscode.Disposable {
  /** There while a configuration is in the active editor. */
  private item: vscode.LanguageStatusItem | undefined;
  private readonly listeners: vscode.Disposable;

  constructor(private readonly checker: Checker) {
    this.listeners = vscode.Disposable.from(
      vscode.window.onDidChangeActiveTextEditor(() => {
        this.follow();
      }),
      checker.onDidCheck((checked) => {
        if (checked.document === vscode.window.activeTextEditor?.document) this.show(checked);
      }),
      checker.onDidLose((document) => {
        if (document === vscode.window.activeTextEditor?.document) this.hide();
      }),
    );
    this.follow();
  }

  dispose(): void {
    this.listeners.dispose();
    this.item?.dispose();
  }

  /** Shows what is known about the active editor; what is not known yet comes with its check. */
  private follow(): void {
    const document = vscode.window.activeTextEditor?.document;
    // The Output view counts as an editor, but the status bar goes on showing the one above it
    if (document?.uri.scheme === 'output') return;
    const checked = document && this.checker.known(document);
    if (checked) this.show(checked);
    else if (document && this.checker.isOurs(document)) this.ensure().busy = true;
    else this.hide();
  }

  private ensure(): vscode.LanguageStatusItem {
    if (!this.item) {
      const { t } = vscode.l10n;
      this.item = vscode.languages.createLanguageStatusItem('kata.target', everySelector);
      this.item.name = t('Kata version');
      this.item.text = 'Kata';
      this.item.command = { title: t('Change'), command: commands.selectVersion };
      void vscode.commands.executeCommand('setContext', contextKeys.configuration, true);
    }
    return this.item;
  }

  private show({ kind, target: { target, versionFrom, runtimeFrom } }: Checked): void {
    const { t } = vscode.l10n;
    const item = this.ensure();
    item.busy = false;
    if (kind !== 'kata-config' && runtimeFrom === 'default') {
      // Only Kata's own configuration is always for one runtime
      item.text = `Kata ${target.version}`;
      item.detail = originName(versionFrom);
      item.accessibilityInformation = {
        label: t('This file is checked for Kata {0}: {1}.', target.version, item.detail),
      };
      return;
    }
    item.text = `Kata ${target.version} · ${runtimeName(target.runtime)}`;
    item.detail =
      versionFrom === runtimeFrom
        ? originName(versionFrom)
        : t('version {0}, runtime {1}', originName(versionFrom), originName(runtimeFrom));
    item.accessibilityInformation = {
      label: t(
        'This file is checked for Kata {0} with the {1}: {2}.',
        target.version,
        runtimeName(target.runtime),
        item.detail,
      ),
    };
  }

  private hide(): void {
    if (!this.item) return;
    this.item.dispose();
    this.item = undefined;
    void vscode.commands.executeCommand('setContext', contextKeys.configuration, false);
  }
}
