/** What the actions on pods work with; tests give their own. */
import type * as vscode from 'vscode';
import type { Runner } from '../../engines';
import type { Ask } from '../devcontainer/ask';
import type { ManifestIndex } from '../lint/manifest-index';
import type { ViewDocuments } from '../view-documents';
import type { ClusterWatch } from './live';
import type { ScopeMemory } from './scope';

export interface ClusterDesk {
  readonly ask: Ask;
  readonly runner: Runner;
  readonly documents: Pick<ViewDocuments, 'showPage' | 'showText'>;
  readonly watch: Pick<ClusterWatch, 'model' | 'again' | 'complete'>;
  readonly memory: ScopeMemory;
  readonly manifests: Pick<ManifestIndex, 'complete' | 'uriOf' | 'locate'>;
  /** Opens a terminal with a program in it. */
  readonly openTerminal: (options: vscode.TerminalOptions) => void;
}
