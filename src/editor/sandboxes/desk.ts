/** What the actions on sandboxes work with; tests give their own. */
import type * as vscode from 'vscode';
import type { Runner } from '../../engines';
import type { Ask } from '../devcontainer/ask';
import type { ViewDocuments } from '../view-documents';
import type { SandboxWatch } from './live';

export interface SandboxDesk {
  readonly ask: Ask;
  readonly runner: Runner;
  readonly documents: Pick<ViewDocuments, 'showPage' | 'showText'>;
  readonly watch: Pick<SandboxWatch, 'current' | 'newest'>;
  /** The lines that are chosen in the view. */
  readonly selection: () => readonly unknown[];
  readonly log: Pick<vscode.LogOutputChannel, 'error' | 'debug'>;
}
