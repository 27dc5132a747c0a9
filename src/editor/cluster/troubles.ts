/** What the view says where a cluster does not answer, or not to everything. */
import * as vscode from 'vscode';
import type { ClusterStore, ClusterTrouble } from '../../cluster';
import { visible } from '../untrusted-text';
import type { ClusterModel } from './model';

/** Why there is nothing to show; the welcome for it. */
export type Empty = 'no-kubectl' | 'no-config' | 'no-context' | 'login' | 'forbidden' | 'unreachable';

/** Whether a list was refused to this user; `key`: as the store has it. */
export const mayNotList = ({ troubles }: ClusterStore, key: string): boolean =>
  troubles.get(key)?.kind === 'forbidden';

/** The reason that helps most; undefined while nothing is known yet, and where a message has to do. */
export function emptyState(
  obstacle: ClusterTrouble | undefined,
  store: ClusterStore | undefined,
): Empty | undefined {
  if (obstacle?.kind === 'no-config')
    return obstacle.said === 'no-context-at-all' ? 'no-config' : 'no-context';
  if (obstacle) return obstacle.kind === 'no-kubectl' ? 'no-kubectl' : undefined;
  const kinds = [...(store?.troubles.values() ?? [])].map(({ kind }) => kind);
  return (['login', 'unreachable', 'forbidden'] as const).find((kind) => kinds.includes(kind));
}

/** Whether the cluster does not answer, or not to this user: what was known before stays. */
export const isAway = ({ troubles }: ClusterStore): boolean =>
  [...troubles.values()].some(({ kind }) => kind === 'login' || kind === 'unreachable');

/**
 * What is above the tree: trouble, what is missing, or that there is nothing. `narrowed`: to the context's namespace.
 * `shown`: the tree shows this model, not the one before it.
 */
export function messageOf(
  { store, scope, groups }: ClusterModel,
  { narrowed, shown }: { readonly narrowed: boolean; readonly shown: boolean },
): string | undefined {
  const { t } = vscode.l10n;
  const all = [...store.troubles];
  const away = all.find(([, { kind }]) => kind === 'login' || kind === 'unreachable')?.[1];
  if (away)
    return away.kind === 'login'
      ? t(
          'The cluster does not accept the login any more: what is shown is from before. Log in again, then refresh.',
        )
      : t('The cluster does not answer: what is shown is from before. It is tried again.');
  const forbidden = [
    ...new Set(all.filter(([, { kind }]) => kind === 'forbidden').map(([key]) => resourceOf(key))),
  ].sort();
  const others = all.filter(([, { kind }]) => kind !== 'forbidden').map(([, { message }]) => message);
  const parts = [
    ...(narrowed
      ? [
          t(
            'This user may not list pods of the whole cluster: only the namespace {0} is shown.',
            scope.namespaces.join(),
          ),
        ]
      : []),
    ...(forbidden.length > 0
      ? [
          t(
            'Not everything can be seen: the verbs get, list and watch on {0} are missing.{1}',
            forbidden.join(', '),
            forbidden.includes('runtimeclasses') ? t(' RuntimeClasses are told by their names alone.') : '',
          ),
        ]
      : []),
    ...others.map((each) => visible(each, 300)),
    ...(shown && !store.complete && groups.size === 0 && all.length === 0 ? [t('Reading the cluster…')] : []),
    ...(store.complete && groups.size === 0 && !forbidden.some((one) => one.startsWith('pods'))
      ? [t('No pod here has to do with Kata. Those whose runtimeClassName is one of Kata appear here.')]
      : []),
  ];
  return parts.length === 0 ? undefined : parts.join(' ');
}

/** The resource that a list of the store is about, as a role names it, and its namespace. */
function resourceOf(key: string): string {
  const [, kind = key, namespace] = /^(\w+)(?: (?:namespaces\/([^/]+)\/)?)?$/.exec(key) ?? [];
  const resource = { classes: 'runtimeclasses', rejections: 'events' }[kind] ?? kind;
  return namespace === undefined ? resource : vscode.l10n.t('{0} in {1}', resource, visible(namespace, 63));
}
