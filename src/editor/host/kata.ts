/** The Kata that the last host check of this machine found, for files that say nothing about theirs. */
import { hostname } from 'node:os';
import * as vscode from 'vscode';
import type { KataTarget } from '../../knowledge';

export class HostKata implements vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  readonly onDidChange = this.changed.event;
  // A remote window and one of this machine share what VS Code keeps for an extension
  private readonly key = `host.kata:${hostname()}`;

  constructor(private readonly kept: vscode.Memento) {}

  /** Empty where no check found one. */
  get target(): Partial<KataTarget> {
    return this.kept.get<Partial<KataTarget>>(this.key) ?? {};
  }

  /** A check has found this. */
  async found({ version, runtime }: Partial<KataTarget>): Promise<void> {
    const before = this.target;
    if (before.version === version && before.runtime === runtime) return;
    await this.kept.update(this.key, { version, runtime });
    this.changed.fire();
  }

  dispose(): void {
    this.changed.dispose();
  }
}
