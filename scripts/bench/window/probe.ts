/**
 * An extension of the bench's own, in the extension host of a real VS Code: measures how long another takes to
 * activate, and from then on how long the extension host is held up. Writes what it saw to the file KATA_BENCH_PROBE.
 */
import { renameSync, writeFileSync } from 'node:fs';
import * as vscode from 'vscode';
import { HeldUp } from '../../../test/support/held-up';
import type { Seen } from './seen';

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  const { KATA_BENCH_PROBE: file } = process.env;
  if (file === undefined) throw new Error('KATA_BENCH_PROBE names no file.');
  const extension = vscode.extensions.getExtension(vscode.workspace.name ?? '');
  // Not while VS Code starts and all others want the processor, too
  await new Promise((resolve) => setTimeout(resolve, 3_000));
  const measured = extension?.isActive === false;
  const started = performance.now();
  if (measured) await extension.activate();
  const activation = measured ? performance.now() - started : undefined;
  const heldUp: [number, number][] = [];
  let current = new HeldUp();
  const timer = setInterval(() => {
    heldUp.push([Date.now(), current.end()]);
    const seen: Seen = activation === undefined ? { heldUp } : { activation, heldUp };
    // Whole, or not at all: the other side reads it at any time
    writeFileSync(`${file}.new`, JSON.stringify(seen));
    renameSync(`${file}.new`, file);
    current = new HeldUp();
  }, 250);
  context.subscriptions.push({
    dispose: () => {
      clearInterval(timer);
    },
  });
}
