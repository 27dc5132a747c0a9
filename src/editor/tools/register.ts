/** The tools for language models in VS Code: registers them; what each needs is loaded when it is called. */
import * as vscode from 'vscode';
import type { Runner } from '../../engines';
import type { ConfigFolders } from '../lint/config-folders';
import { tools } from '../contributions';
import type { HostKata } from '../host/kata';
import type { FileJudge } from '../lint/judge-file';
import type { ProjectFiles } from '../lint/project-files';

/** What the tools are made of here. */
export interface ToolParts {
  readonly runner: Runner;
  readonly folders: ConfigFolders;
  readonly projects: ProjectFiles;
  readonly files: FileJudge;
  readonly host: HostKata;
  /** The workspace's. */
  readonly memory: vscode.Memento;
  readonly log: Pick<vscode.LogOutputChannel, 'error'>;
}

export function registerTools(parts: ToolParts): vscode.Disposable {
  // Programs made from the sources of VS Code may have no language models
  const lm = vscode.lm as Partial<typeof vscode.lm> | undefined;
  const register = lm?.registerTool;
  if (!register) return vscode.Disposable.from();
  return vscode.Disposable.from(
    ...tools.map((name) =>
      register<object>(name, {
        prepareInvocation: async ({ input }) => (await import('./prepare')).prepare(name, input),
        invoke: async ({ input }, token) => (await import('./invoke')).invoke(name, input, parts, token),
      }),
    ),
  );
}
