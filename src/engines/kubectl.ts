/**
 * kubectl: contexts, credential plugins and proxies are the user's own. Lists and watches go through `get --raw`, so
 * that pages, resource versions and bookmarks are the API's own (recorded with kubectl 1.32).
 */
import { t } from '../text';
import type { Command } from './command';
import { record, records, text, type Json } from './json';

/** Which cluster is asked. */
export interface KubectlOptions {
  /** A context of the kubeconfig. Default: the current one. */
  readonly context?: string;
  /** Default: KUBECONFIG or ~/.kube/config. */
  readonly kubeconfig?: string;
  /** In ms. */
  readonly timeLimit?: number;
}

/** The words that choose the cluster; also for commands that are copied or run in a terminal. */
export const kubectlTarget = ({ context, kubeconfig }: KubectlOptions): readonly string[] => [
  ...(kubeconfig === undefined ? [] : ['--kubeconfig', kubeconfig]),
  ...(context === undefined ? [] : ['--context', context]),
];

/** Reading the kubeconfig asks no server. */
const configTimeLimit = 5_000;
/** A page of 500 pods through a slow connection, with a credential plugin before it. */
const pageTimeLimit = 30_000;

export interface KubeContext {
  readonly name: string;
  readonly cluster: string;
  /** The namespace that the context has; `default` where it names none. */
  readonly namespace: string;
}

/** The user's kubeconfig, without secrets: `config view` leaves them out. */
export interface KubeConfig {
  /** Empty where none is chosen: kubectl would then talk to localhost:8080. */
  readonly current: string;
  readonly contexts: readonly KubeContext[];
  /** Server of each cluster. */
  readonly servers: ReadonlyMap<string, string>;
}

export const kubeConfig = (options: KubectlOptions = {}): Command<KubeConfig> => ({
  command: 'kubectl',
  args: [
    ...kubectlTarget(options.kubeconfig === undefined ? {} : { kubeconfig: options.kubeconfig }),
    'config',
    'view',
    '--output',
    'json',
  ],
  timeLimit: options.timeLimit ?? configTimeLimit,
  parse: ({ stdout }) => {
    const config = record(JSON.parse(stdout));
    return {
      current: text(config['current-context']) ?? '',
      contexts: records(config.contexts).map((entry) => {
        const context = record(entry.context);
        return {
          name: text(entry.name) ?? '',
          cluster: text(context.cluster) ?? '',
          namespace: text(context.namespace) ?? 'default',
        };
      }),
      servers: new Map(
        records(config.clusters).map((entry) => [
          text(entry.name) ?? '',
          text(record(entry.cluster).server) ?? '',
        ]),
      ),
    };
  },
});

/** Words of a query, in their order. */
const query = (values: Readonly<Record<string, string | undefined>>): string => {
  const words = Object.entries(values).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return new URLSearchParams(words).toString();
};

/** One page of a list. */
export interface Page<T> {
  readonly items: readonly T[];
  /** Opaque; where the next page begins. */
  readonly next?: string;
  /** Opaque; a watch goes on from here. */
  readonly resourceVersion: string;
}

export interface PageOptions extends KubectlOptions {
  /** Objects a page. */
  readonly limit: number;
  readonly next?: string;
  readonly fieldSelector?: string;
}

/**
 * One page of what is at `path`, such as `/api/v1/pods`. `pick` keeps what is needed of an object, so that the rest
 * can be freed page by page; undefined leaves the object out.
 */
export const kubectlPage = <T>(
  path: string,
  pick: (object: Json) => T | undefined,
  { limit, next, fieldSelector, ...options }: PageOptions,
): Command<Page<T>> => ({
  command: 'kubectl',
  args: [
    ...kubectlTarget(options),
    'get',
    '--raw',
    `${path}?${query({ limit: String(limit), continue: next, fieldSelector })}`,
  ],
  timeLimit: options.timeLimit ?? pageTimeLimit,
  parse: ({ stdout }) => {
    const list = record(JSON.parse(stdout));
    const metadata = record(list.metadata);
    const more = text(metadata.continue);
    const resourceVersion = text(metadata.resourceVersion);
    if (resourceVersion === undefined) throw new Error('a list without resourceVersion');
    return {
      items: records(list.items).flatMap((object) => pick(object) ?? []),
      ...(more !== undefined && more !== '' && { next: more }),
      resourceVersion,
    };
  },
});

/** Follows `path` from a resource version on: for `Runner.lines` with `watchEvent`. */
export const kubectlWatch = (
  path: string,
  {
    resourceVersion,
    fieldSelector,
    ...options
  }: KubectlOptions & {
    readonly resourceVersion: string;
    readonly fieldSelector?: string;
  },
): Omit<Command<unknown>, 'parse'> => ({
  command: 'kubectl',
  args: [
    ...kubectlTarget(options),
    'get',
    '--raw',
    `${path}?${query({ watch: '1', resourceVersion, allowWatchBookmarks: 'true', fieldSelector })}`,
  ],
});

/** One line of a watch. */
export type WatchEvent =
  | { readonly type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK'; readonly object: Json }
  | { readonly type: 'ERROR'; readonly code: number; readonly message: string };

/** Reads one line of a watch. Throws a SyntaxError for what is no JSON. */
export function watchEvent(line: string): WatchEvent {
  const event = record(JSON.parse(line));
  const object = record(event.object);
  const type = text(event.type);
  if (type === 'ADDED' || type === 'MODIFIED' || type === 'DELETED' || type === 'BOOKMARK')
    return { type, object };
  const { code } = object;
  return {
    type: 'ERROR',
    code: typeof code === 'number' ? code : 0,
    message: text(object.message) ?? t('the server sent no event'),
  };
}

/** A DNS subdomain: what names of pods, namespaces and most other objects are. */
const objectName = /^(?=.{1,253}$)[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*$/;

/** Whether an API server could have an object of that name: before it becomes part of a path or a command. */
export const isObjectName = (name: string): boolean => objectName.test(name);

/** The path of a pod. Throws a RangeError for names that no API server would have. */
export function podPath(namespace: string, name: string): string {
  for (const each of [namespace, name])
    if (!isObjectName(each))
      throw new RangeError(`${JSON.stringify(each.slice(0, 100))} is no name that Kubernetes allows.`);
  return `/api/v1/namespaces/${namespace}/pods/${name}`;
}

/** One object as JSON, such as `/api/v1/namespaces/NS/pods/NAME`. */
export const kubectlObject = (path: string, options: KubectlOptions = {}): Command<Json> => ({
  command: 'kubectl',
  args: [...kubectlTarget(options), 'get', '--raw', path],
  timeLimit: options.timeLimit ?? pageTimeLimit,
  parse: ({ stdout }) => record(JSON.parse(stdout)),
});
