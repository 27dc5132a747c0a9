/** Tools for language models, all of which only read: the same in VS Code and as an MCP server. */
import { CommandFailure } from '../engines/command';
import { thisPerson } from '../redact';
import { readInput } from './input';
import { present, shown } from './present';
import { tools } from './list';
import { ToolError, type ToolDesk } from './tool';

export { tools } from './list';
export type { InputSchema } from './input';
export {
  ToolError,
  toolNames,
  type ClusterScope,
  type Linted,
  type LintRequest,
  type Tool,
  type ToolDesk,
  type ToolName,
} from './tool';

/**
 * Calls a tool and returns its result as text. Rejects with a ToolError that names cause and next step, or, where
 * `signal` is aborted, with its reason.
 */
export async function callTool(
  name: string,
  given: unknown,
  desk: ToolDesk,
  signal: AbortSignal,
): Promise<string> {
  const tool = tools.find((each) => each.name === name);
  if (!tool)
    throw new ToolError(
      `There is no tool "${shown(name, undefined, 100)}"; there are ${tools.map((each) => each.name).join(', ')}.`,
    );
  const person = tool.runsPrograms ? thisPerson() : undefined;
  try {
    signal.throwIfAborted();
    return present(await tool.run(readInput(tool, given), desk, signal), person);
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof ToolError || error instanceof CommandFailure)
      throw new ToolError(shown(error.message, person));
    throw error;
  }
}
