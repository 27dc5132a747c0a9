/** What somebody does all day, over and over: for tests of what it leaves behind in the extension host. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import * as vscode from 'vscode';
import type { Folder } from './support';
import { closeAll, right, until } from './support';

const manifest = (turn: number): string => `apiVersion: node.k8s.io/v1
kind: RuntimeClass
metadata:
  name: kata-${String(turn)}
handler: kata-qemu
overhead:
  podFixed:
    memory: 512m
    cpu: 250m
---
apiVersion: v1
kind: Pod
metadata:
  name: app
spec:
  runtimeClassName: kata-${String(turn)}
  containers:
    - name: app
      image: registry.example/app:1.0
`;
const configuration = (turn: number): string => `${right}no_such_key_${String(turn)} = 1\n`;

/** Where the extension is not there, nothing is waited for and there are no views. */
export interface CycleOptions {
  readonly extension: boolean;
}

/** Opens, changes and closes a configuration and a manifest that nobody has seen before. */
export async function editFiles(folder: Folder, turn: number, { extension }: CycleOptions): Promise<void> {
  const files = [
    folder.write(`${String(turn)}/configuration.toml`, configuration(turn)),
    folder.write(`${String(turn)}/manifest.yaml`, manifest(turn)),
  ];
  for (const uri of files) {
    await vscode.commands.executeCommand('vscode.open', uri, { preview: false });
    const document = vscode.window.activeTextEditor?.document;
    if (!document) throw new Error(`${uri.toString()} is not open.`);
    const { length } = document.getText();
    const edit = new vscode.WorkspaceEdit();
    edit.insert(uri, document.positionAt(length), `# ${String(turn)}\n`);
    await vscode.workspace.applyEdit(edit);
    const found = (): number => vscode.languages.getDiagnostics(uri).length;
    if (extension && !(await until(found, Boolean)))
      throw new Error(`Nothing was found in ${uri.toString()}.`);
    await vscode.commands.executeCommand('vscode.executeHoverProvider', uri, new vscode.Position(5, 3));
  }
  await closeAll();
}

/** Shows the views and hides them again. */
export async function lookAtViews(): Promise<void> {
  for (const view of ['host', 'sandboxes', 'confidentialPods'])
    await vscode.commands.executeCommand(`kata.${view}.focus`);
  await vscode.commands.executeCommand('workbench.view.explorer');
}

/** Bytes of the heap that are in use after everything that can be collected was. */
export async function usedHeap(): Promise<number> {
  setFlagsFromString('--expose-gc');
  const gc = runInNewContext('gc') as () => void;
  // What weak references and finalizers hold goes with the next turn
  for (let round = 0; round < 4; round++) {
    gc();
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return process.memoryUsage().heapUsed;
}
