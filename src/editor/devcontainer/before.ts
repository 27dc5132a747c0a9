/** What is to be known before a dev container is rebuilt in Kata: what will not work, and which container goes. */
import * as vscode from 'vscode';
import { CommandFailure } from '../../engines/command';
import type { Configuration, Files, Plan, Problem, SourceText } from '../../devcontainer';
import type { DockerContainer } from '../../engines';
import { places } from '../runner';
import type { Desk } from './desk';
import { placeOf } from './place';

export interface Before {
  /** What would go wrong; those that keep the container out of Kata first. */
  readonly problems: readonly Problem[];
  /** What the configuration asks of the host, for somebody who does not know it. */
  readonly facts: readonly string[];
  /** The containers that it has already. */
  readonly containers: readonly DockerContainer[];
}

/** Looks at Docker, at this machine and at the files as the plan will leave them. Rejects when it is cancelled. */
export async function lookBefore(
  desk: Desk,
  plan: Plan,
  folder: string,
  runtime: string,
  signal: AbortSignal,
): Promise<Before> {
  const { exposures, gatherEngineFacts, preflight, readConfiguration } = await import('../../devcontainer');
  const { createHostReader } = await import('../../host');
  const place = await placeOf(vscode.Uri.file(plan.config));
  const configuration = await readConfiguration(plan.config, place);
  const [engine, merged, texts] = await Promise.all([
    gatherEngineFacts(createHostReader(desk.runner), runtime, { folder, config: plan.config }, signal),
    mergedConfiguration(desk, plan.config, folder, signal),
    textsAfter(plan, configuration, place.files),
  ]);
  const { service } = configuration.model;
  const [config, ...files] = texts;
  const problems = preflight({
    engine,
    runtime,
    config,
    ...(service && { compose: { service: service.value, files } }),
    ...(merged !== undefined && { merged }),
  });
  return {
    // The dialog says itself which container goes
    problems: problems.filter(({ id }) => id !== 'existing-container'),
    facts: exposures(configuration.model, configuration.composeFiles, place.environment).map(
      ({ message }) => message,
    ),
    containers: engine.containers,
  };
}

/** What features and image bring, where the Dev Container CLI is there to ask. */
async function mergedConfiguration(
  { runner, log }: Desk,
  config: string,
  folder: string,
  signal: AbortSignal,
): Promise<string | undefined> {
  const { devContainerMerged } = await import('../../engines');
  try {
    return await runner.run(devContainerMerged(folder, config, places().docker), signal);
  } catch (error) {
    if (!(error instanceof CommandFailure) || error.kind === 'cancelled') throw error;
    log.info(`The merged configuration is not known: ${error.message}`);
    return undefined;
  }
}

/** The configuration and its Compose files as the plan will leave them. */
async function textsAfter(
  { config, changes }: Plan,
  { model, composeFiles }: Configuration,
  files: Files,
): Promise<readonly [SourceText, ...SourceText[]]> {
  const after = async (path: string): Promise<SourceText> => {
    const change = changes.find((one) => one.path === path);
    return { path, text: (change ? change.after : (await files.read(path))?.text) ?? '' };
  };
  const compose = composeFiles.flatMap(({ path }) => path ?? []);
  const more =
    model.kind === 'compose' ? changes.filter(({ before }) => !before).map(({ path }) => path) : [];
  return [await after(config), ...(await Promise.all([...compose, ...more].map(after)))];
}
