import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { folderForEach } from './support';

const { executeCommand } = vscode.commands;

const runtimeClass = `apiVersion: node.k8s.io/v1
kind: RuntimeClass
metadata:
  name: safe
handler: kata-qemu-snp
scheduling:
  nodeSelector:
    katacontainers.io/kata-runtime: "true"
`;
const pod = `apiVersion: v1
kind: Pod
metadata:
  name: app
spec:
  runtimeClassName: safe
  containers: []
`;

describe('explain and complete manifests', () => {
  const folder = folderForEach();
  before(() => vscode.extensions.getExtension('kata-workbench.kata-workbench')?.activate());

  /** Opens a manifest that has a `│` where the cursor is. */
  async function opened(text: string, name = 'manifest.yaml') {
    const offset = text.indexOf('│');
    const document = await folder.open(name, text.replace('│', ''));
    return { document, position: document.positionAt(offset) };
  }

  it('explains a class, without links that run something', async () => {
    const { document, position } = await opened(pod.replace('safe', 'kata-│qemu-snp'));
    const found = await executeCommand<vscode.Hover[]>('vscode.executeHoverProvider', document.uri, position);
    const [content] = found.flatMap(({ contents }) => contents);
    assert.ok(content instanceof vscode.MarkdownString);
    assert.match(content.value, /declared: AMD SEV-SNP, never verified/);
    assert.ok(!content.isTrusted);
    assert.equal(document.getText(found[0]?.range), 'runtimeClassName: kata-qemu-snp');
  });

  it('completes classes, and says nothing in manifests without anything of Kata', async () => {
    const { document, position } = await opened(pod.replace('safe', 'kata│'));
    const asked = ['vscode.executeCompletionItemProvider', document.uri, position, undefined, 50] as const;
    const { items } = await executeCommand<vscode.CompletionList>(...asked);
    const found = items.filter(({ label }) => typeof label !== 'string' && label.label === 'kata-qemu');
    assert.equal(found.length, 1);
    assert.ok(found[0]?.range instanceof vscode.Range);
    assert.equal(document.getText(found[0].range), 'kata');
    const other = await opened(pod.replace('runtimeClassName: safe', 'hostname: │'), 'other.yaml');
    const none = await executeCommand<vscode.CompletionList>(
      'vscode.executeCompletionItemProvider',
      other.document.uri,
      other.position,
    );
    assert.ok(
      none.items.every(({ label }) => typeof label === 'string' || !label.label.startsWith('kata-qemu')),
    );
  });

  it('leads from a class to its RuntimeClass, and from a handler to the runtime of containerd', async () => {
    const { document, position } = await opened(`${pod.replace('safe', 'sa│fe')}---\n${runtimeClass}`);
    const links = await executeCommand<vscode.LocationLink[]>(
      'vscode.executeDefinitionProvider',
      document.uri,
      position,
    );
    assert.deepEqual(
      links.map(({ targetRange }) => document.getText(targetRange)),
      ['safe'],
    );
    assert.equal(links[0]?.targetRange.start.line, 11);
    const table = "[plugins.'io.containerd.cri.v1.runtime'.containerd.runtimes.kata-qemu-snp]";
    const containerd = await folder.open(
      'containerd.toml',
      `version = 3\n${table}\nruntime_type = "io.containerd.kata-qemu-snp.v2"\n`,
    );
    const handler = await opened(runtimeClass.replace('kata-qemu', 'kata-│qemu'), 'rc.yaml');
    const runtimes = await executeCommand<vscode.LocationLink[]>(
      'vscode.executeDefinitionProvider',
      handler.document.uri,
      handler.position,
    );
    assert.deepEqual(
      runtimes.map(({ targetUri, targetRange }) => [targetUri.toString(), targetRange.start.line]),
      [[containerd.uri.toString(), 1]],
    );
  });

  it('offers changes to a RuntimeClass that nothing is wrong without', async () => {
    const { document, position } = await opened(runtimeClass.replace('safe', 'sa│fe'));
    const actions = await executeCommand<vscode.CodeAction[]>(
      'vscode.executeCodeActionProvider',
      document.uri,
      new vscode.Range(position, position),
      vscode.CodeActionKind.RefactorRewrite.value,
    );
    assert.deepEqual(
      actions.map(({ title }) => title).filter((title) => /SEV-SNP|Pin/.test(title)),
      ['Add the node selector for AMD SEV-SNP', 'Pin the file to Kata 4.1.0'],
    );
  });
});
