/** What each input is: a main file of a Kata configuration, a drop-in, or nothing that there are rules for. */
import { basename, dirname } from 'node:path';
import { classify, mainFolderOf, type Finding, type Kind } from '../../lint';
import type { ConfigFolder, ConfigFolders, Main } from './config-folders';
import type { Input } from './inputs';
import { ignored, notChecked, unreadable } from './notes';
import type { ProjectFiles } from './project-files';
import { realOrSame, Unreadable } from './sources';

export type Role =
  | { readonly as: 'main'; readonly folder: ConfigFolder; readonly main: Main }
  | { readonly as: 'drop-in'; readonly folder: ConfigFolder; readonly name: string }
  | { readonly as: 'other'; readonly kind: Kind | undefined; readonly note: Finding };

/** The role of each input; those found in a directory that there are no rules for are passed over. */
export function assignRoles(
  inputs: readonly Input[],
  kind: Kind | undefined,
  folders: ConfigFolders,
  projects: ProjectFiles,
): ReadonlyMap<Input, Role> {
  const roles = new Map<Input, Role>();
  const isDropIn = (input: Input): boolean => mainFolderOf(input.absolute) !== undefined;
  // Main files first: whether a member of some config.d is a drop-in may depend on them
  for (const input of [...inputs.filter((one) => !isDropIn(one)), ...inputs.filter(isDropIn)]) {
    const role = roleOf(input, (input.named ? kind : undefined) ?? kindOf(input), folders, projects);
    if (role.as !== 'other' || input.named) roles.set(input, role);
  }
  return roles;
}

/** The kind by path and text; the real path counts where the given one says nothing. */
const kindOf = ({ absolute, source }: Input): Kind | undefined =>
  source instanceof Unreadable
    ? undefined
    : (classify(absolute, source.text) ?? classify(source.real, source.text));

function roleOf(input: Input, kind: Kind | undefined, folders: ConfigFolders, projects: ProjectFiles): Role {
  const { absolute, file, source, named } = input;
  if (source instanceof Unreadable) return { as: 'other', kind, note: unreadable(source.reason) };
  if (named && projects.ignores(absolute)) return { as: 'other', kind, note: ignored() };
  if (kind !== undefined && kind !== 'kata-config') return { as: 'other', kind, note: notChecked(kind) };
  if (mainFolderOf(absolute) !== undefined) {
    const folder = folders.at(realOrSame(dirname(dirname(absolute))), dirname(dirname(file)));
    folder.findMains();
    if (kind === undefined && folder.mains.size === 0) return { as: 'other', kind, note: notChecked(kind) };
    const name = basename(absolute);
    folder.wantDropIn(name, source);
    return { as: 'drop-in', folder, name };
  }
  if (kind === undefined) return { as: 'other', kind, note: notChecked(kind) };
  const folder = folders.at(dirname(source.real), dirname(file));
  return { as: 'main', folder, main: folder.addMain({ path: file, absolute, source, wanted: true }) };
}
