/**
 * A small Kubernetes API server for tests: pages, resource versions, watches with bookmarks, 410, and the ways in which
 * a real one fails. It serves what a test gives it, on the loopback.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface KubeObject {
  readonly apiVersion?: string;
  readonly kind?: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly uid?: string;
    readonly [field: string]: unknown;
  };
  readonly [field: string]: unknown;
}

type EventType = 'ADDED' | 'MODIFIED' | 'DELETED';

interface LoggedEvent {
  readonly version: number;
  readonly resource: string;
  readonly type: EventType;
  readonly object: KubeObject;
}

interface Watcher {
  readonly resource: string;
  readonly namespace: string | undefined;
  readonly selector: string | undefined;
  readonly response: ServerResponse;
}

/** What a failing request is answered with. */
export interface Failure {
  readonly code: 401 | 403 | 404 | 410 | 500 | 503;
  readonly message: string;
  readonly reason: string;
}

export class ApiServer {
  /** Requests that came, as `GET /api/v1/pods?limit=250`. */
  readonly requests: string[] = [];
  /** Answers a request with a failure; undefined lets it pass. */
  fail: (path: string) => Failure | undefined = () => undefined;
  /** In ms, before every answer. */
  delay = 0;
  /** Every ms a bookmark; 0: none. */
  bookmarks = 0;

  private server: Server | undefined;
  private port = 0;
  private version = 1_000;
  /** Watches from before this are too old. */
  private oldest = 0;
  private readonly objects = new Map<string, Map<string, { object: KubeObject; version: number }>>();
  private readonly log: LoggedEvent[] = [];
  private readonly watchers = new Set<Watcher>();
  private readonly lists = new Map<
    string,
    { readonly version: number; readonly items: readonly KubeObject[] }
  >();
  private lastList = 0;

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Watches that are open. */
  get watching(): number {
    return this.watchers.size;
  }

  /** A kubeconfig with one context, `test`. */
  kubeconfig(): string {
    return JSON.stringify({
      apiVersion: 'v1',
      kind: 'Config',
      'current-context': 'test',
      clusters: [{ name: 'test', cluster: { server: this.url } }],
      users: [{ name: 'test', user: { token: 'token-of-the-test' } }],
      contexts: [{ name: 'test', context: { cluster: 'test', user: 'test', namespace: 'default' } }],
    });
  }

  /** Listens; after `kill` at the same port again. */
  async start(): Promise<void> {
    const server = createServer((request, response) => {
      setTimeout(() => {
        if (!response.destroyed) this.answer(request, response);
      }, this.delay);
    });
    this.server = server;
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(this.port, '127.0.0.1', resolve);
    });
    this.port = (server.address() as AddressInfo).port;
  }

  /** Cuts all connections and stops to listen, as a server that is killed. */
  async kill(): Promise<void> {
    const { server } = this;
    this.server = undefined;
    this.watchers.clear();
    if (!server) return;
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }

  /** Cuts the watches that are open; lists go on. */
  cutWatches(): void {
    for (const { response } of this.watchers) response.destroy();
    this.watchers.clear();
  }

  /** Sends a line to all who watch, whatever it is. */
  say(line: string): void {
    for (const { response } of this.watchers) response.write(`${line}\n`);
  }

  /** Objects of a resource as they are now. */
  objectsOf(resource: string): readonly KubeObject[] {
    return [...this.of(resource).values()].map(({ object }) => object);
  }

  /** Forgets all events: watches and continued lists from before are answered with 410. */
  compact(): void {
    this.log.length = 0;
    this.oldest = this.version;
    this.lists.clear();
  }

  /** Adds or replaces an object of a resource such as `pods`, and tells those who watch. */
  set(resource: string, object: KubeObject): void {
    const objects = this.of(resource);
    const key = keyOf(object);
    const before = objects.get(key);
    this.version++;
    const stamped: KubeObject = {
      ...object,
      metadata: {
        ...object.metadata,
        uid: object.metadata.uid ?? `${resource}-${key}`,
        resourceVersion: String(this.version),
      },
    };
    objects.set(key, { object: stamped, version: this.version });
    this.tell({ version: this.version, resource, type: before ? 'MODIFIED' : 'ADDED', object: stamped });
  }

  remove(resource: string, name: string, namespace?: string): void {
    const key = `${namespace ?? ''}/${name}`;
    const found = this.of(resource).get(key);
    if (!found) throw new Error(`There is no ${resource} ${key}.`);
    this.of(resource).delete(key);
    this.version++;
    this.tell({ version: this.version, resource, type: 'DELETED', object: found.object });
  }

  private of(resource: string): Map<string, { object: KubeObject; version: number }> {
    let objects = this.objects.get(resource);
    if (!objects) {
      objects = new Map<string, { object: KubeObject; version: number }>();
      this.objects.set(resource, objects);
    }
    return objects;
  }

  private tell(event: LoggedEvent): void {
    this.log.push(event);
    for (const watcher of this.watchers) if (concerns(watcher, event)) send(watcher.response, event);
  }

  private answer(request: IncomingMessage, response: ServerResponse): void {
    const url = new URL(request.url ?? '/', this.url);
    this.requests.push(`${request.method ?? ''} ${url.pathname}${url.search}`);
    const failure = this.fail(url.pathname);
    if (failure) {
      refuse(response, failure);
      return;
    }
    const about = discovery[url.pathname];
    if (about) {
      json(response, about);
      return;
    }
    const [, namespace, resource, name] =
      /^\/(?:api|apis\/[^/]+)\/v1(?:beta1)?\/(?:namespaces\/([^/]+)\/)?([a-z]+)(?:\/([^/]+))?$/.exec(
        url.pathname,
      ) ?? [];
    if (resource === undefined) {
      refuse(response, {
        code: 404,
        reason: 'NotFound',
        message: 'the server could not find the requested resource',
      });
    } else if (name !== undefined) this.one(response, resource, namespace, name);
    else if (url.searchParams.get('watch') === '1') this.watch(url, response, resource, namespace);
    else this.list(url, response, resource, namespace);
  }

  private one(response: ServerResponse, resource: string, namespace: string | undefined, name: string): void {
    const found = this.of(resource).get(`${namespace ?? ''}/${name}`);
    if (found) json(response, found.object);
    else refuse(response, { code: 404, reason: 'NotFound', message: `${resource} "${name}" not found` });
  }

  private list(url: URL, response: ServerResponse, resource: string, namespace: string | undefined): void {
    const limit = Number(url.searchParams.get('limit') ?? 0) || Infinity;
    const token = url.searchParams.get('continue');
    const [id = '', start = '0'] = token?.split('.') ?? [];
    const selector = url.searchParams.get('fieldSelector') ?? undefined;
    const snapshot = token
      ? this.lists.get(id)
      : {
          version: this.version,
          items: this.objectsOf(resource).filter((object) => matches(object, namespace, selector)),
        };
    if (!snapshot) {
      refuse(response, {
        code: 410,
        reason: 'Expired',
        message: 'The provided continue parameter is too old.',
      });
      return;
    }
    const from = Number(start);
    const items = snapshot.items.slice(from, from + limit);
    const more = from + items.length < snapshot.items.length;
    const list = token ? id : String(++this.lastList);
    if (more) this.lists.set(list, snapshot);
    else this.lists.delete(list);
    json(response, {
      kind: 'List',
      apiVersion: 'v1',
      metadata: {
        resourceVersion: String(snapshot.version),
        ...(more && {
          continue: `${list}.${from + items.length}`,
          remainingItemCount: snapshot.items.length - from - items.length,
        }),
      },
      items,
    });
  }

  private watch(url: URL, response: ServerResponse, resource: string, namespace: string | undefined): void {
    const from = Number(url.searchParams.get('resourceVersion') ?? 0);
    response.writeHead(200, { 'content-type': 'application/json' });
    response.flushHeaders();
    if (from < this.oldest) {
      const status = {
        kind: 'Status',
        code: 410,
        reason: 'Expired',
        message: `too old resource version: ${from}`,
      };
      response.end(`${JSON.stringify({ type: 'ERROR', object: status })}\n`);
      return;
    }
    const selector = url.searchParams.get('fieldSelector') ?? undefined;
    const watcher: Watcher = { resource, namespace, selector, response };
    for (const event of this.log) if (event.version > from && concerns(watcher, event)) send(response, event);
    this.watchers.add(watcher);
    const timer =
      this.bookmarks > 0
        ? setInterval(() => {
            const metadata = { resourceVersion: String(this.version) };
            response.write(`${JSON.stringify({ type: 'BOOKMARK', object: { kind: 'Pod', metadata } })}\n`);
          }, this.bookmarks)
        : undefined;
    response.on('close', () => {
      clearInterval(timer);
      this.watchers.delete(watcher);
    });
  }
}

const verbs = ['get', 'list', 'watch'];
const nodeGroup = { groupVersion: 'node.k8s.io/v1', version: 'v1' };

/** What there is, for kubectl's own commands; `get --raw` does not ask. */
const discovery: Readonly<Record<string, object>> = {
  '/version': { major: '1', minor: '32', gitVersion: 'v1.32.0' },
  '/api': { kind: 'APIVersions', versions: ['v1'], serverAddressByClientCIDRs: [] },
  '/apis': {
    kind: 'APIGroupList',
    apiVersion: 'v1',
    groups: [{ name: 'node.k8s.io', versions: [nodeGroup], preferredVersion: nodeGroup }],
  },
  '/api/v1': {
    kind: 'APIResourceList',
    groupVersion: 'v1',
    resources: [
      { name: 'pods', singularName: 'pod', namespaced: true, kind: 'Pod', verbs, shortNames: ['po'] },
      { name: 'nodes', singularName: 'node', namespaced: false, kind: 'Node', verbs, shortNames: ['no'] },
      { name: 'events', singularName: 'event', namespaced: true, kind: 'Event', verbs, shortNames: ['ev'] },
      { name: 'namespaces', singularName: 'namespace', namespaced: false, kind: 'Namespace', verbs },
    ],
  },
  '/apis/node.k8s.io/v1': {
    kind: 'APIResourceList',
    groupVersion: nodeGroup.groupVersion,
    resources: [
      {
        name: 'runtimeclasses',
        singularName: 'runtimeclass',
        namespaced: false,
        kind: 'RuntimeClass',
        verbs,
      },
    ],
  },
};

const keyOf = ({ metadata }: KubeObject): string => `${metadata.namespace ?? ''}/${metadata.name}`;

/** `reason=FailedCreate,involvedObject.uid=...` */
function matches(object: KubeObject, namespace: string | undefined, selector: string | undefined): boolean {
  if (namespace !== undefined && object.metadata.namespace !== namespace) return false;
  return (selector ?? '')
    .split(',')
    .filter(Boolean)
    .every((term) => {
      const [path = '', value] = term.split('=');
      const found = path
        .split('.')
        .reduce<unknown>((at, key) => (at as Record<string, unknown> | undefined)?.[key], object);
      return found === value;
    });
}

const concerns = (watcher: Watcher, event: LoggedEvent): boolean =>
  watcher.resource === event.resource && matches(event.object, watcher.namespace, watcher.selector);

function send(response: ServerResponse, { type, object }: LoggedEvent): void {
  response.write(`${JSON.stringify({ type, object })}\n`);
}

function json(response: ServerResponse, value: unknown, code = 200): void {
  response.writeHead(code, { 'content-type': 'application/json' });
  response.end(JSON.stringify(value));
}

const refuse = (response: ServerResponse, { code, reason, message }: Failure): void => {
  json(response, { kind: 'Status', apiVersion: 'v1', status: 'Failure', code, reason, message }, code);
};
