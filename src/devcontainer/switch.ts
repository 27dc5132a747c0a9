/** The switch of a devcontainer.json to a runtime and back, planned as data; `carryOut` does it. */
import { dirname, isAbsolute, relative, resolve, sep } from 'node:path';
import { t } from '../text';
import type { Files } from './files';
import { memoryPath, NoHome, readMemory } from './memory';
import { deciding, readComposeFiles, type ComposeFile } from './override';
import type { Configuration, Place, Plan, RuntimeState, Steps, Wanted } from './plan';
import { readDevContainer, runtimeOf, type DevContainer } from './read';
import { Refusal } from './refusal';
import { isKataRuntime } from './runtime-name';
import { planRunArgsDefault, planRunArgsUse } from './switch-args';
import { planComposeDefault, planComposeUse } from './switch-compose';
import {
  developerArgument,
  developerCompose,
  developerVariable,
  hasVariable,
  resolveArgument,
  resolveCompose,
} from './variables';

/** Reads a configuration with what belongs to it, and with `recall` what a switch replaced. Throws a Refusal or, with `recall`, a NoHome. */
export async function readConfiguration(path: string, place: Place, recall = false): Promise<Configuration> {
  const { files, stateFolder } = place;
  if (recall && stateFolder === undefined) throw new NoHome(t('nothing can be remembered'));
  const file = await files.read(path);
  if (!file) throw new Refusal(t('There is no such file.'), path);
  const model = readDevContainer(file.text, path);
  const remembered =
    recall && stateFolder !== undefined ? memoryPath(stateFolder, await files.realpath(path)) : undefined;
  const [composeFiles, memory] = await Promise.all([
    composeFilesOf(model, (name) => files.read(name), place),
    remembered === undefined ? undefined : readMemory(files, remembered),
  ]);
  return { model, file, composeFiles, memoryPath: remembered, memory };
}

/** Which runtime a configuration asks for, as a plan that changes nothing. */
export async function planStatus(path: string, place: Place): Promise<Plan> {
  const configuration = await readConfiguration(path, place);
  const notes = notesOf(configuration);
  const unknown = new NoHome(t('what stood there before a switch is not known')).message;
  return plan(configuration, place, {
    changes: [],
    warnings: place.stateFolder === undefined ? [...notes, unknown] : notes,
    remember: undefined,
  });
}

/** Plans the switch to a runtime, whose name must be one (`runtimeNameProblem`). Throws a Refusal or a NoHome. */
export async function planUse(path: string, { runtime, perDeveloper }: Wanted, place: Place): Promise<Plan> {
  const configuration = await readConfiguration(path, place, true);
  await staysInside(path, place);
  const compose = configuration.model.kind === 'compose';
  const value = !perDeveloper ? runtime : compose ? developerCompose(runtime) : developerArgument(runtime);
  const steps = compose
    ? await planComposeUse(configuration, value, place.files)
    : planRunArgsUse(configuration, value);
  return plan(
    configuration,
    place,
    withNotes(configuration, await withoutLeftover(configuration, steps, place)),
  );
}

/** Plans the way back: to what a switch replaced, or out of Kata where nothing is remembered. Throws a Refusal or a NoHome. */
export async function planDefault(path: string, place: Place): Promise<Plan> {
  const configuration = await readConfiguration(path, place, true);
  await staysInside(path, place);
  const steps =
    configuration.model.kind === 'compose'
      ? planComposeDefault(configuration)
      : planRunArgsDefault(configuration);
  return plan(
    configuration,
    place,
    withNotes(configuration, await withoutLeftover(configuration, steps, place)),
  );
}

/** Throws a Refusal for a link that leads out of the folder: what a repository brings changes nothing elsewhere. */
async function staysInside(path: string, { files, workspaceFolder }: Place): Promise<void> {
  if (workspaceFolder === undefined || !isInside(workspaceFolder, path)) return;
  const [folder, real] = await Promise.all([files.realpath(workspaceFolder), files.realpath(path)]);
  if (!isInside(folder, real))
    throw new Refusal(
      t('This is a link that leads out of the folder, to {0}. Change that file itself.', real),
      path,
    );
}

const isInside = (folder: string, path: string): boolean => {
  const below = relative(folder, path);
  return below !== '..' && !below.startsWith(`..${sep}`) && !isAbsolute(below);
};

/** Whether there is a way back from this runtime: it is Kata, or each developer chooses whether it is. */
export const isSwitched = ({ runtime, resolved }: RuntimeState): boolean =>
  isKataRuntime(resolved ?? runtime ?? '') || runtime?.includes(developerVariable) === true;

const composeFilesOf = (
  model: DevContainer,
  read: Files['read'],
  { environment, workspaceFolder }: Place,
): Promise<readonly ComposeFile[]> => readComposeFiles(model, read, environment, workspaceFolder);

/** What is worth saying about a configuration as it is. */
function notesOf({ model, composeFiles }: Configuration): readonly string[] {
  const notes = model.notes.map(({ message }) => message);
  notes.push(...composeFiles.flatMap(({ problem }) => (problem === undefined ? [] : [`${problem}.`])));
  const known = composeFiles.every(({ problem }) => problem === undefined);
  if (model.service && known && !composeFiles.some(({ hasService }) => hasService))
    notes.push(t('None of the files of Docker Compose has the service {0}.', model.service.value));
  return notes;
}

const withNotes = (configuration: Configuration, steps: Steps): Steps => ({
  ...steps,
  warnings: [...notesOf(configuration), ...steps.warnings],
});

function stateOf(
  model: DevContainer,
  composeFiles: readonly ComposeFile[],
  { environment, workspaceFolder }: Place,
): RuntimeState {
  const compose = model.kind === 'compose';
  const runtime = compose ? (deciding(composeFiles)?.runtime ?? null) : runtimeOf(model);
  if (runtime === null || !hasVariable(runtime)) return { runtime };
  const resolved = compose
    ? resolveCompose(runtime, environment)
    : resolveArgument(runtime, environment, workspaceFolder);
  return { runtime, ...(resolved !== undefined && { resolved }) };
}

/** The plan of some steps. What they lead to is read from the texts that they leave. */
async function plan(configuration: Configuration, place: Place, steps: Steps): Promise<Plan> {
  const { model, composeFiles, memory, memoryPath: path } = configuration;
  const before = stateOf(model, composeFiles, place);
  const changed = new Map(steps.changes.map((change) => [change.path, change.after]));
  const read: Files['read'] = async (name) => {
    if (!changed.has(name)) return place.files.read(name);
    const after = changed.get(name);
    return after === undefined ? undefined : { text: after, bom: false };
  };
  const text = changed.get(model.path);
  const left = text === undefined ? model : readDevContainer(text, model.path);
  const after = changed.size === 0 ? before : stateOf(left, await composeFilesOf(left, read, place), place);
  return {
    config: model.path,
    kind: model.kind,
    before,
    after,
    changes: steps.changes,
    memory: path === undefined ? undefined : { path, before: memory, after: steps.remember },
    warnings: steps.warnings,
  };
}

/** The override file of a switch that nothing refers to any more goes, too, where it is as it was written. */
async function withoutLeftover(
  { memory, model, composeFiles }: Configuration,
  steps: Steps,
  { files }: Place,
): Promise<Steps> {
  const { override } = memory ?? {};
  if (override?.before !== null) return steps;
  const path = resolve(dirname(model.path), override.name);
  if (steps.changes.some((change) => change.path === path)) return steps;
  if (steps.remember?.override?.name === override.name) return steps;
  if (composeFiles.some((file) => file.path === path)) return steps;
  const file = await files.read(path);
  if (file?.text !== override.written) return steps;
  return { ...steps, changes: [...steps.changes, { path, before: file, after: undefined }] };
}
