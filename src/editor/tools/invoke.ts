/** Calls a tool for a language model, and answers it in the way of VS Code. */
import { readFile } from 'node:fs/promises';
import * as vscode from 'vscode';
import { createHostReader } from '../../host';
import { callTool, ToolError, tools, type ToolDesk, type ToolName } from '../../tools';
import { ScopeMemory } from '../cluster/scope';
import { settings } from '../contributions';
import { setting } from '../settings';
import { lintForTool } from './lint';
import type { ToolParts } from './register';

export async function invoke(
  name: ToolName,
  input: object,
  parts: ToolParts,
  token: vscode.CancellationToken,
): Promise<vscode.LanguageModelToolResult> {
  if (tools.some((tool) => tool.name === name && tool.runsPrograms) && !vscode.workspace.isTrusted)
    throw new Error(
      vscode.l10n.t(
        'Kata Workbench runs no program before this workspace is trusted. Ask the user to run the command "Workspaces: Manage Workspace Trust" and to trust it, then call {0} again.',
        name,
      ),
    );
  const ending = new AbortController();
  const listener = token.onCancellationRequested(() => {
    ending.abort();
  });
  if (token.isCancellationRequested) ending.abort();
  try {
    const text = await callTool(name, input, deskOf(parts), ending.signal);
    return new vscode.LanguageModelToolResult([new vscode.LanguageModelTextPart(text)]);
  } catch (error) {
    if (ending.signal.aborted) throw new vscode.CancellationError();
    if (!(error instanceof ToolError)) parts.log.error(`${name}: ${String(error)}`);
    throw error;
  } finally {
    listener.dispose();
  }
}

function deskOf(parts: ToolParts): ToolDesk {
  const { runner, memory } = parts;
  const scopes = new ScopeMemory(memory);
  return {
    runner,
    reader: createHostReader(runner),
    engines: setting(settings.sandboxesEngines, undefined),
    // What can't be read has nothing to tell
    readText: (path) => readFile(path, 'utf8').catch(() => undefined),
    lint: (request, signal) => lintForTool(request, parts, signal),
    scope: (config) => scopes.in(config),
  };
}
