/** VS Code's way in: builds the features and registers them; nothing else. */
import * as vscode from 'vscode';
import { registerAssist } from './editor/assist/register';
import { registerManifestAssist } from './editor/assist/manifest';
import { Checker } from './editor/lint/checker';
import { registerCluster } from './editor/cluster/register';
import { CodeActions, providedKinds } from './editor/lint/code-actions';
import { ConfigFolders } from './editor/lint/config-folders';
import { commands, source, walkthrough } from './editor/contributions';
import { registerDevContainers } from './editor/devcontainer/register';
import { Diagnostics } from './editor/lint/diagnostics';
import { HeavyLint } from './editor/lint/heavy';
import { registerHost } from './editor/host/register';
import { HostKata } from './editor/host/kata';
import { FileJudge } from './editor/lint/judge-file';
import { ManifestIndex } from './editor/lint/manifest-index';
import { everySelector } from './editor/places';
import { Problems } from './editor/lint/problems';
import { ProjectFiles } from './editor/lint/project-files';
import { reportIssue } from './editor/report';
import { RulePages } from './editor/lint/rule-pages';
import { openPathSettings, WindowRunner } from './editor/runner';
import { registerSandboxes } from './editor/sandboxes/register';
import { setRuleSeverity } from './editor/lint/severity';
import { selectTarget } from './editor/target/picker';
import { TargetStatus } from './editor/target/status';
import { registerTools } from './editor/tools/register';
import { WorkspaceLint } from './editor/lint/workspace';
import { useTranslations } from './text';

/** Registers everything and returns: starts no process and reads no file. */
export function activate(context: vscode.ExtensionContext): void {
  const started = performance.now();
  useTranslations(vscode.l10n.bundle);
  const log = vscode.window.createOutputChannel('Kata Workbench', { log: true });
  const folders = new ConfigFolders(log);
  const projects = new ProjectFiles(log);
  const hostKata = new HostKata(context.globalState);
  const heavy = new HeavyLint(context.asAbsolutePath('dist/worker.js'));
  const manifests = new ManifestIndex(projects, heavy, log);
  const files = new FileJudge(manifests, heavy);
  const checker = new Checker(folders, projects, files, manifests, hostKata, log);
  const pages = new RulePages();
  const problems = new Problems(pages, manifests);
  const collection = vscode.languages.createDiagnosticCollection(source);
  const workspace = new WorkspaceLint(checker, files, folders, projects, hostKata, problems, collection, log);
  const runner = new WindowRunner();
  const { registerCommand } = vscode.commands;
  context.subscriptions.push(
    log,
    folders,
    projects,
    hostKata,
    heavy,
    manifests,
    checker,
    collection,
    pages,
    new Diagnostics(checker, folders, projects, hostKata, problems, collection, log),
    workspace,
    new TargetStatus(checker),
    runner,
    registerHost(context, runner, hostKata),
    registerDevContainers(context, runner, log),
    registerSandboxes(runner, log),
    registerCluster(runner, manifests, context.workspaceState, log),
    vscode.languages.registerCodeActionsProvider(everySelector, new CodeActions(checker), {
      providedCodeActionKinds: providedKinds,
    }),
    registerTools({ runner, folders, projects, files, host: hostKata, memory: context.workspaceState, log }),
    registerAssist(checker),
    registerManifestAssist(projects, hostKata, manifests),
    registerCommand(commands.getStarted, () =>
      vscode.commands.executeCommand(
        'workbench.action.openWalkthrough',
        `${context.extension.id}#${walkthrough}`,
      ),
    ),
    registerCommand(commands.openPathSettings, openPathSettings),
    registerCommand(commands.showLog, () => {
      log.show();
    }),
    registerCommand(commands.reportIssue, () => reportIssue(context, checker)),
    registerCommand(commands.explainRule, (rule: unknown) => pages.show(rule)),
    registerCommand(commands.setRuleSeverity, setRuleSeverity),
    registerCommand(commands.selectVersion, () => selectTarget(checker)),
    registerCommand(commands.lintWorkspace, () => workspace.run()),
    registerCommand(commands.clearWorkspace, () => {
      workspace.clear();
    }),
  );
  const { version } = context.extension.packageJSON as { readonly version: string };
  log.info(`Kata Workbench ${version}, activated in ${(performance.now() - started).toFixed(1)} ms.`);
}
