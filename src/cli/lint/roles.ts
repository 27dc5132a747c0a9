/** What each input is: a main file of a Kata configuration, a drop-in, another file, or nothing that is checked. */
import { basename, dirname } from 'node:path';
import { mainFolderOf, type Finding, type Kind } from '../../lint/core';
import type { ConfigFolder, ConfigFolders, Main } from './config-folders';
import type { Input } from './inputs';
import { ignored, notChecked, unreadable } from './notes';
import type { ProjectFiles } from './project-files';
import { realOrSame, Unreadable, type Source } from './sources';

export type Role =
  | { readonly as: 'main'; readonly folder: ConfigFolder; readonly main: Main }
  | { readonly as: 'drop-in'; readonly folder: ConfigFolder; readonly name: string }
  | { readonly as: 'file'; readonly kind: Kind; readonly source: Source }
  | { readonly as: 'other'; readonly kind: Kind | undefined; readonly note: Finding };

/** The role of each input; those found in a directory that are none of ours are passed over. */
export function assignRoles(
  inputs: readonly Input[],
  folders: ConfigFolders,
  projects: ProjectFiles,
): ReadonlyMap<Input, Role> {
  const roles = new Map<Input, Role>();
  const isDropIn = (input: Input): boolean => mainFolderOf(input.absolute) !== undefined;
  // Main files first: whether a member of some config.d is a drop-in may depend on them
  for (const input of [...inputs.filter((one) => !isDropIn(one)), ...inputs.filter(isDropIn)]) {
    const role = roleOf(input, folders, projects);
    if (role.as !== 'other' || input.named) roles.set(input, role);
  }
  return roles;
}

function roleOf(
  { absolute, file, source, named, kind }: Input,
  folders: ConfigFolders,
  projects: ProjectFiles,
): Role {
  if (source instanceof Unreadable) return { as: 'other', kind, note: unreadable(source.reason) };
  if (named && projects.ignores(absolute)) return { as: 'other', kind, note: ignored() };
  if (kind !== undefined && kind !== 'kata-config') return { as: 'file', kind, source };
  if (mainFolderOf(absolute) !== undefined) {
    const folder = folders.at(realOrSame(dirname(dirname(absolute))), dirname(dirname(file)));
    folder.findMains();
    if (kind === undefined && folder.mains.size === 0) return { as: 'other', kind, note: notChecked() };
    const name = basename(absolute);
    folder.wantDropIn(name, source);
    return { as: 'drop-in', folder, name };
  }
  if (kind === undefined) return { as: 'other', kind, note: notChecked() };
  const folder = folders.at(dirname(source.real), dirname(file));
  return { as: 'main', folder, main: folder.addMain({ path: file, absolute, source, wanted: true }) };
}
