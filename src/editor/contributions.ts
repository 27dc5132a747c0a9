/**
 * The names that this code shares with package.json: commands, settings and context keys, each typed. A test compares
 * them with package.json; nothing else in the editor spells one out.
 */
import type { Severity } from '../lint';
import type { EngineKind } from '../sandboxes';
import type { ToolName } from '../tools';

/** Ids of commands, by feature, in package.json's order. */
export const commands = {
  getStarted: 'kata.getStarted',
  checkHost: 'kata.checkHost',
  hostStop: 'kata.host.stop',
  hostReport: 'kata.host.showReport',
  hostJson: 'kata.host.showJson',
  hostCopyReport: 'kata.host.copyReport',
  hostCopyJson: 'kata.host.copyJson',
  hostCompare: 'kata.host.compare',
  showBiosSettings: 'kata.showBiosSettings',
  showTuningAdvice: 'kata.showTuningAdvice',
  hostRecheck: 'kata.host.recheck',
  hostCopyFix: 'kata.host.copyFix',
  hostOpenTerminal: 'kata.host.openTerminal',
  hostOpenFile: 'kata.host.openFile',
  hostOpenPage: 'kata.host.openPage',
  lintWorkspace: 'kata.lintWorkspace',
  clearWorkspace: 'kata.clearWorkspace',
  selectVersion: 'kata.selectVersion',
  explainRule: 'kata.explainRule',
  setRuleSeverity: 'kata.setRuleSeverity',
  useKata: 'kata.devContainer.use',
  useDefaultRuntime: 'kata.devContainer.useDefault',
  addKataVariant: 'kata.devContainer.addVariant',
  newDevContainer: 'kata.devContainer.new',
  reopenInKata: 'kata.devContainer.reopen',
  proveIsolation: 'kata.devContainer.prove',
  devContainerActions: 'kata.devContainer.actions',
  sandboxesRefresh: 'kata.sandboxes.refresh',
  sandboxesShowOthers: 'kata.sandboxes.showOthers',
  sandboxesHideOthers: 'kata.sandboxes.hideOthers',
  sandboxesSources: 'kata.sandboxes.showSources',
  sandboxDetails: 'kata.sandboxes.showDetails',
  sandboxLogs: 'kata.sandboxes.logs',
  sandboxShell: 'kata.sandboxes.shell',
  sandboxConsole: 'kata.sandboxes.console',
  sandboxInspect: 'kata.sandboxes.inspect',
  sandboxProve: 'kata.sandboxes.prove',
  sandboxMetrics: 'kata.sandboxes.metrics',
  sandboxConfiguration: 'kata.sandboxes.openConfiguration',
  sandboxOpenFolder: 'kata.sandboxes.openFolder',
  sandboxStop: 'kata.sandboxes.stop',
  sandboxRestart: 'kata.sandboxes.restart',
  sandboxRemove: 'kata.sandboxes.remove',
  sandboxCopyId: 'kata.sandboxes.copyId',
  sandboxesOpenTerminal: 'kata.sandboxes.openTerminal',
  clusterRefresh: 'kata.cluster.refresh',
  clusterContext: 'kata.cluster.selectContext',
  clusterNamespaces: 'kata.cluster.selectNamespaces',
  clusterGroupBy: 'kata.cluster.groupBy',
  clusterReport: 'kata.cluster.showReport',
  clusterDetails: 'kata.cluster.showDetails',
  clusterLogs: 'kata.cluster.logs',
  clusterShell: 'kata.cluster.shell',
  clusterDescribe: 'kata.cluster.describe',
  clusterYaml: 'kata.cluster.showYaml',
  clusterManifest: 'kata.cluster.openManifest',
  clusterForward: 'kata.cluster.forwardPort',
  clusterDelete: 'kata.cluster.delete',
  clusterCopyName: 'kata.cluster.copyName',
  clusterCopyCommand: 'kata.cluster.copyCommand',
  clusterShowMore: 'kata.cluster.showMore',
  openPathSettings: 'kata.openPathSettings',
  showLog: 'kata.showLog',
  reportIssue: 'kata.reportIssue',
} as const;

/** Keys of the settings that say where programs are, below `kata`, by the programs' names. */
export const pathSettings = {
  docker: 'paths.docker',
  nerdctl: 'paths.nerdctl',
  podman: 'paths.podman',
  ctr: 'paths.ctr',
  crictl: 'paths.crictl',
  kubectl: 'paths.kubectl',
  'kata-runtime': 'paths.kata-runtime',
  'kata-ctl': 'paths.kata-ctl',
  devcontainer: 'paths.devcontainer',
} as const;

/** Keys of settings, below `kata`. */
export const settings = {
  version: 'version',
  runtime: 'runtime',
  lintEnable: 'lint.enable',
  lintRules: 'lint.rules',
  lintFiles: 'lint.files',
  sandboxesEngines: 'sandboxes.engines',
  sandboxesOthers: 'sandboxes.showOthers',
  sandboxesInterval: 'sandboxes.refreshInterval',
  ...pathSettings,
} as const;

/** What each setting holds; package.json gives every one a default. */
export interface SettingTypes extends Record<(typeof pathSettings)[keyof typeof pathSettings], string> {
  [settings.version]: string;
  [settings.runtime]: 'auto' | 'go' | 'rs';
  [settings.lintEnable]: boolean;
  [settings.lintRules]: Readonly<Record<string, Severity | 'off'>>;
  [settings.lintFiles]: readonly string[];
  [settings.sandboxesEngines]: readonly EngineKind[];
  [settings.sandboxesOthers]: boolean;
  /** In seconds. */
  [settings.sandboxesInterval]: number;
}

/** Tools for language models, as in src/tools. */
export const tools = [
  'kata_check_host',
  'kata_lint',
  'kata_list_sandboxes',
  'kata_list_confidential_pods',
  'kata_explain',
] as const satisfies readonly ToolName[];

/** Ids of views. */
export const views = {
  host: 'kata.host',
  sandboxes: 'kata.sandboxes',
  cluster: 'kata.confidentialPods',
} as const;

/** Keys for `when` clauses. */
export const contextKeys = {
  /** The file in the active editor is one for Kata. */
  configuration: 'kata.configuration',
  /** Problems of files that are not open are shown. */
  workspaceFindings: 'kata.workspaceFindings',
  /** The host check goes on. */
  hostBusy: 'kata.host.busy',
  /** The host was checked: there is a report. */
  hostChecked: 'kata.host.checked',
  /** Why the Sandboxes view is empty; undefined where it is not, or not known yet. */
  sandboxesEmpty: 'kata.sandboxes.empty',
  /** Why the view Confidential Pods is empty; undefined where it is not, or not known yet. */
  clusterEmpty: 'kata.cluster.empty',
} as const;

/** The walkthrough's id within the extension. */
export const walkthrough = 'getStarted';

/** The source that diagnostics name; `source.fixAll.kata` fixes them. */
export const source = 'kata';

/** The project file's name, as in package.json's jsonValidation. */
export const projectFile = '.kata-workbench.json';
