/** What the Dev Container CLI makes of a configuration together with its image and its features. */
import type { Command } from './command';
import { record } from './json';

/** How long it may take to look into features, which may have to be fetched, in ms. */
const timeLimit = 20_000;

/**
 * The merged configuration as JSON: what image, features and file ask for together. The CLI may pull the image for it,
 * as it would to start the container. (Recorded from 0.89.0.)
 */
export const devContainerMerged = (
  folder: string,
  config?: string,
  dockerPath?: string,
): Command<string> => ({
  command: 'devcontainer',
  args: [
    'read-configuration',
    '--workspace-folder',
    folder,
    ...(config === undefined ? [] : ['--config', config]),
    ...(dockerPath === undefined ? [] : ['--docker-path', dockerPath]),
    '--include-merged-configuration',
  ],
  timeLimit,
  parse: ({ stdout }) => {
    const { mergedConfiguration } = record(JSON.parse(stdout));
    if (mergedConfiguration === undefined) throw new Error('no mergedConfiguration');
    return JSON.stringify(mergedConfiguration);
  },
});
