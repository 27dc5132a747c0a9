import assert from 'node:assert/strict';
import { podRecord } from '../../../src/cluster/pod';
import { podStatus } from '../../../src/cluster/pod-status';
import { record, records } from '../../../src/engines';
import { pod, running } from '../../support/kube-objects';
import { itWithRecordings } from '../../support/recordings';

type Fields = Readonly<Record<string, unknown>>;

const waiting = (reason: string, more: Fields = {}): Fields => ({ state: { waiting: { reason, ...more } } });
const ended = (terminated: Fields): Fields => ({ state: { terminated } });
const container = (name: string, fields: Fields): Fields => ({
  name,
  ready: false,
  restartCount: 0,
  ...fields,
});
const conditions = (...true_: string[]): Fields => ({
  conditions: true_.map((type) => ({ type, status: 'True' })),
});
const gone = { deletionTimestamp: '2026-01-01T01:00:00Z' };

/** Each branch of kubectl's printPod: status, the rest of the pod, and the word. */
const words: readonly (readonly [
  title: string,
  status: Fields,
  more: Parameters<typeof pod>[1],
  word: string,
])[] = [
  ['a phase alone', { phase: 'Pending' }, {}, 'Pending'],
  ['no phase', {}, {}, 'Unknown'],
  ['a reason of the pod', { phase: 'Failed', reason: 'Evicted' }, {}, 'Evicted'],
  ['an empty reason of the pod', { phase: 'Failed', reason: '' }, {}, 'Failed'],
  [
    'a gate',
    { phase: 'Pending', conditions: [{ type: 'PodScheduled', status: 'False', reason: 'SchedulingGated' }] },
    {},
    'SchedulingGated',
  ],
  [
    'a place that is missing',
    { phase: 'Pending', conditions: [{ type: 'PodScheduled', status: 'False', reason: 'Unschedulable' }] },
    {},
    'Pending',
  ],
  [
    'all running',
    { phase: 'Running', ...conditions('Ready'), containerStatuses: [running('a')] },
    {},
    'Running',
  ],
  [
    'one that waits',
    { phase: 'Pending', containerStatuses: [container('a', waiting('ContainerCreating'))] },
    {},
    'ContainerCreating',
  ],
  [
    'one that is started again',
    { phase: 'Running', containerStatuses: [running('a'), container('b', waiting('CrashLoopBackOff'))] },
    {},
    'CrashLoopBackOff',
  ],
  [
    'two that wait: the first one counts',
    {
      phase: 'Pending',
      containerStatuses: [
        container('a', waiting('ErrImagePull')),
        container('b', waiting('ContainerCreating')),
      ],
    },
    {},
    'ErrImagePull',
  ],
  [
    'a wait without a reason',
    { phase: 'Pending', containerStatuses: [container('a', waiting(''))] },
    {},
    'Pending',
  ],
  [
    'an end with a reason',
    { phase: 'Failed', containerStatuses: [container('a', ended({ exitCode: 1, reason: 'Error' }))] },
    {},
    'Error',
  ],
  [
    'an end with a code',
    { phase: 'Failed', containerStatuses: [container('a', ended({ exitCode: 3 }))] },
    {},
    'ExitCode:3',
  ],
  [
    'an end with a code 0',
    { phase: 'Succeeded', containerStatuses: [container('a', ended({ exitCode: 0, reason: '' }))] },
    {},
    'ExitCode:0',
  ],
  [
    'an end by a signal',
    { phase: 'Failed', containerStatuses: [container('a', ended({ exitCode: 137, signal: 9 }))] },
    {},
    'Signal:9',
  ],
  [
    'all completed',
    { phase: 'Succeeded', containerStatuses: [container('a', ended({ exitCode: 0, reason: 'Completed' }))] },
    {},
    'Completed',
  ],
  [
    'one completed, one that runs, ready',
    {
      phase: 'Running',
      ...conditions('Ready'),
      containerStatuses: [container('a', ended({ exitCode: 0, reason: 'Completed' })), running('b')],
    },
    {},
    'Running',
  ],
  [
    'one completed, one that runs, not ready',
    {
      phase: 'Running',
      containerStatuses: [container('a', ended({ exitCode: 0, reason: 'Completed' })), running('b')],
    },
    {},
    'NotReady',
  ],
  [
    'one completed, one that runs and is not ready itself',
    {
      phase: 'Running',
      containerStatuses: [
        container('a', ended({ exitCode: 0, reason: 'Completed' })),
        container('b', { state: { running: {} } }),
      ],
    },
    {},
    'Completed',
  ],
  [
    'the second of three init containers',
    {
      phase: 'Pending',
      initContainerStatuses: [
        container('i', ended({ exitCode: 0, reason: 'Completed' })),
        container('j', { state: { running: {} } }),
        container('k', waiting('PodInitializing')),
      ],
      containerStatuses: [container('a', waiting('PodInitializing'))],
    },
    { spec: { initContainers: [{ name: 'i' }, { name: 'j' }, { name: 'k' }] } },
    'Init:1/3',
  ],
  [
    'an init container that waits for its turn',
    { phase: 'Pending', initContainerStatuses: [container('i', waiting('PodInitializing'))] },
    { spec: { initContainers: [{ name: 'i' }] } },
    'Init:0/1',
  ],
  [
    'an init container without a state',
    { phase: 'Pending', initContainerStatuses: [container('i', {})] },
    { spec: { initContainers: [{ name: 'i' }] } },
    'Init:0/1',
  ],
  [
    'an init container that is started again',
    { phase: 'Pending', initContainerStatuses: [container('i', waiting('CrashLoopBackOff'))] },
    { spec: { initContainers: [{ name: 'i' }] } },
    'Init:CrashLoopBackOff',
  ],
  [
    'an init container that failed, with a reason',
    { phase: 'Pending', initContainerStatuses: [container('i', ended({ exitCode: 1, reason: 'Error' }))] },
    { spec: { initContainers: [{ name: 'i' }] } },
    'Init:Error',
  ],
  [
    'an init container that failed, with a code',
    { phase: 'Pending', initContainerStatuses: [container('i', ended({ exitCode: 2 }))] },
    { spec: { initContainers: [{ name: 'i' }] } },
    'Init:ExitCode:2',
  ],
  [
    'an init container that was ended by a signal',
    { phase: 'Pending', initContainerStatuses: [container('i', ended({ exitCode: 1, signal: 15 }))] },
    { spec: { initContainers: [{ name: 'i' }] } },
    'Init:Signal:15',
  ],
  [
    'a sidecar that has started',
    {
      phase: 'Running',
      ...conditions('Ready'),
      initContainerStatuses: [running('s')],
      containerStatuses: [running('a')],
    },
    { spec: { initContainers: [{ name: 's', restartPolicy: 'Always' }] } },
    'Running',
  ],
  [
    'a sidecar that has not',
    {
      phase: 'Pending',
      initContainerStatuses: [container('s', { started: false, state: { running: {} } })],
    },
    { spec: { initContainers: [{ name: 's', restartPolicy: 'Always' }] } },
    'Init:0/1',
  ],
  [
    'a sidecar that starts again after the pod was initialized',
    {
      phase: 'Running',
      ...conditions('Initialized', 'Ready'),
      initContainerStatuses: [container('s', { started: false, ...waiting('CrashLoopBackOff') })],
      containerStatuses: [container('a', ended({ exitCode: 1, reason: 'Error' }))],
    },
    { spec: { initContainers: [{ name: 's', restartPolicy: 'Always' }] } },
    'Error',
  ],
  [
    'the same while its containers run',
    {
      phase: 'Running',
      ...conditions('Initialized'),
      initContainerStatuses: [container('s', { started: false, ...waiting('CrashLoopBackOff') })],
      containerStatuses: [running('a')],
    },
    { spec: { initContainers: [{ name: 's', restartPolicy: 'Always' }] } },
    'Init:CrashLoopBackOff',
  ],
  [
    'one that is deleted',
    { phase: 'Running', containerStatuses: [running('a')] },
    { metadata: gone },
    'Terminating',
  ],
  [
    'one that is deleted and was done',
    { phase: 'Succeeded', containerStatuses: [container('a', ended({ exitCode: 0, reason: 'Completed' }))] },
    { metadata: gone },
    'Completed',
  ],
  ['one that is deleted and had failed', { phase: 'Failed' }, { metadata: gone }, 'Failed'],
  ['one on a lost node', { phase: 'Running', reason: 'NodeLost' }, {}, 'NodeLost'],
  [
    'one that is deleted on a lost node',
    { phase: 'Running', reason: 'NodeLost' },
    { metadata: gone },
    'Unknown',
  ],
  [
    'fields that are null',
    {
      phase: 'Running',
      containerStatuses: [container('a', { state: { waiting: null, terminated: null, running: null } })],
    },
    { metadata: { deletionTimestamp: null } },
    'Running',
  ],
];

describe('status of a pod', () => {
  for (const [title, status, more, word] of words)
    it(`${title}: ${word}`, () => {
      assert.equal(podStatus(pod('p', { ...more, status })).status, word);
    });

  it('is ready when all containers are', () => {
    const ready = (...containerStatuses: readonly Fields[]): boolean =>
      podStatus(pod('p', { status: { phase: 'Running', containerStatuses } })).ready;
    assert.equal(ready(running('a'), running('b')), true);
    assert.equal(ready(running('a'), { ...running('b'), ready: false }), false);
    assert.equal(ready(), false);
  });

  it('tells how the last run of a container ended that is started again', () => {
    const lastState = {
      terminated: { exitCode: 137, reason: 'OOMKilled', message: 'lost connection to VM' },
    };
    const again = container('app', {
      ...waiting('CrashLoopBackOff', { message: 'back-off 5m0s restarting failed container=app' }),
      lastState,
      restartCount: 7,
    });
    const { containers } = podStatus(pod('p', { status: { phase: 'Running', containerStatuses: [again] } }));
    assert.deepEqual(containers, [
      {
        name: 'app',
        image: 'registry.example/app:1',
        state: 'CrashLoopBackOff',
        restarts: 7,
        message: 'Its last run ended with exit code 137 (OOMKilled). lost connection to VM',
      },
    ]);
  });

  it('takes the message that tells most', () => {
    const messageOf = (status: Fields): string | undefined => podStatus(pod('p', { status })).message;
    const unscheduled = { type: 'PodScheduled', status: 'False', message: 'no node' };
    const init = container('i', waiting('CreateContainerError', { message: 'init' }));
    const app = container('app', waiting('CreateContainerError', { message: 'app' }));
    assert.equal(
      messageOf({ message: 'pod', initContainerStatuses: [init], containerStatuses: [app] }),
      'pod',
    );
    assert.equal(messageOf({ message: '', initContainerStatuses: [init], containerStatuses: [app] }), 'init');
    assert.equal(messageOf({ containerStatuses: [app], conditions: [unscheduled] }), 'app');
    assert.equal(messageOf({ conditions: [unscheduled] }), 'no node');
    assert.equal(messageOf({ conditions: [{ ...unscheduled, status: 'True' }] }), undefined);
  });

  it('keeps start and end of a long message', () => {
    const message = `first ${'x'.repeat(50_000)} last`;
    const status = { containerStatuses: [container('app', waiting('CreateContainerError', { message }))] };
    const { message: own = '', containers } = podStatus(pod('p', { status }));
    for (const kept of [own, containers[0]?.message ?? '']) {
      assert.equal(kept.length, 2_000);
      assert.match(kept, /^first x+…x+ last$/);
    }
  });

  const recorded = 'kubernetes/real-node/pods.json';
  itWithRecordings('says of recorded pods what kubectl printed', [recorded], (text = '') => {
    const pods = records(record(JSON.parse(text)).items);
    const found = Object.fromEntries(
      pods.map((each) => [String(record(each.metadata).name), podStatus(each).status]),
    );
    assert.deepEqual(found, {
      'kata-run': 'Running',
      'no-handler': 'ContainerCreating',
      crash: 'CrashLoopBackOff',
      done: 'Completed',
      noimage: 'ErrImageNeverPull',
      plain: 'Running',
      snp: 'Running',
    });
  });

  itWithRecordings('keeps of recorded pods those in Kata', ['kubernetes/pods.json'], (text = '') => {
    const pods = records(record(JSON.parse(text)).items).flatMap((each) => podRecord(each) ?? []);
    assert.deepEqual(
      pods.map(({ name, runtimeClass, status, overhead }) => [name, runtimeClass, status, overhead]),
      [
        ['kata-a', 'kata-qemu', 'Running', { cpu: '250m', memory: '160Mi' }],
        ['pending', 'kata-qemu-snp', 'Pending', { cpu: '1', memory: '2Gi' }],
        ['snp-0', 'kata-qemu-snp', 'Running', { cpu: '1', memory: '2Gi' }],
      ],
    );
  });
});
