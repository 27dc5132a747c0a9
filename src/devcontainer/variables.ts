/** Variables in devcontainer.json and in Compose files, with the values of this environment. */

/** The environment of the process that will start the container, as far as is known. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The variable of the per-developer form. */
export const developerVariable = 'DEVCONTAINER_RUNTIME';

/** The value of the per-developer form in runArgs: who sets the variable gets that runtime, all others `fallback`. */
export const developerArgument = (fallback: string): string =>
  `\${localEnv:${developerVariable}:${fallback}}`;

/** The same for a Compose file. */
export const developerCompose = (fallback: string): string => `\${${developerVariable}:-${fallback}}`;

/** Whether a text holds a variable. */
export const hasVariable = (text: string): boolean => text.includes('$');

/**
 * A text of devcontainer.json with its `${localEnv:NAME:default}` filled in; undefined where another variable is in it
 * whose value is not known here (spec-common/variableSubstitution.ts of the Dev Container CLI 0.89.0).
 */
export function resolveArgument(
  text: string,
  environment: Environment,
  workspaceFolder?: string,
): string | undefined {
  const unknown: string[] = [];
  const resolved = text.replace(/\$\{(.*?)\}/g, (match, inside: string) => {
    const [variable, name, fallback] = inside.split(':');
    if ((variable === 'localEnv' || variable === 'env') && name !== undefined)
      return environment[name] ?? fallback ?? '';
    if (variable === 'localWorkspaceFolder' && workspaceFolder !== undefined) return workspaceFolder;
    unknown.push(match);
    return match;
  });
  return unknown.length === 0 ? resolved : undefined;
}

/**
 * A text of a Compose file that is one variable, where the environment sets it; otherwise undefined, because an .env
 * file may set it, too.
 */
export function resolveCompose(text: string, environment: Environment): string | undefined {
  const [, braced, bare] = /^\$(?:\{(\w+)(?::?[-+?][^}]*)?\}|(\w+))$/.exec(text) ?? [];
  const name = braced ?? bare;
  const value = name === undefined ? undefined : environment[name];
  return value === '' ? undefined : value;
}
