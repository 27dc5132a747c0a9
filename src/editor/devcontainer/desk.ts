/** What the commands about dev containers work with; tests give their own. */
import type * as vscode from 'vscode';
import type { Runner } from '../../engines';
import type { ViewDocuments } from '../view-documents';
import type { Ask } from './ask';

export interface Desk {
  readonly ask: Ask;
  readonly runner: Runner;
  readonly documents: Pick<ViewDocuments, 'showPage'>;
  readonly log: Pick<vscode.LogOutputChannel, 'info' | 'warn' | 'error' | 'debug'>;
  /** What outlives a reload of the window, shared by all windows. */
  readonly state: {
    get(key: string): unknown;
    update(key: string, value: unknown): Thenable<void>;
  };
}

/** An item of a list with something behind it. */
export interface Item<T> extends vscode.QuickPickItem {
  readonly value: T;
}
