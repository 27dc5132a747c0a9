/** What can be done with a check of the Host view. */
import * as vscode from 'vscode';
import type { Check, Remedy, TopicId } from '../../host';
import { linkOf } from './tooltip';
import { showPage } from '../lint/rule-pages';
import { copy, openTerminal } from '../terminal';
import { inert } from '../untrusted-text';

/** Words for `when` clauses that say what can be done with a remedy. */
export const fixWords = (fix: Remedy | undefined): readonly string[] => [
  ...(fix ? ['fix'] : []),
  ...(fix?.command !== undefined && fix.elsewhere !== true ? ['command'] : []),
];

/** Words for `when` clauses that say what can be done with a check. */
export const actionWords = (check: Check): readonly string[] => [
  'check',
  ...fixWords(check.fix),
  ...(filesOf(check).length > 0 ? ['file'] : []),
  ...(pageOf(check) !== undefined || linkOf(check.source) !== undefined ? ['page'] : []),
];

/** Copies the command that mends it, or what is to be done where that is no command. */
export async function copyFix(fix: Remedy): Promise<void> {
  await copy(fix.command ?? fix.text);
}

/** Opens a terminal with the command that mends it. */
export async function openFixTerminal({ command }: Remedy): Promise<void> {
  if (command !== undefined) await openTerminal('Kata', command);
}

/** Opens a file that the check looked at; asks which where there are several. */
export async function openFile(check: Check): Promise<void> {
  const { t } = vscode.l10n;
  const files = filesOf(check);
  const path =
    files.length > 1 ? await vscode.window.showQuickPick(files, { title: t('Open a file') }) : files[0];
  if (path === undefined) return;
  const uri = vscode.Uri.file(path);
  try {
    const { type } = await vscode.workspace.fs.stat(uri);
    if (type & vscode.FileType.Directory) {
      void vscode.window.showInformationMessage(inert(t('{0} is a folder.', path)));
      return;
    }
  } catch (error) {
    if (!(error instanceof vscode.FileSystemError)) throw error;
    void vscode.window.showInformationMessage(inert(t('{0} cannot be opened: {1}', path, error.message)));
    return;
  }
  await vscode.commands.executeCommand('vscode.open', uri);
}

/** Opens the page about it: ours, or the source that the check names. */
export async function openPage(check: Check, extension: vscode.Uri): Promise<void> {
  const page = pageOf(check);
  const link = linkOf(check.source);
  if (page !== undefined) await showPage(vscode.Uri.joinPath(extension, 'docs', page));
  else if (link !== undefined) await vscode.env.openExternal(vscode.Uri.parse(link, true));
}

/** Files that an editor can show: no devices. */
const filesOf = ({ evidence = [] }: Check): readonly string[] => [
  ...new Set(evidence.map(({ path }) => path).filter((path) => /^\/(?!dev\/)/.test(path))),
];

const pages: Partial<Record<TopicId, string>> = {
  virtualization: 'host-bios.md',
  tee: 'host-bios.md',
  resources: 'host-tuning.md',
};

const pageOf = ({ topic }: Check): string | undefined => pages[topic];
