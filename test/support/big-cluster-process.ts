/** The process of `BigCluster`: an API server with many pods, so that its work does not hold up who is measured. */
import { setTimeout as wait } from 'node:timers/promises';
import { ApiServer } from './api-server';
import type { BigClusterAnswer, BigClusterOrder } from './big-cluster';
import { node, pod, running, runtimeClass } from './kube-objects';

const server = new ApiServer();
const classes = ['kata-qemu-snp', 'kata-qemu-tdx', 'kata-qemu', 'kata-remote'];

/** As large as pods of a cluster are: 6 kB as kubectl prints them. */
function large(at: number, restarts: number) {
  const manager = (name: string) => ({
    manager: name,
    operation: 'Update',
    apiVersion: 'v1',
    fieldsType: 'FieldsV1',
    fieldsV1: Object.fromEntries(
      Array.from({ length: 18 }, (_, field) => [`f:field-${field}`, { '.': {}, 'f:value': {} }]),
    ),
  });
  return pod(`web-${at}`, {
    namespace: `team-${at % 40}`,
    runtimeClass: classes[at % classes.length] ?? '',
    node: `worker-${at % 50}`,
    labels: { app: `web-${at % 300}`, 'pod-template-hash': '5d9c7b8f6d' },
    annotations: {
      'cni.example/address': `10.0.${at >> 8}.${at & 255}`,
      'example.org/checksum': 'a'.repeat(64),
    },
    metadata: {
      managedFields: [manager('kube-controller-manager'), manager('kubelet')],
      ownerReferences: [
        {
          apiVersion: 'apps/v1',
          kind: 'ReplicaSet',
          name: `web-${at % 300}`,
          uid: `rs-${at % 300}`,
          controller: true,
        },
      ],
    },
    spec: {
      overhead: { cpu: '250m', memory: '160Mi' },
      containers: [
        {
          name: 'app',
          image: `registry.example/app@sha256:${'0'.repeat(64)}`,
          env: Array.from({ length: 10 }, (_, each) => ({
            name: `VARIABLE_${each}`,
            value: 'a value of some length',
          })),
          resources: { limits: { cpu: '1', memory: '256Mi' }, requests: { cpu: '1', memory: '256Mi' } },
        },
      ],
    },
    status: {
      phase: 'Running',
      conditions: ['Initialized', 'Ready', 'ContainersReady', 'PodScheduled'].map((type) => ({
        type,
        status: 'True',
        lastProbeTime: null,
        lastTransitionTime: '2026-01-01T00:00:05Z',
      })),
      containerStatuses: [{ ...running('app'), restartCount: restarts }],
    },
  });
}

/** Changes that were made by now. */
let changes = 0;

/** Changes so many pods a second; says when which change was made, in ms since 1970. */
async function churn(perSecond: number, seconds: number): Promise<number[]> {
  const times: number[] = [];
  const started = performance.now();
  while (times.length < perSecond * seconds) {
    const due = Math.min(perSecond * seconds, ((performance.now() - started) / 1_000) * perSecond);
    while (times.length < due) {
      times.push(Date.now());
      changes++;
      server.set('pods', large(changes % 500, changes));
    }
    await wait(5);
  }
  return times;
}

async function answer(order: BigClusterOrder): Promise<BigClusterAnswer> {
  switch (order.do) {
    case 'start':
      for (const name of classes) server.set('runtimeclasses', runtimeClass(name));
      for (let at = 0; at < 50; at++) server.set('nodes', node(`worker-${at}`));
      for (let at = 0; at < order.pods; at++) server.set('pods', large(at, 0));
      await server.start();
      return { kubeconfig: server.kubeconfig() };
    case 'churn':
      return { first: changes + 1, times: await churn(order.perSecond, order.seconds) };
    case 'pods':
      return { pods: server.objectsOf('pods') };
  }
}

process.on('message', (order: BigClusterOrder) => {
  void answer(order).then((value) => process.send?.(value));
});
