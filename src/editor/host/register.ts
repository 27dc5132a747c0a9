/** `Kata: Check Host`: the Host view and its commands. */
import * as vscode from 'vscode';
import type { Runner } from '../../engines';
import type { Check, OracleReport, Remedy } from '../../host';
import { commands, contextKeys, views } from '../contributions';
import { copyFix, openFile, openFixTerminal, openPage } from './actions';
import { HostCheck } from './check';
import { HostDocuments } from './documents';
import type { HostKata } from './kata';
import { hostContent, isCheckNode, isFixNode } from './nodes';
import { showPage } from '../lint/rule-pages';
import { requireTrust } from '../runner';
import { copy } from '../terminal';
import { ViewTree } from '../view-tree';

/** Registers the view and the commands; nothing runs until it is asked for. */
export function registerHost(
  { extensionUri }: vscode.ExtensionContext,
  runner: Runner,
  hostKata: HostKata,
): vscode.Disposable {
  const host = new HostCheck(async (options) => {
    const { checkHost, createHostReader, installedTarget } = await import('../../host');
    const reader = createHostReader(runner);
    const report = await checkHost(reader, options);
    await hostKata.found(await installedTarget(reader));
    return report;
  });
  const documents = new HostDocuments(host);
  const tree = new ViewTree(views.host, { busyKey: contextKeys.hostBusy });

  const work = async (run: (signal: AbortSignal) => Promise<unknown>): Promise<void> => {
    if (!(await requireTrust())) return;
    await tree.busy(async (signal) => {
      await run(signal);
    });
    void vscode.commands.executeCommand(
      'setContext',
      contextKeys.hostChecked,
      host.results.report !== undefined,
    );
  };
  const check = async (): Promise<void> => {
    await tree.focus();
    await work((signal) => host.run(signal));
  };
  /** Runs the check first where there was none yet. */
  const checked = (act: () => Promise<void>) => async (): Promise<void> => {
    if (!host.results.report) await check();
    if (host.results.report) await act();
  };
  const copied = (format: 'markdown' | 'json') => checked(async () => copy(await documents.text(format)));
  const compare = async (): Promise<void> => {
    const { askOracles, createHostReader } = await import('../../host');
    const { checks } = host.results;
    let reports: readonly OracleReport[] | undefined;
    await work(async (signal) => {
      reports = await askOracles(createHostReader(runner), checks, signal).catch((error: unknown) => {
        if (!signal.aborted) throw error;
        return undefined;
      });
    });
    if (!reports) return;
    if (reports.length > 0) await documents.compare(reports);
    else void vscode.window.showInformationMessage(vscode.l10n.t('No other host check is installed here.'));
  };
  const page = (name: string) => () => showPage(vscode.Uri.joinPath(extensionUri, 'docs', name));
  const onCheck =
    (act: (check: Check) => Promise<void>) =>
    async (node: unknown): Promise<void> => {
      if (isCheckNode(node)) await act(node.check);
    };

  const onFix =
    (act: (fix: Remedy) => Promise<void>) =>
    async (node: unknown): Promise<void> => {
      if (isFixNode(node) && node.fix) await act(node.fix);
    };

  const handlers: readonly (readonly [string, (...args: readonly unknown[]) => unknown])[] = [
    [commands.checkHost, check],
    [commands.showBiosSettings, page('host-bios.md')],
    [commands.showTuningAdvice, page('host-tuning.md')],
    [
      commands.hostStop,
      () => {
        tree.stop();
      },
    ],
    [commands.hostReport, checked(() => documents.show('markdown'))],
    [commands.hostJson, checked(() => documents.show('json'))],
    [commands.hostCopyReport, copied('markdown')],
    [commands.hostCopyJson, copied('json')],
    [commands.hostCompare, checked(compare)],
    [commands.hostRecheck, onCheck(({ id }) => work((signal) => host.again(id, signal)))],
    [commands.hostCopyFix, onFix(copyFix)],
    [commands.hostOpenTerminal, onFix(openFixTerminal)],
    [commands.hostOpenFile, onCheck(openFile)],
    [commands.hostOpenPage, onCheck((one) => openPage(one, extensionUri))],
  ];
  return vscode.Disposable.from(
    tree,
    documents,
    host,
    host.onDidChange((results) => {
      tree.show(hostContent(results));
    }),
    ...handlers.map(([id, handler]) => vscode.commands.registerCommand(id, handler)),
  );
}
