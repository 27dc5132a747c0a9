/** Hover, completion, definitions and changes for manifests, in the editor's types. */
import * as vscode from 'vscode';
import type * as Assist from '../../assist';
import type { ManifestFile } from '../../assist';
import type { WorkspaceIndex } from '../../lint';
// Not through the index: this small file alone tells, without loading the lint, that a YAML file has nothing of Kata's.
import { classify } from '../../lint/classify';
import { Completer, type Offers } from './completion';
import { rangeOf } from '../lint/diagnostics';
import type { HostKata } from '../host/kata';
import type { ProjectFiles } from '../lint/project-files';
import { runtimePlaces } from './runtime-places';
import { explicitTarget } from '../settings';

const selector: vscode.DocumentSelector = [{ language: 'yaml' }, { pattern: '**/*.{yaml,yml}' }];

/** A text above this length (UTF-16 code units) is left alone. */
const maxText = 1_000_000;

/** What the other files of the workspace say, and the documents' paths in it. */
export interface ManifestIndex {
  /** undefined: nothing is known yet. */
  readonly index: WorkspaceIndex | undefined;
  pathOf(uri: vscode.Uri): string;
  uriOf(path: string): vscode.Uri;
}

/** A manifest that something is asked about. */
interface Asked {
  readonly file: ManifestFile;
  readonly assist: typeof Assist;
}

type Reader = (document: vscode.TextDocument) => Promise<Asked | undefined>;

const nameOf = ({ scheme, path, fsPath }: vscode.Uri): string =>
  scheme === 'untitled' ? `${path}.yaml` : scheme === 'file' ? fsPath : path;

const readerFor =
  (projects: ProjectFiles, host: HostKata, around: ManifestIndex | undefined): Reader =>
  async (document) => {
    const text = document.getText();
    const kind = text.length > maxText ? undefined : classify(nameOf(document.uri), text);
    if (kind !== 'manifest' && kind !== 'helm-values') return undefined;
    const [assist, { resolveTarget }, found] = await Promise.all([
      import('../../assist'),
      import('../../lint'),
      projects.of(document.uri),
    ]);
    const path = around?.pathOf(document.uri) ?? nameOf(document.uri);
    const explicit = explicitTarget(document.uri);
    const project = found && { project: found.project };
    const { target } = resolveTarget({
      path: nameOf(document.uri),
      text,
      explicit,
      ...project,
      host: host.target,
    });
    return { assist, file: { path, text, target, index: around?.index } };
  };

/** Registers everything that explains and completes manifests; `around`: the index of the workspace, where there is one. */
export function registerManifestAssist(
  projects: ProjectFiles,
  host: HostKata,
  around?: ManifestIndex,
): vscode.Disposable {
  const read = readerFor(projects, host, around);
  const { languages } = vscode;
  return vscode.Disposable.from(
    languages.registerHoverProvider(selector, { provideHover: hoverWith(read) }),
    languages.registerCompletionItemProvider(selector, new Completer(completeWith(read)), ' ', '"', "'", '/'),
    languages.registerDefinitionProvider(selector, { provideDefinition: definitionWith(read, around) }),
    languages.registerCodeActionsProvider(
      selector,
      { provideCodeActions: changesWith(read) },
      { providedCodeActionKinds: [change] },
    ),
  );
}

const completeWith =
  (read: Reader): Offers =>
  async (document, position, trigger) => {
    // a blank asks for a value; those that indent a line ask for nothing
    if (trigger === ' ' && document.lineAt(position).firstNonWhitespaceCharacterIndex >= position.character)
      return undefined;
    const asked = await read(document);
    return asked?.assist.manifestCompletionsAt(asked.file, document.offsetAt(position));
  };

const hoverWith =
  (read: Reader): vscode.HoverProvider['provideHover'] =>
  async (document, position) => {
    const asked = await read(document);
    const found = asked?.assist.manifestHoverAt(asked.file, document.offsetAt(position));
    return (
      found && new vscode.Hover(new vscode.MarkdownString(found.markdown), rangeOf(document, found.span))
    );
  };

const definitionWith =
  (read: Reader, around: ManifestIndex | undefined): vscode.DefinitionProvider['provideDefinition'] =>
  async (document, position, token) => {
    const asked = await read(document);
    const found = asked?.assist.manifestDefinitionAt(asked.file, document.offsetAt(position));
    if (!asked || !found) return undefined;
    const link = (targetUri: vscode.Uri, targetRange: vscode.Range): vscode.LocationLink => ({
      originSelectionRange: rangeOf(document, found.origin),
      targetUri,
      targetRange,
    });
    if (found.kind === 'handler') {
      const places = await runtimePlaces(found.handler, token);
      return places.map(({ uri, range }) => link(uri, range));
    }
    return Promise.all(
      found.places.map(async ({ path, span }) => {
        const here = path === asked.file.path || !around;
        const target = here ? document : await vscode.workspace.openTextDocument(around.uriOf(path));
        return link(target.uri, rangeOf(target, span));
      }),
    );
  };

const change = vscode.CodeActionKind.RefactorRewrite.append('kata');

const changesWith =
  (read: Reader): vscode.CodeActionProvider['provideCodeActions'] =>
  async (document, range, { only, triggerKind }) => {
    // nothing is wrong without these changes: no light bulb for them alone
    const asks = triggerKind === vscode.CodeActionTriggerKind.Invoke || only !== undefined;
    if (!asks || (only && !only.contains(change))) return undefined;
    const asked = await read(document);
    const found = asked?.assist.manifestActionsAt(asked.file, document.offsetAt(range.start)) ?? [];
    return found.map(({ title, edits }) => {
      const action = new vscode.CodeAction(title, change);
      action.edit = new vscode.WorkspaceEdit();
      const changes = edits.map(({ span, newText }) =>
        vscode.TextEdit.replace(rangeOf(document, span), newText),
      );
      action.edit.set(document.uri, changes);
      return action;
    });
  };
