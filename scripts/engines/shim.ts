import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { findProgram } from '../programs';
import { enginePath } from './daemon';

/** Puts the shim of runc, under the name of Kata's, where the daemon of this folder looks first. */
export function addShim(folder: string): void {
  const shim = findProgram(['containerd-shim-runc-v2'], enginePath());
  if (shim === undefined) throw new Error('There is no containerd-shim-runc-v2 on PATH.');
  mkdirSync(join(folder, 'shim'));
  copyFileSync(shim, join(folder, 'shim', 'containerd-shim-kata-v2'));
}
