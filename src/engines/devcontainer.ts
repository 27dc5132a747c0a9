/**
 * The Dev Container CLI (`@devcontainers/cli`): its result is the last line of stdout, what it does meanwhile are lines
 * on stderr, both JSON. (Recorded from 0.89.0.)
 */
import type { Command } from './command';
import { jsonLines, text } from './json';

/** Which dev container, and with which Docker. All paths are absolute. */
export interface DevContainerOptions {
  readonly folder: string;
  /** The devcontainer.json; without it the CLI takes the first of its two usual places. */
  readonly config?: string;
  /** Where the program `docker` is, if not on the PATH. */
  readonly dockerPath?: string;
  /** Variables that stand above the environment, for `${localEnv:...}`. */
  readonly environment?: Readonly<Record<string, string>>;
}

/**
 * Builds and starts the dev container; for `Runner.lines` with `upOutcome` and `upLog`. `replace` removes a container
 * that is there already: only then do changes of `runArgs` count.
 */
export const devContainerUp = (
  { folder, config, dockerPath, environment }: DevContainerOptions,
  replace: boolean,
): Omit<Command<unknown>, 'parse'> => ({
  command: 'devcontainer',
  args: [
    'up',
    '--workspace-folder',
    folder,
    ...(config === undefined ? [] : ['--config', config]),
    ...(dockerPath === undefined ? [] : ['--docker-path', dockerPath]),
    ...(replace ? ['--remove-existing-container'] : []),
    '--log-format',
    'json',
  ],
  // 1 with an outcome that says why
  exitCodes: [0, 1],
  ...(environment && { environment }),
});

/** How it ended. */
export type UpOutcome =
  | { readonly containerId: string; readonly remoteUser: string; readonly remoteFolder: string }
  | { readonly error: string };

/** Reads a line of stdout; undefined for one that is no outcome. */
export function upOutcome(line: string): UpOutcome | undefined {
  const [value] = jsonLines(line);
  const containerId = text(value?.containerId);
  switch (value?.outcome) {
    case 'success':
      if (containerId === undefined || !/^[0-9a-f]{12,64}$/.test(containerId)) return undefined;
      return {
        containerId,
        remoteUser: text(value.remoteUser) ?? '',
        remoteFolder: text(value.remoteWorkspaceFolder) ?? '',
      };
    case 'error':
      return { error: text(value.message) ?? text(value.description) ?? '' };
    default:
      return undefined;
  }
}

/** Something that it wrote about its work. */
export interface UpLog {
  /** Without colours; may have several lines. */
  readonly text: string;
  /** Whether it begins something that may take a while, so that it is worth showing as progress. */
  readonly isStep: boolean;
}

const colours = /\u001b\[[\d;]*m/g;

/** Reads a line of stderr. One that is not JSON (Node.js's own complaints) is the text as it stands. */
export function upLog(line: string): UpLog | undefined {
  const [value] = jsonLines(line);
  const said = value === undefined ? line : (text(value.text) ?? text(value.name) ?? '');
  const plain = said.replace(colours, '').replaceAll('\r\n', '\n').trim();
  if (plain === '' || value?.type === 'stop') return undefined;
  return {
    text: plain,
    isStep: value?.type === 'start' || (value?.type === 'progress' && value.status === 'running'),
  };
}
