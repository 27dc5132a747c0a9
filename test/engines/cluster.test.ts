import assert from 'node:assert/strict';
import { setTimeout as wait } from 'node:timers/promises';
import type { ClusterOptions } from '../../src/cluster';
import { ApiServer, type Failure } from '../support/api-server';
import { Following, kubeconfigFile, processesWith } from '../support/cluster';
import { until } from '../support/until';
import { event, node, pod, running, runtimeClass } from '../support/kube-objects';

const denied: Failure = { code: 403, reason: 'Forbidden', message: 'it is forbidden: User "dev" may not' };

describe('cluster, through the real kubectl', () => {
  let server: ApiServer;
  let following: Following | undefined;

  beforeEach(async () => {
    server = new ApiServer();
    await server.start();
    server.set('runtimeclasses', runtimeClass('kata-qemu-snp'));
    server.set('nodes', node('worker-0'));
  });

  afterEach(async () => {
    await following?.end();
    following = undefined;
    await until('no watch is left', () => server.watching === 0);
    await server.kill();
  });

  const addPods = (count: number, from = 0): void => {
    for (let at = from; at < from + count; at++)
      server.set('pods', pod(`p${at}`, { namespace: `team-${at % 3}`, runtimeClass: 'kata-qemu-snp' }));
  };
  const follow = async (options?: Partial<ClusterOptions>) => {
    following = new Following(server.kubeconfig(), options);
    await following.complete();
    return following;
  };
  const pods = () => server.objectsOf('pods');
  const current = (own: Following, limit?: number) =>
    until('the store has what the server has', () => own.has(pods()), limit);
  /** What was asked of a path, as the words of the query; kubectl changes their order. */
  const asked = (path: string) =>
    server.requests
      .map((request) => new URL(request.slice('GET '.length), server.url))
      .filter(({ pathname }) => pathname === path)
      .map(({ searchParams }) => searchParams);
  const pages = (path = '/api/v1/pods') => asked(path).filter((query) => !query.has('watch'));
  const lists = () => pages().filter((query) => !query.has('continue'));
  const watches = () => asked('/api/v1/pods').filter((query) => query.has('watch'));
  const watched = () => until('four watches', () => server.watching === 4);

  it('lists in pages, and watches from where the list ended', async () => {
    addPods(1_100);
    server.set('pods', pod('plain'));
    const own = await follow();
    assert.equal(own.difference(pods().filter(({ metadata }) => metadata.name !== 'plain')), undefined);
    assert.deepEqual(
      pages().map((query) => query.get('limit')),
      ['400', '400', '400'],
    );
    await watched();
    assert.deepEqual(
      watches().map((query) => Object.fromEntries(query)),
      [{ watch: '1', resourceVersion: '2103', allowWatchBookmarks: 'true' }],
    );
    assert.deepEqual([...own.store.classes.keys(), ...own.store.nodes.keys()], ['kata-qemu-snp', 'worker-0']);
  });

  it('never asks for anything but lists of pods, nodes, RuntimeClasses and events', async () => {
    await follow();
    await watched();
    const paths = server.requests.map((request) => request.replace(/\?.*/, ''));
    // kubectl itself may ask for the version
    const ours = new Set(paths.filter((path) => !/^GET \/(?:version|api|apis)$/.test(path)));
    assert.deepEqual([...ours].sort(), [
      'GET /api/v1/events',
      'GET /api/v1/nodes',
      'GET /api/v1/pods',
      'GET /apis/node.k8s.io/v1/runtimeclasses',
    ]);
  });

  it('follows what comes, changes and goes, without another list', async () => {
    addPods(3);
    const own = await follow();
    await watched();
    addPods(2, 3);
    server.remove('pods', 'p0', 'team-0');
    const waiting = { ...running('app'), ready: false, state: { waiting: { reason: 'CrashLoopBackOff' } } };
    server.set(
      'pods',
      pod('p1', {
        namespace: 'team-1',
        runtimeClass: 'kata-qemu-snp',
        status: { phase: 'Running', containerStatuses: [waiting] },
      }),
    );
    await current(own);
    assert.equal(own.store.pods.get('uid-team-1-p1')?.status, 'CrashLoopBackOff');
    assert.equal(lists().length, 1);
  });

  it('judges pods anew when their RuntimeClass changes', async () => {
    server.set('pods', pod('p', { runtimeClass: 'secure' }));
    const own = await follow();
    assert.equal(own.store.pods.size, 0);
    await watched();
    server.set('runtimeclasses', runtimeClass('secure', { handler: 'kata-qemu-tdx' }));
    await until('it is confidential', () => own.store.pods.size === 1);
    assert.equal([...own.store.pods.values()][0]?.declaration.tee, 'intel-tdx');
    server.remove('runtimeclasses', 'secure');
    await until('it is nobody knows what', () => own.store.pods.size === 0);
    assert.ok(own.batches.some(({ pods: changed }) => changed.get('uid-default-p') === null));
  });

  it('tells many changes in parts', async () => {
    addPods(4_500);
    const own = await follow();
    assert.equal(own.store.pods.size, 4_500);
    await watched();
    own.batches.length = 0;
    server.remove('runtimeclasses', 'kata-qemu-snp');
    await until('all are judged anew', () => own.batches.at(-1)?.complete === true);
    assert.deepEqual(
      own.batches.map(({ pods: changed, classes, complete }) => [changed.size, classes, complete]),
      [
        [2_000, true, false],
        [2_000, false, false],
        [500, false, true],
      ],
    );
    for (const { declaration } of own.store.pods.values())
      assert.match(declaration.reasons[0] ?? '', /has to do/);
  });

  it('goes on after a cut from the last change that it has seen', async () => {
    addPods(2);
    const own = await follow();
    await watched();
    addPods(1, 2);
    await current(own);
    const before = watches().length;
    server.cutWatches();
    addPods(2, 3);
    server.remove('pods', 'p0', 'team-0');
    await current(own, 10_000);
    assert.equal(watches()[before]?.get('resourceVersion'), '1005');
    assert.equal(lists().length, 1);
    assert.deepEqual([...own.store.troubles], []);
  });

  it('goes on from a bookmark where nothing of its own has changed', async () => {
    addPods(1);
    server.bookmarks = 50;
    const own = await follow();
    await watched();
    for (let at = 0; at < 10; at++) server.set('nodes', node(`worker-${at}`));
    await wait(1_000); // Bookmarks of all watches come
    server.compact(); // Without the bookmarks the pods' watch would be too old now
    server.cutWatches();
    addPods(1, 1);
    await current(own, 10_000);
    assert.equal(lists().length, 1);
  });

  it('reads the list again when a watch is too old, without a ghost', async () => {
    addPods(5);
    const own = await follow();
    await watched();
    await server.kill();
    server.remove('pods', 'p0', 'team-0');
    addPods(1, 5);
    server.compact();
    await server.start();
    own.batches.length = 0;
    await current(own, 10_000);
    assert.equal(lists().length, 2);
    await watched();
    // What is known already is not told again
    assert.deepEqual(own.batches.flatMap(({ pods: changed }) => [...changed.keys()]).sort(), [
      'uid-team-0-p0',
      'uid-team-2-p5',
    ]);
    assert.ok(own.batches.every(({ classes, nodes }) => !classes && !nodes));
    addPods(1, 6);
    await current(own);
  });

  it('begins a list again whose next page is too old, without a ghost', async () => {
    addPods(1_200);
    let asks = 0;
    server.fail = (path) => {
      if (path !== '/api/v1/pods' || ++asks !== 2) return undefined;
      server.remove('pods', 'p0', 'team-0'); // It was on the first page
      server.compact();
      return undefined;
    };
    const own = await follow();
    assert.equal(own.difference(pods()), undefined);
    assert.equal(own.store.pods.has('uid-team-0-p0'), false);
    assert.equal(lists().length, 2);
    assert.equal(pages().length, 5);
  });

  for (const [what, compacted] of [
    ['and remembers', false],
    ['and has forgotten', true],
  ] as const)
    it(`is current within 10 s when the server was killed, comes back ${what}`, async () => {
      addPods(300);
      const own = await follow();
      await watched();
      await server.kill();
      addPods(20, 300);
      for (let at = 0; at < 20; at++) server.remove('pods', `p${at}`, `team-${at % 3}`);
      await until('it tells that nobody answers', () =>
        [...own.store.troubles.values()].some(({ kind }) => kind === 'unreachable'),
      );
      assert.equal(own.store.pods.size, 300);
      await wait(3_000);
      if (compacted) server.compact();
      await server.start();
      await current(own, 10_000);
      await until('no trouble any more', () => own.store.troubles.size === 0);
      await watched();
      addPods(1, 320);
      await current(own);
    });

  it('takes a refused login as final', async () => {
    server.fail = () => ({ code: 401, reason: 'Unauthorized', message: 'Unauthorized' });
    const own = await follow();
    assert.deepEqual(
      [...own.store.troubles.values()].map(({ kind, final }) => [kind, final]),
      Array.from({ length: 4 }, () => ['login', true]),
    );
    const count = server.requests.length;
    await wait(2_000);
    assert.equal(server.requests.length, count);
  });

  it('takes a login that expires as final, and keeps what it knows', async () => {
    addPods(2);
    const own = await follow();
    await watched();
    server.fail = () => ({ code: 401, reason: 'Unauthorized', message: 'Unauthorized' });
    server.cutWatches();
    await until('it says so', () => own.store.troubles.size === 4);
    assert.equal([...own.store.troubles.values()][0]?.kind, 'login');
    assert.equal(own.store.pods.size, 2);
  });

  it('does without nodes and RuntimeClasses where they may not be listed', async () => {
    addPods(2);
    server.fail = (path) => (/nodes|runtimeclasses/.test(path) ? denied : undefined);
    const own = await follow();
    assert.equal(own.difference(pods()), undefined);
    assert.deepEqual([...own.store.troubles].map(([key, { kind }]) => [key, kind]).sort(), [
      ['classes', 'forbidden'],
      ['nodes', 'forbidden'],
    ]);
    const { declaration } = [...own.store.pods.values()][0] ?? {};
    assert.equal(declaration?.group, 'confidential');
    assert.match(declaration.reasons[0] ?? '', /its name has to do/);
  });

  it('sees a namespace where the whole cluster may not be listed', async () => {
    addPods(6);
    server.fail = (path) => (/\/namespaces\/team-[12]\//.test(path) ? undefined : denied);
    const refused = await follow();
    assert.equal(refused.store.troubles.get('pods ')?.kind, 'forbidden');
    assert.equal(refused.store.complete, true);
    await refused.end();
    const own = await follow({ namespaces: ['team-1', 'team-2', 'team-1'] });
    const seen = pods().filter(({ metadata }) => metadata.namespace !== 'team-0');
    assert.equal(own.difference(seen), undefined);
    assert.equal(pages('/api/v1/namespaces/team-1/pods').length, 1);
    await until('four watches', () => server.watching === 4);
    server.remove('pods', 'p1', 'team-1');
    await until('one is gone', () => own.store.pods.size === 3);
  });

  it('waits for a slow server, and tells of one that is too slow', async () => {
    addPods(2);
    server.delay = 1_500;
    const slow = await follow();
    assert.equal(slow.difference(pods()), undefined);
    assert.equal(slow.store.troubles.size, 0);
    await slow.end();
    following = new Following(server.kubeconfig(), { timeLimit: 1_000 });
    const { store } = following;
    await until('it tells', () => store.troubles.size === 4);
    assert.equal(store.troubles.get('pods ')?.kind, 'unreachable');
    assert.equal(store.complete, false);
    server.delay = 0;
    await following.complete(10_000);
    assert.equal(following.difference(pods()), undefined);
    await until('no trouble any more', () => store.troubles.size === 0);
  });

  it('tries again where the server is busy', async () => {
    addPods(2);
    let left = 3;
    server.fail = (path) =>
      path === '/api/v1/pods' && left-- > 0
        ? { code: 503, reason: 'ServiceUnavailable', message: 'the server is busy' }
        : undefined;
    const own = await follow();
    assert.equal(own.difference(pods()), undefined);
    assert.ok(left < 0, 'it was busy three times');
    assert.equal(own.store.troubles.size, 0);
  });

  for (const line of ['{"type":"ADDED","obj', 'garbage', '{"type":"NEW","object":{}}', '[]', 'null'])
    it(`reads the list again after the line ${line}`, async () => {
      addPods(2);
      const own = await follow();
      await watched();
      server.say(line);
      addPods(2, 2);
      server.remove('pods', 'p0', 'team-0');
      await current(own, 10_000);
      await until('no trouble any more', () => own.store.troubles.size === 0);
      assert.equal(lists().length, 2);
    });

  it('hears of pods that were never made, until they are', async () => {
    const refused = {
      reason: 'FailedCreate',
      message: 'Error creating: pods "web-" is forbidden: pod rejected: RuntimeClass "kata-x" not found',
      involvedObject: { kind: 'ReplicaSet', name: 'web-1', uid: 'uid-web-1' },
    };
    server.set('events', event('web-1.1', refused));
    server.set('events', event('other.1', { ...refused, reason: 'FailedMount' }));
    const own = await follow();
    assert.deepEqual(
      own.store.rejections.map(({ owner }) => owner.name),
      ['web-1'],
    );
    await watched();
    const ownerReferences = [{ kind: 'ReplicaSet', name: 'web-1', uid: 'uid-web-1', controller: true }];
    const metadata = { ownerReferences, creationTimestamp: '2026-01-01T00:20:00Z' };
    server.set('pods', pod('web-1-a', { runtimeClass: 'kata-qemu-snp', metadata }));
    await until('it is none any more', () => own.store.rejections.length === 0);
    assert.equal(own.batches.at(-1)?.rejections, true);
  });

  it('leaves no kubectl behind, whenever it is ended', async () => {
    addPods(1_200);
    for (const moment of [0, 30, 100, 300, 1_500]) {
      const own = new Following(server.kubeconfig());
      await wait(moment);
      await own.end(); // Looks at the process table
    }
    const own = await follow();
    await watched();
    assert.equal(processesWith(own.kubeconfig).length, 4);
  });

  for (const [what, kubeconfig, context] of [
    ['an empty kubeconfig', JSON.stringify({ apiVersion: 'v1', kind: 'Config' }), undefined],
    ['no such context', undefined, 'nope'],
    ['a kubeconfig that is none', '}{', undefined],
  ] as const)
    it(`has nobody to ask with ${what}`, async () => {
      following = new Following(kubeconfig ?? server.kubeconfig(), context === undefined ? {} : { context });
      await following.complete();
      for (const trouble of following.store.troubles.values())
        assert.deepEqual([trouble.kind, trouble.final], ['no-config', true], trouble.said);
      assert.equal(following.store.troubles.size, 4);
    });

  it('has nobody to ask where the kubeconfig is gone', async () => {
    const missing = `${kubeconfigFile('')}.gone`;
    following = new Following(server.kubeconfig(), { kubeconfig: missing });
    await following.complete();
    assert.deepEqual(
      [...following.store.troubles.values()].map(({ kind }) => kind),
      ['no-config', 'no-config', 'no-config', 'no-config'],
    );
  });

  it('is told of a program for the login that is missing', async () => {
    // Without TLS kubectl brings no credentials
    const config = JSON.parse(server.kubeconfig().replace('http://', 'https://')) as { users: unknown };
    const exec = { apiVersion: 'client.authentication.k8s.io/v1beta1', command: 'kata-test-no-such-login' };
    config.users = [{ name: 'test', user: { exec } }];
    following = new Following(JSON.stringify(config));
    await following.complete();
    const trouble = following.store.troubles.get('pods ');
    assert.equal(trouble?.kind, 'login');
    assert.match(trouble.message, /not installed/);
  });
});
