/** `kata-workbench devcontainer`: finds the configuration, plans, carries out and reports. */
import { isAbsolute, relative, resolve, sep } from 'node:path';
import {
  carryOut,
  diskFiles,
  diskStateFolder,
  findConfigurations,
  NoHome,
  planDefault,
  planStatus,
  planUse,
  Refusal,
  runtimeNameProblem,
  type Environment,
  type Place,
  type Plan,
} from '../../devcontainer';
import { printable } from '../../documents/printable';
import { exitCodes, UsageError } from '../usage';
import type { Action, Request } from './command';
import { runtimeWarning } from './engine';
import { jsonError, jsonReport, textReport } from './report';

/** How the command ends, and what it says. */
export interface Ended {
  readonly output: string;
  readonly errors: string;
  readonly code: number;
}

/** Several configurations, or none. */
class NoChoice extends Error {
  constructor(
    message: string,
    readonly configs: readonly string[],
  ) {
    super(message);
  }
}

/** Runs the command on a workspace folder. `warn`: what an engine says against a runtime, if one answers soon. */
export async function devContainer(
  { action, config, dryRun, json }: Request,
  folder: string,
  environment: Environment,
  warn: (runtime: string, signal: AbortSignal) => Promise<string | undefined> = runtimeWarning,
): Promise<Ended> {
  const show = (path: string): string => shown(path, folder);
  const failed = (
    code: number,
    message: string,
    file?: string,
    line?: number,
    configs?: readonly string[],
  ) => {
    if (json) return { output: jsonError(message, file, line, configs), errors: '', code };
    const where = file === undefined ? '' : `${file}${line === undefined ? '' : `:${line}`}: `;
    const list = (configs ?? []).map((path) => `  ${printable(path)}\n`).join('');
    return { output: '', errors: `kata-workbench: ${printable(where + message)}\n${list}`, code };
  };
  const ended = new AbortController();
  try {
    if (action.name === 'use') {
      const problem = runtimeNameProblem(action.runtime);
      if (problem !== undefined) throw new UsageError(problem);
    }
    const path = config === undefined ? await onlyConfiguration(folder) : resolve(folder, config);
    const place: Place = {
      files: diskFiles,
      stateFolder: diskStateFolder(environment),
      environment,
      workspaceFolder: folder,
    };
    // The engine is asked meanwhile
    const asked = action.name === 'use' ? warn(action.runtime, ended.signal) : undefined;
    const planned = await planOf(action, path, place);
    if (!dryRun) await carryOut(planned, diskFiles);
    const warning = await asked;
    const plan = warning === undefined ? planned : { ...planned, warnings: [...planned.warnings, warning] };
    if (json) return { output: jsonReport(plan, show), errors: '', code: exitCodes.clean };
    const errors = plan.warnings.map((line) => `kata-workbench: warning: ${printable(line)}\n`).join('');
    const output = textReport(plan, show, { status: action.name === 'status', dryRun });
    return { output, errors, code: exitCodes.clean };
  } catch (error) {
    ended.abort();
    if (error instanceof UsageError || error instanceof NoHome)
      return failed(exitCodes.trouble, error.message);
    if (error instanceof NoChoice) {
      const configs = error.configs.length > 0 ? error.configs.map(show) : undefined;
      return failed(exitCodes.trouble, error.message, undefined, undefined, configs);
    }
    if (error instanceof Refusal)
      return failed(exitCodes.findings, error.message, show(error.path), error.line);
    throw error;
  }
}

const planOf = (action: Action, path: string, place: Place): Promise<Plan> => {
  switch (action.name) {
    case 'status':
      return planStatus(path, place);
    case 'use':
      return planUse(path, action, place);
    case 'default':
      return planDefault(path, place);
  }
};

async function onlyConfiguration(folder: string): Promise<string> {
  const found = await findConfigurations(folder, diskFiles);
  const [only] = found;
  if (only === undefined)
    throw new NoChoice(
      'This folder has no dev container: no .devcontainer/devcontainer.json, no .devcontainer.json and no .devcontainer/FOLDER/devcontainer.json. Name the file with --config.',
      [],
    );
  if (found.length > 1)
    throw new NoChoice('This folder has several dev containers; choose one with --config:', found);
  return only;
}

/** A path for people: relative to the folder where it is below it. */
function shown(path: string, folder: string): string {
  const below = relative(folder, path);
  return below === '' || below === '..' || below.startsWith(`..${sep}`) || isAbsolute(below) ? path : below;
}
