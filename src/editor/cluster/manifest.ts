/** The way from a pod to the file of the workspace that it came from. */
import * as vscode from 'vscode';
import type { Pod } from '../../cluster';
import type { IndexedPod } from '../../lint';
import type { Item } from '../devcontainer/desk';
import { inert, visible } from '../untrusted-text';
import type { ClusterDesk } from './desk';

interface Origin {
  readonly kind: string;
  readonly name: string;
}

/** What a manifest may hold that leads to this pod. A Deployment and a CronJob make owners with longer names. */
export function originsOf({ name, owner }: Pick<Pod, 'name' | 'owner'>): readonly Origin[] {
  if (!owner) return [{ kind: 'Pod', name }];
  const made = { ReplicaSet: 'Deployment', Job: 'CronJob' }[owner.kind];
  const base = owner.name.replace(/-[a-z0-9]+$/, '');
  return [
    { kind: owner.kind, name: owner.name },
    ...(made !== undefined && base !== owner.name ? [{ kind: made, name: base }] : []),
  ];
}

/** Opens it; asks where several may be it. */
export async function openManifest({ ask, manifests }: ClusterDesk, pod: Pod): Promise<void> {
  const { t } = vscode.l10n;
  const origins = originsOf(pod);
  const lint = await import('../../lint');
  const { contents } = await manifests.complete(lint);
  const found = [...contents.files.values()]
    .flatMap(({ pods }) => pods)
    .filter((one) => origins.some(({ kind, name }) => one.kind === kind && one.name === name))
    // Not what we show ourselves
    .filter(({ path }) => manifests.uriOf(path).scheme !== 'kata-cluster');
  const wanted = origins.map(({ kind, name }) => `${kind} ${name}`).join(', ');
  const [first] = found;
  if (!first) {
    await ask.tell('information', t('No manifest in this workspace has {0}.', visible(wanted, 300)));
    return;
  }
  const chosen = found.length === 1 ? first : (await ask.choose(found.map(item), { title: wanted }))?.value;
  if (!chosen) return;
  const place = manifests.locate(chosen.path, chosen.span);
  await vscode.window.showTextDocument(manifests.uriOf(chosen.path), place ? { selection: place.range } : {});
}

const item = (value: IndexedPod): Item<IndexedPod> => ({
  label: inert(visible(`${value.kind ?? ''} ${value.name ?? ''}`, 200)),
  description: vscode.workspace.asRelativePath(value.path),
  value,
});
