/** A second configuration for Kata beside the first one, and new configurations for a folder without one. */
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { applyEdits, type TextEdit } from '../documents';
import { t } from '../text';
import type { FileChange, Files } from './files';
import { properties, property, stringOf, type Node } from './jsonc';
import type { Place, Plan } from './plan';
import { readDevContainer } from './read';
import { Refusal } from './refusal';
import { planUse, readConfiguration } from './switch';

/** The folder of the variant below `.devcontainer`. */
export const variantFolder = 'kata';

/** Where the variant of a workspace folder is. */
export const variantPath = (workspaceFolder: string): string =>
  join(workspaceFolder, '.devcontainer', variantFolder, 'devcontainer.json');

/**
 * Plans a copy of a configuration that has this runtime, for people who choose it when they open the folder. Paths in
 * it are made right for its new place. Throws a Refusal, also where there is a file already.
 */
export async function planVariant(
  base: string,
  target: string,
  runtime: string,
  place: Place,
): Promise<Plan> {
  const { model, file } = await readConfiguration(base, place);
  if (await place.files.exists(target))
    throw new Refusal(t('There is a Kata variant already. Open it, or remove it first.'), target);
  const edits = [...movedPaths(model.root, base, target), ...renamed(model.root)];
  const text = applyEdits(
    model.text,
    edits.sort((a, b) => a.span.start - b.span.start),
  );
  return planNew(target, [], text, runtime, place, file.bom);
}

/**
 * Plans a new configuration with this runtime from its text and the files beside it. Throws a Refusal where one of them
 * is there already.
 */
export async function planNew(
  config: string,
  beside: readonly { readonly path: string; readonly text: string }[],
  text: string,
  runtime: string,
  place: Place,
  bom = false,
): Promise<Plan> {
  for (const path of [config, ...beside.map((file) => file.path)])
    if (await place.files.exists(path)) throw new Refusal(t('There is such a file already.'), path);
  readDevContainer(text, config);
  // The switch is planned as if the file were there
  const files: Files = {
    ...place.files,
    read: (path) => (path === config ? Promise.resolve({ text, bom }) : place.files.read(path)),
    realpath: (path) => (path === config ? Promise.resolve(path) : place.files.realpath(path)),
  };
  const plan = await planUse(config, { runtime }, { ...place, files });
  const after = plan.changes.find(({ path }) => path === config)?.after ?? text;
  const made = (path: string, content: string): FileChange => ({ path, before: undefined, after: content });
  return {
    ...plan,
    before: { runtime: null },
    changes: [
      ...beside.map((file) => made(file.path, file.text)),
      ...plan.changes.filter(({ path }) => path !== config),
      made(config, bom ? `\ufeff${after}` : after),
    ],
    // It never had another runtime: there is nothing to put back
    memory: undefined,
  };
}

/** Edits that make paths, which count from the folder of the file, right for another folder. */
function movedPaths(root: Node, base: string, target: string): readonly TextEdit[] {
  const build = property(root, 'build')?.value;
  const places = [
    property(root, 'dockerFile'),
    property(root, 'context'),
    property(root, 'dockerComposeFile'),
    property(build, 'dockerfile'),
    property(build, 'context'),
  ].flatMap((found) => (found ? [found.value, ...(found.value.children ?? [])] : []));
  const moved = places.flatMap((node) => move(node, stringOf(node), base, target));
  const features = properties(property(root, 'features')?.value).filter(({ key }) => /^\.\.?\//.test(key));
  // A build without a context takes the folder of its Dockerfile, which stays the same
  return [...moved, ...features.flatMap(({ key, node }) => move(node.children?.[0], key, base, target))];
}

function move(
  node: Node | undefined,
  value: string | undefined,
  base: string,
  target: string,
): readonly TextEdit[] {
  // A path that begins with a variable does not count from the file
  if (!node || value === undefined || isAbsolute(value) || value.startsWith('$')) return [];
  const span = { start: node.offset, end: node.offset + node.length };
  return [{ span, newText: JSON.stringify(pathFrom(target, resolve(dirname(base), value))) }];
}

/** A path as it is written in a file. */
const pathFrom = (file: string, path: string): string => {
  const found = relative(dirname(file), path).split(sep).join('/');
  return found.startsWith('.') ? found : `./${found}`;
};

/** The edit that tells the two apart where VS Code lists them. */
function renamed(root: Node): readonly TextEdit[] {
  const name = property(root, 'name')?.value;
  const value = stringOf(name);
  if (!name || value === undefined) return [];
  const span = { start: name.offset, end: name.offset + name.length };
  return [{ span, newText: JSON.stringify(`${value} (Kata)`) }];
}
