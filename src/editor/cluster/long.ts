/** Long lists of lines: a page of them, and a line that asks for more. */
import * as vscode from 'vscode';
import { commands } from '../contributions';
import type { ViewNode } from '../view-tree';
import { page, type ClusterModel } from './model';

/** As many lines as are asked for, and one that asks for more. */
export function firstOf(
  model: ClusterModel,
  id: string,
  size: number,
  make: (limit: number) => readonly ViewNode[],
): readonly ViewNode[] {
  const { t } = vscode.l10n;
  const limit = model.limit(id);
  const nodes = make(limit);
  if (size <= limit) return nodes;
  const more = Math.min(size - limit, page);
  return [
    ...nodes,
    {
      id: `${id}:more`,
      label: t('Show {0} more', more),
      description: t('{0} of {1} are shown', limit, size),
      icon: new vscode.ThemeIcon('ellipsis'),
      command: { title: t('Show More'), command: commands.clusterShowMore, arguments: [id] },
    },
  ];
}
