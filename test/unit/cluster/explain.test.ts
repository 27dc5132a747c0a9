import assert from 'node:assert/strict';
import { readFileSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { eventRecord, eventsOf, explainPod, explainRejection, isFine } from '../../../src/cluster/explain';
import { podRecord } from '../../../src/cluster/pod';
import { rejectionRecord } from '../../../src/cluster/rejection';
import { record, records } from '../../../src/engines';
import { failureIn, failures } from '../../../src/knowledge';
import { shared } from '../../support/configurations';
import { event, pod, running } from '../../support/kube-objects';
import { itWithRecordings } from '../../support/recordings';
import { costsBelow } from '../../support/cpu';

type Fields = Readonly<Record<string, unknown>>;

const kept = (status: Fields, more: Parameters<typeof pod>[1] = {}) => {
  const found = podRecord(pod('p', { runtimeClass: 'kata-qemu-snp', ...more, status }));
  assert.ok(found);
  return found;
};
const told = (reason: string, message: string, more: Fields = {}) => {
  const found = eventRecord(event(`${reason} ${message}`, { reason, message, ...more }));
  assert.ok(found);
  return found;
};
const waits = (name: string, reason: string, message?: string): Fields => ({
  name,
  ready: false,
  state: { waiting: { reason, ...(message !== undefined && { message }) } },
});
const creating = { phase: 'Pending', containerStatuses: [waits('app', 'ContainerCreating')] };
const ids = (explanations: ReturnType<typeof explainPod>): readonly string[] =>
  explanations.map(({ failure, said }) => failure?.id ?? `? ${said}`);

const noHandler = 'rpc error: failed to get sandbox runtime: no runtime for "kata-qemu" is configured';
const unscheduled = "0/3 nodes are available: 3 node(s) didn't match Pod's node affinity/selector.";

describe('kinds of failures', () => {
  for (const { id, sample, fix, explanation } of failures)
    it(`${id}: its sample is of this kind, alone and inside a longer message`, () => {
      assert.equal(failureIn(sample)?.id, id);
      assert.equal(failureIn(`Error: failed to create containerd task: ${sample}: unknown`)?.id, id);
      assert.equal(failureIn(`${'x'.repeat(30_000)} ${sample}`)?.id, id);
      assert.equal(failureIn(`${sample} ${'x'.repeat(30_000)}`)?.id, id);
      for (const sentence of [fix, explanation]) assert.match(sentence, /[.)]$/);
    });

  it('knows nothing of other messages', () => {
    for (const message of ['', 'Error: ErrImagePull', 'Started container app', 'a'.repeat(1_000_000)])
      assert.equal(failureIn(message), undefined);
  });

  it('reads hostile messages quickly', () => {
    // A pattern that goes back and forth takes seconds
    for (const part of [
      'x',
      'failed to mount "/run/kata-containers/shared/containers/',
      'content digest ',
      'RuntimeClass "',
    ])
      costsBelow(500, () => failureIn(part.repeat(100_000)), part);
  });

  /** Names of the same kinds in a list of messages that others have collected. */
  const same: Readonly<Record<string, string>> = {
    'rc-not-found': 'runtime-class-not-found',
    'dockerd-no-handler': 'docker-no-handler',
    'initdata-malformed': 'init-data-malformed',
    'initdata-version': 'init-data-version',
    // What QEMU said tells more than that it did not start
    'qemu-launch': 'kvm',
    'kvm-access': 'kvm',
    'snp-update': 'snp-abi',
    ovmf: 'firmware',
    'qmp-lost': 'qemu-lost',
    'vsock-timeout': 'guest-silent',
    'policy-other': 'policy-request',
    'registry-auth': 'registry-login',
    'image-pull-guest': 'image-pull',
    'kbs-get': 'attestation',
    'guest-nospace': 'guest-space',
    'rootfs-enoent': 'image-layers',
    'unpacked-layers': 'layers-discarded',
    'nydus-key': 'stale-snapshot',
    'sched-affinity': 'no-node',
    'sched-tee-keys': 'tee-capacity',
    'sched-memory': 'no-room',
    'hostpath-type': 'host-path',
  };
  const collected = join(shared, 'facts', 'event-patterns.json');
  const known = (): void => {
    const { patterns } = JSON.parse(readFileSync(collected, 'utf8')) as {
      readonly patterns: readonly { readonly id: string; readonly sample: string }[];
    };
    assert.deepEqual(
      patterns.map(({ id, sample }) => [id, failureIn(sample)?.id]),
      patterns.map(({ id }) => [id, same[id] ?? id]),
    );
    assert.equal(patterns.length, failures.length);
  };
  if (existsSync(collected)) it('knows what others have collected', known);
});

describe('why a pod fails', () => {
  it('says nothing of a pod that runs, whatever it had before', () => {
    for (const found of [
      kept({ phase: 'Running', containerStatuses: [running('app')] }),
      kept({ phase: 'Succeeded' }),
      kept(creating, { metadata: { deletionTimestamp: '2026-01-01T01:00:00Z' } }),
    ]) {
      assert.equal(isFine(found), true);
      assert.deepEqual(explainPod(found, [told('FailedCreatePodSandBox', noHandler)]), []);
    }
  });

  it('takes known causes of the state first, then those of events, then unknown words', () => {
    const found = kept({
      phase: 'Pending',
      message: 'odd words of the pod',
      containerStatuses: [
        waits('app', 'CreateContainerError', 'CreateContainerRequest is blocked by policy: x'),
      ],
    });
    const events = [
      told('Failed', 'odd words of an event'),
      told('Failed', 'Error: timed out connecting to vsock 1:1024'),
      told('Normal', 'Pulled', { type: 'Normal' }),
    ];
    assert.deepEqual(explainPod(found, events), [
      {
        said: 'CreateContainerRequest is blocked by policy: x',
        from: 'app',
        failure: failures.find(({ id }) => id === 'policy-create'),
      },
      {
        said: 'Error: timed out connecting to vsock 1:1024',
        from: 'Failed',
        failure: failures.find(({ id }) => id === 'guest-silent'),
      },
      { said: 'odd words of the pod', from: 'CreateContainerError' },
      { said: 'odd words of an event', from: 'Failed' },
    ]);
  });

  it('explains a pod that waits for its sandbox by events', () => {
    const events = [told('FailedCreatePodSandBox', noHandler)];
    assert.deepEqual(ids(explainPod(kept(creating, { node: 'worker-0' }), events)), [
      'containerd-no-handler',
    ]);
  });

  it('does not speak of a sandbox that has been made since', () => {
    const failed = told('FailedCreatePodSandBox', noHandler, { lastTimestamp: '2026-01-01T00:10:00Z' });
    const pulled = told('Pulled', 'pulled', { type: 'Normal', lastTimestamp: '2026-01-01T00:11:00Z' });
    const before = told('Pulled', 'pulled', { type: 'Normal', lastTimestamp: '2026-01-01T00:09:00Z' });
    assert.deepEqual(ids(explainPod(kept(creating), [pulled, failed])), []);
    assert.deepEqual(ids(explainPod(kept(creating), [failed, before])), ['containerd-no-handler']);
  });

  it('does not speak of a place that has been found since', () => {
    const events = [told('FailedScheduling', unscheduled)];
    assert.deepEqual(ids(explainPod(kept({ phase: 'Pending' }), events)), ['no-node']);
    assert.deepEqual(ids(explainPod(kept(creating, { node: 'worker-0' }), events)), []);
  });

  it('explains a pod without a place by its condition', () => {
    const conditions = [
      { type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message: unscheduled },
    ];
    assert.deepEqual(ids(explainPod(kept({ phase: 'Pending', conditions }))), ['no-node']);
  });

  it('explains an init container', () => {
    const found = kept(
      {
        phase: 'Pending',
        initContainerStatuses: [
          waits('i', 'CreateContainerError', 'Image policy rejected: Denied by policy'),
        ],
        containerStatuses: [waits('app', 'PodInitializing')],
      },
      { spec: { initContainers: [{ name: 'i' }] } },
    );
    assert.deepEqual(ids(explainPod(found)), ['image-policy']);
  });

  it('finds the cause at the end of a long message', () => {
    const message = `rpc error: ${'stack '.repeat(2_000)}caused by: No space left on device (os error 28)`;
    const found = kept({
      phase: 'Pending',
      containerStatuses: [waits('app', 'CreateContainerError', message)],
    });
    assert.deepEqual(ids(explainPod(found)), ['guest-space']);
    assert.deepEqual(ids(explainPod(kept(creating), [told('Failed', message)])), ['guest-space']);
  });

  it('tells one cause once, and of unknown words at most three', () => {
    const again = ['0a1b2c3d4e', 'ffeeddccbb'].map((id) => told('Failed', `odd: sandbox ${id} is odd`));
    const known = ['1', '2'].map((id) => told('FailedCreatePodSandBox', `${noHandler} (${id})`));
    assert.deepEqual(ids(explainPod(kept(creating), [...again, ...known])), [
      'containerd-no-handler',
      '? odd: sandbox 0a1b2c3d4e is odd',
    ]);
    const many = ['a', 'b', 'c', 'd', 'e'].map((word) => told('Failed', `odd ${word}`));
    assert.equal(explainPod(kept(creating), many).length, 3);
  });

  it('leaves out words that say nothing', () => {
    const events = [
      'Error: ErrImagePull',
      'Error: ImagePullBackOff',
      'Error: ',
      'Back-off restarting failed container app in pod p_default(uid)',
      'back-off 5m0s restarting failed container=app pod=p_default(uid)',
    ].map((message) => told('Failed', message));
    const found = kept({
      phase: 'Running',
      containerStatuses: [
        waits('app', 'CrashLoopBackOff', 'back-off 5m0s restarting failed container=app pod=p'),
      ],
    });
    assert.deepEqual(explainPod(found, events), []);
  });

  it('reads events of both APIs, the newest first', () => {
    const list = {
      items: [
        event('a', { message: 'a', lastTimestamp: '2026-01-01T00:00:01Z', count: 3 }),
        event('b', {
          note: 'b',
          lastTimestamp: null,
          count: null,
          series: { count: 5, lastObservedTime: '2026-01-01T00:00:03.000001Z' },
        }),
        event('c', {
          message: 'c',
          lastTimestamp: null,
          eventTime: '2026-01-01T00:00:02.000001Z',
          count: null,
        }),
        event('d', { message: 'd', lastTimestamp: 'never', count: 'many' }),
        event('e', {}),
        null,
      ],
    };
    assert.deepEqual(
      eventsOf(list).map(({ message, count }) => [message, count]),
      [
        ['b', 5],
        ['c', 1],
        ['a', 3],
        ['d', 1],
      ],
    );
  });

  const recorded = ['pods', 'events'].map((name) => `kubernetes/real-node/${name}.json`);
  itWithRecordings('explains recorded pods by recorded events', recorded, (pods = '', events = '') => {
    const all = records(record(JSON.parse(events)).items);
    const found = records(record(JSON.parse(pods)).items).flatMap((each) => {
      const own = podRecord(each);
      if (!own) return [];
      const about = all.filter(({ involvedObject }) => record(involvedObject).uid === own.uid);
      const events = eventsOf({ items: about }).filter(({ reason }) => reason !== 'MissingClusterDNS');
      return [[own.name, own.status, ids(explainPod(own, events))]];
    });
    assert.deepEqual(found, [
      ['crash', 'CrashLoopBackOff', ['? Its last run ended with exit code 1 (Error).']],
      ['done', 'Completed', []],
      ['kata-run', 'Running', []],
      ['no-handler', 'ContainerCreating', ['containerd-no-handler']],
      [
        'noimage',
        'ErrImageNeverPull',
        ['? Container image "no/such:1" is not present with pull policy of Never'],
      ],
      ['snp', 'Running', []],
    ]);
  });
});

describe('pods that were never made', () => {
  const refused = 'Error creating: pods "web-" is forbidden: pod rejected: RuntimeClass "kata-x" not found';
  const of = (fields: Fields) => rejectionRecord(event('web-1.1', { reason: 'FailedCreate', ...fields }));
  const involvedObject = { kind: 'ReplicaSet', name: 'web-1', uid: 'uid-web-1' };

  it('are told by their owner', () => {
    const found = of({ message: refused, involvedObject, count: 4 });
    assert.deepEqual(found, {
      uid: 'uid-web-1.1',
      namespace: 'default',
      owner: involvedObject,
      message: refused,
      count: 4,
      lastSeen: Date.parse('2026-01-01T00:10:00Z'),
    });
    const { failure, from } = explainRejection(found);
    assert.deepEqual([failure?.id, from], ['runtime-class-not-found', 'ReplicaSet web-1']);
  });

  for (const [message, here] of [
    ["pod rejected: Pod's Overhead doesn't match RuntimeClass's defined Overhead", true],
    ['conflict: runtimeClass.scheduling.nodeSelector[a] = b', true],
    ['admission webhook "mwebhook.peerpods.io" denied the request', true],
    ['annotation io.katacontainers.config.x is not allowed', true],
    ['pods "web-" is forbidden: exceeded quota: compute', false],
  ] as const)
    it(`${here ? 'are' : 'are not'} shown here: ${message}`, () => {
      assert.equal(of({ message, involvedObject }) !== undefined, here);
    });
});
