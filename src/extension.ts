/** VS Code's way in: builds the features and registers them; nothing else. */
import * as vscode from 'vscode';
import { registerAssist } from './editor/assist';
import { registerManifestAssist } from './editor/assist-manifest';
import { Checker } from './editor/checker';
import { CodeActions, providedKinds } from './editor/code-actions';
import { ConfigFolders } from './editor/config-folders';
import { commands } from './editor/contributions';
import { Diagnostics } from './editor/diagnostics';
import { selector } from './editor/places';
import { ProjectFiles } from './editor/project-files';
import { reportIssue } from './editor/report';
import { RulePages } from './editor/rule-pages';
import { setRuleSeverity } from './editor/severity';
import { selectTarget } from './editor/target-picker';
import { TargetStatus } from './editor/target-status';

/** Registers everything and returns: starts no process and reads no file. */
export function activate(context: vscode.ExtensionContext): void {
  const started = performance.now();
  const log = vscode.window.createOutputChannel('Kata Workbench', { log: true });
  const folders = new ConfigFolders(log);
  const projects = new ProjectFiles(log);
  const checker = new Checker(folders, projects, log);
  const pages = new RulePages(context.extensionUri);
  const { registerCommand } = vscode.commands;
  context.subscriptions.push(
    log,
    folders,
    projects,
    checker,
    new Diagnostics(checker, folders, projects, pages, log),
    new TargetStatus(checker),
    vscode.languages.registerCodeActionsProvider(selector, new CodeActions(checker), {
      providedCodeActionKinds: providedKinds,
    }),
    registerAssist(checker),
    registerManifestAssist(projects),
    registerCommand(commands.showLog, () => {
      log.show();
    }),
    registerCommand(commands.reportIssue, () => reportIssue(context, checker)),
    registerCommand(commands.explainRule, (rule: unknown) => pages.show(rule)),
    registerCommand(commands.setRuleSeverity, setRuleSeverity),
    registerCommand(commands.selectVersion, () => selectTarget(checker)),
  );
  const { version } = context.extension.packageJSON as { readonly version: string };
  log.info(`Kata Workbench ${version}, activated in ${(performance.now() - started).toFixed(1)} ms.`);
}
