/** Objects of a cluster as an API server serves them, as far as the tests look at them. */
import type { KubeObject } from './api-server';

type Fields = Readonly<Record<string, unknown>>;

export interface PodFields {
  readonly namespace?: string;
  readonly runtimeClass?: string;
  readonly node?: string;
  readonly labels?: Fields;
  readonly annotations?: Fields;
  readonly metadata?: Fields;
  readonly spec?: Fields;
  /** Default: runs and is ready. */
  readonly status?: Fields;
}

/** What the status of a container is that runs. */
export const running = (name: string): Fields => ({
  name,
  ready: true,
  started: true,
  restartCount: 0,
  image: 'registry.example/app:1',
  state: { running: { startedAt: '2026-01-01T00:00:05Z' } },
});

export function pod(name: string, fields: PodFields = {}): KubeObject {
  const { namespace = 'default', runtimeClass, node, labels, annotations, metadata, spec, status } = fields;
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      namespace,
      uid: `uid-${namespace}-${name}`,
      creationTimestamp: '2026-01-01T00:00:00Z',
      ...(labels && { labels }),
      ...(annotations && { annotations }),
      ...metadata,
    },
    spec: {
      ...(runtimeClass !== undefined && { runtimeClassName: runtimeClass }),
      ...(node !== undefined && { nodeName: node }),
      containers: [{ name: 'app', image: 'registry.example/app:1' }],
      ...spec,
    },
    status: status ?? {
      phase: 'Running',
      conditions: [
        { type: 'PodScheduled', status: 'True' },
        { type: 'Ready', status: 'True' },
      ],
      containerStatuses: [running('app')],
    },
  };
}

export interface ClassFields {
  readonly handler?: string;
  readonly overhead?: Fields;
  readonly nodeSelector?: Fields;
  readonly kataVersion?: string;
}

export const runtimeClass = (
  name: string,
  { handler = name, overhead, nodeSelector, kataVersion }: ClassFields = {},
): KubeObject => ({
  apiVersion: 'node.k8s.io/v1',
  kind: 'RuntimeClass',
  metadata: {
    name,
    uid: `uid-${name}`,
    ...(kataVersion !== undefined && { annotations: { 'katacontainers.io/kata-version': kataVersion } }),
  },
  handler,
  ...(overhead && { overhead: { podFixed: overhead } }),
  ...(nodeSelector && { scheduling: { nodeSelector } }),
});

export const node = (name: string, labels: Fields = {}, status: Fields = {}): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Node',
  metadata: { name, uid: `uid-${name}`, labels },
  spec: {},
  status: {
    conditions: [{ type: 'Ready', status: 'True' }],
    nodeInfo: {
      architecture: 'amd64',
      kernelVersion: '6.12.0',
      containerRuntimeVersion: 'containerd://2.1.4',
      osImage: 'Debian GNU/Linux 12 (bookworm)',
    },
    ...status,
  },
});

/** An event about an object, such as a refused pod's ReplicaSet. */
export const event = (name: string, fields: Fields): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Event',
  metadata: { name, namespace: 'default', uid: `uid-${name}` },
  type: 'Warning',
  count: 1,
  lastTimestamp: '2026-01-01T00:10:00Z',
  ...fields,
});
