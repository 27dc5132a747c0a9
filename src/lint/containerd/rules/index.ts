/** All families of rules over a containerd configuration. A new one is added here and nowhere else. */
import { defaultFamily } from './defaults';
import { keyFamily } from './keys';
import { layoutFamily } from './layout';
import type { ContainerdFamily } from './samples';
import { settingsFamily } from './settings';
import { shimFamily } from './shim';
import { snapshotterFamily } from './snapshotters';
import { syntaxFamily } from './syntax';
import { tableFamily } from './tables';

export const families: readonly ContainerdFamily[] = [
  syntaxFamily,
  layoutFamily,
  tableFamily,
  shimFamily,
  settingsFamily,
  keyFamily,
  defaultFamily,
  snapshotterFamily,
];
