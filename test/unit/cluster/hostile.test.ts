import assert from 'node:assert/strict';
import { abilitiesOf, nodeRecord } from '../../../src/cluster/node';
import { clusterReport } from '../../../src/cluster/report';
import { declarationOf } from '../../../src/cluster/classify';
import { detailsOf } from '../../../src/cluster/details';
import { eventRecord, explainPod, explainRejection } from '../../../src/cluster/explain';
import { podRecord } from '../../../src/cluster/pod';
import { rejectionRecord } from '../../../src/cluster/rejection';
import { classRecord, driftOf } from '../../../src/cluster/runtime-class';
import { watchEvent, type Json } from '../../../src/engines';
import { event, node, pod, running, runtimeClass } from '../../support/kube-objects';

/** Values that stand where others are expected. */
const odd: readonly unknown[] = [
  null,
  true,
  -1,
  1e308,
  '',
  'text',
  '\u0000\u001b[31m\u202e\ud800',
  [],
  [null, [[]], {}],
  {},
  { '': null, __proto__x: 1, constructor: {}, toString: 5 },
];

/** The object with one value after the other replaced by odd ones, and each taken away. */
function* mutations(object: Json): Generator<Json> {
  for (const path of pathsOf(object)) {
    for (const value of odd) yield replaced(object, path, value) as Json;
    yield replaced(object, path, undefined) as Json;
  }
}

function* pathsOf(value: unknown, path: readonly string[] = []): Generator<readonly string[]> {
  if (path.length > 0) yield path;
  if (typeof value === 'object' && value !== null)
    for (const [key, inner] of Object.entries(value)) yield* pathsOf(inner, [...path, key]);
}

function replaced(value: unknown, [key, ...rest]: readonly string[], by: unknown): unknown {
  if (key === undefined) return by;
  if (Array.isArray(value))
    return value.map((item, at) => (String(at) === key ? replaced(item, rest, by) : item) as unknown);
  const object = value as Json;
  return { ...object, [key]: replaced(object[key], rest, by) };
}

const full = pod('confidential-web', {
  runtimeClass: 'kata-qemu-snp',
  node: 'worker-0',
  labels: { app: 'confidential' },
  annotations: {
    'io.katacontainers.config.hypervisor.cc_init_data': 'H4sI',
    'io.katacontainers.config.agent.policy': 'cGFja2FnZQ==',
  },
  metadata: {
    deletionTimestamp: '2026-01-01T00:00:00Z',
    managedFields: [{}],
    ownerReferences: [{ kind: 'ReplicaSet', name: 'web', uid: 'u', controller: true }],
  },
  spec: {
    overhead: { cpu: '1', memory: '2Gi' },
    initContainers: [{ name: 'i', restartPolicy: 'Always' }],
    containers: [{ name: 'app', image: 'i', resources: { limits: { 'tdx.intel.com/keys': '1' } } }],
  },
  status: {
    phase: 'Pending',
    message: 'm',
    conditions: [{ type: 'PodScheduled', status: 'False', reason: 'r', message: 'm' }],
    initContainerStatuses: [{ name: 'i', started: false, state: { waiting: { reason: 'r', message: 'm' } } }],
    containerStatuses: [
      {
        ...running('app'),
        state: { waiting: { reason: 'CrashLoopBackOff', message: 'm' } },
        lastState: { terminated: { exitCode: 1, reason: 'r', message: 'm' } },
      },
      { ...running('b'), state: { terminated: { exitCode: 1, signal: 9 } } },
    ],
  },
});
const kataClass = runtimeClass('kata-qemu-snp', {
  kataVersion: '4.1.0',
  overhead: { memory: '1Gi', cpu: '1', 'sev-snp.amd.com/esids': '1' },
  nodeSelector: { 'amd.feature.node.kubernetes.io/snp': 'true' },
});

describe('hostile objects of a cluster', () => {
  it('as pods', () => {
    let count = 0;
    for (const object of mutations(full)) {
      const found = podRecord(object);
      detailsOf(object);
      if (!found) continue;
      count++;
      declarationOf(found, undefined);
      explainPod(found, [{ uid: 'u', type: 'Warning', reason: 'r', message: 'm', count: 1, lastSeen: 0 }]);
      assert.equal(typeof found.status, 'string');
      assert.ok(
        found.containers.every(({ name, image, state }) =>
          [name, image, state].every((each) => typeof each === 'string'),
        ),
      );
    }
    assert.ok(count > 500, `${count} were pods still`);
  });

  it('as RuntimeClasses', () => {
    const found = podRecord(full);
    assert.ok(found);
    for (const object of mutations(kataClass)) {
      const kept = classRecord(object);
      if (!kept) continue;
      driftOf(kept);
      declarationOf(found, kept);
    }
  });

  it('as nodes', () => {
    const status = {
      capacity: { 'tdx.intel.com/keys': '1' },
      allocatable: { 'tdx.intel.com/keys': '1' },
      runtimeHandlers: [{ name: 'kata' }],
    };
    const nodes = [...mutations(node('worker-0', { 'nvidia.com/cc.mode.state': 'on' }, status))].flatMap(
      (object) => nodeRecord(object) ?? [],
    );
    nodes.forEach(abilitiesOf);
    assert.match(
      clusterReport({ context: 'c', namespaces: [], nodes, classes: [], pods: [], troubles: [] }),
      /worker-0/,
    );
  });

  it('as events', () => {
    const fields = {
      reason: 'FailedCreate',
      message: 'RuntimeClass "x" not found',
      note: 'n',
      eventTime: '2026',
      series: { count: 1, lastObservedTime: '2026' },
      involvedObject: { kind: 'ReplicaSet', name: 'n', uid: 'u' },
    };
    for (const object of mutations(event('e', fields))) {
      eventRecord(object);
      const found = rejectionRecord(object);
      if (found) explainRejection(found);
    }
  });

  it('as nothing at all', () => {
    for (const value of [{}, { metadata: null }, { metadata: { uid: 5 } }, { metadata: [] }] as Json[]) {
      for (const read of [podRecord, classRecord, nodeRecord, eventRecord, rejectionRecord])
        assert.equal(read(value), undefined);
      detailsOf(value);
    }
  });

  it('as lines of a watch', () => {
    for (const line of ['null', '[]', '5', '{}', '{"type":5,"object":[]}', '{"type":"ERROR","object":null}'])
      assert.deepEqual(watchEvent(line), { type: 'ERROR', code: 0, message: 'the server sent no event' });
    assert.deepEqual(watchEvent('{"type":"ADDED"}'), { type: 'ADDED', object: {} });
    assert.throws(() => watchEvent('{'), SyntaxError);
  });

  it('with texts of a megabyte, of which little is kept', () => {
    const long = 'x'.repeat(1_000_000);
    const found = podRecord(
      pod('p', {
        runtimeClass: 'kata-qemu',
        labels: { long },
        annotations: {
          long,
          'io.katacontainers.config.hypervisor.cc_init_data': long,
          [`confidential${long}`]: 'yes',
        },
        status: {
          message: long,
          containerStatuses: [{ ...running('app'), state: { waiting: { reason: 'r', message: long } } }],
        },
      }),
    );
    assert.ok(found);
    assert.equal(found.initData, 'present');
    assert.ok(JSON.stringify(found).length < 6_000);
  });

  it('with images and reasons of a megabyte', () => {
    const long = 'x'.repeat(1_000_000);
    const found = podRecord(
      pod('p', {
        runtimeClass: 'kata-qemu',
        spec: { containers: [{ name: 'app', image: long }] },
        status: {
          reason: long,
          containerStatuses: [{ name: 'app', image: long, state: { waiting: { reason: long } } }],
        },
      }),
    );
    assert.ok(JSON.stringify(found).length < 3_000);
  });
});
