/** Which part of which cluster the view shows: asked for with pickers, remembered per workspace. */
import * as vscode from 'vscode';
import {
  kubeConfig,
  kubectlPage,
  text,
  record,
  type KubeConfig,
  type KubeContext,
  type Runner,
} from '../../engines';
import type { Ask } from '../devcontainer/ask';
import type { Item } from '../devcontainer/desk';
import { inert, visible } from '../untrusted-text';
import { groupings, type Grouping } from './groups';

/** What the user chose; kept in the workspace's storage, never in the kubeconfig. */
interface Choice {
  readonly context?: string | undefined;
  /** By context; none or empty: all namespaces. */
  readonly namespaces?: Readonly<Record<string, readonly string[]>>;
  readonly grouping?: Grouping;
}

/** What is shown. */
export interface Scope {
  readonly context: KubeContext;
  /** Empty: all. */
  readonly namespaces: readonly string[];
}

const key = 'kata.cluster';

/** Names of namespaces are DNS labels. */
export const isNamespace = (name: string): boolean => /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/.test(name);

export class ScopeMemory {
  constructor(private readonly memory: Pick<vscode.Memento, 'get' | 'update'>) {}

  get grouping(): Grouping {
    const { grouping } = this.choice;
    return groupings.find((each) => each === grouping) ?? 'namespace';
  }

  /** What is to be shown of the clusters that there are; undefined: no context is chosen, here or in the kubeconfig. */
  in(config: KubeConfig): Scope | undefined {
    const { context: chosen, namespaces = {} } = this.choice;
    const named = (name: string | undefined) => config.contexts.find((context) => context.name === name);
    const context = named(chosen) ?? named(config.current);
    if (!context) return undefined;
    // A context may be called as what every object has
    const own = Object.hasOwn(namespaces, context.name) ? (namespaces[context.name] ?? []) : [];
    return { context, namespaces: own.filter(isNamespace) };
  }

  /** Undefined: the one that is current in the kubeconfig. */
  async setContext(context: string | undefined): Promise<void> {
    await this.change({ context });
  }

  async setNamespaces(context: string, namespaces: readonly string[]): Promise<void> {
    await this.change({ namespaces: { ...this.choice.namespaces, [context]: namespaces } });
  }

  async setGrouping(grouping: Grouping): Promise<void> {
    await this.change({ grouping });
  }

  private get choice(): Choice {
    return this.memory.get<Choice>(key, {});
  }

  private async change(change: Choice): Promise<void> {
    await this.memory.update(key, { ...this.choice, ...change });
  }
}

/** Asks for a context; undefined where the user left. */
export async function askContext(
  ask: Ask,
  runner: Runner,
  now: string | undefined,
): Promise<string | undefined> {
  const { t } = vscode.l10n;
  const items = runner.run(kubeConfig()).then(({ contexts, current, servers }) =>
    contexts.map(({ name, cluster, namespace }): Item<string> => ({
      label: inert(visible(name, 100)),
      description: [
        name === now ? t('shown') : undefined,
        name === current ? t('current in the kubeconfig') : undefined,
      ]
        .filter((word) => word !== undefined)
        .join(' · '),
      detail: t('{0}, namespace {1}', visible(servers.get(cluster) ?? cluster, 100), visible(namespace, 63)),
      value: name,
    })),
  );
  const title = t('Context for this workspace; the kubeconfig stays as it is');
  return (await ask.choose(items, { title }))?.value;
}

/** Asks for namespaces: one of the list, all, or typed ones; undefined where the user left. */
export async function askNamespaces(
  ask: Ask,
  runner: Runner,
  { context, namespaces }: Scope,
): Promise<readonly string[] | undefined> {
  const { t } = vscode.l10n;
  type Answer = readonly string[] | 'type';
  const item = (label: string, value: Answer, description = ''): Item<Answer> => ({
    label,
    description,
    value,
  });
  const list = kubectlPage('/api/v1/namespaces', ({ metadata }) => text(record(metadata).name), {
    context: context.name,
    limit: 500,
  });
  // Who may not list them may still know one
  const known = runner.run(list).then(
    ({ items: names }) => names,
    () => [...new Set([context.namespace, ...namespaces])],
  );
  const items = known.then((names) => [
    item(t('All namespaces'), [], namespaces.length === 0 ? t('shown') : ''),
    item(t('Type names…'), 'type'),
    ...names.map((name) =>
      item(inert(visible(name, 63)), [name], namespaces.includes(name) ? t('shown') : ''),
    ),
  ]);
  const answer = (await ask.choose(items, { title: t('Namespaces in {0}', visible(context.name, 100)) }))
    ?.value;
  if (answer !== 'type') return answer;
  const typed = await ask.type({
    title: t('Namespaces, with commas between them'),
    value: namespaces.join(', '),
    validateInput: (text) => {
      const wrong = split(text).find((name) => !isNamespace(name));
      return wrong === undefined
        ? undefined
        : t('"{0}" can not be the name of a namespace.', visible(wrong, 80));
    },
  });
  return typed === undefined ? undefined : split(typed);
}

const split = (text: string): readonly string[] => [...new Set(text.split(/[\s,]+/).filter(Boolean))];
