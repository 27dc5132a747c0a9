/** A cluster with something of everything that the view Confidential Pods shows. */
import type { ApiServer, KubeObject } from './api-server';
import { event, node, pod, runtimeClass } from './kube-objects';

/** A status of a pod whose only container waits. */
export const waiting = (reason: string, message?: string) => ({
  phase: 'Pending',
  conditions: [{ type: 'PodScheduled', status: 'True' }],
  containerStatuses: [
    {
      name: 'app',
      image: 'registry.example/app:1',
      ready: false,
      restartCount: 0,
      state: { waiting: { reason, ...(message !== undefined && { message }) } },
    },
  ],
});

const ownedBy = (kind: string, name: string) => ({
  managedFields: [{ manager: 'kubectl' }],
  ownerReferences: [{ kind, name, uid: `uid-${name}`, controller: true }],
});

const handlers = (...names: readonly string[]) => ['', ...names].map((name) => ({ name }));

const kata = { 'katacontainers.io/kata-runtime': 'true' };

const classes: readonly KubeObject[] = [
  runtimeClass('kata-fc', { nodeSelector: kata }),
  runtimeClass('kata-qemu', {
    nodeSelector: kata,
    overhead: { cpu: '250m', memory: '100Mi' },
    kataVersion: '4.1.0',
  }),
  runtimeClass('kata-qemu-snp', { nodeSelector: { ...kata, 'amd.feature.node.kubernetes.io/snp': 'true' } }),
  runtimeClass('kata-remote', { nodeSelector: kata }),
];

const nodes: readonly KubeObject[] = [
  node(
    'worker-0',
    { ...kata, 'amd.feature.node.kubernetes.io/snp': 'true' },
    {
      capacity: { 'sev-snp.amd.com/esids': '509' },
      allocatable: { 'sev-snp.amd.com/esids': '507' },
      runtimeHandlers: handlers('kata-qemu', 'kata-qemu-snp', 'kata-remote'),
    },
  ),
  node('worker-1', kata, { runtimeHandlers: handlers('kata-qemu') }),
];

const snp = { runtimeClass: 'kata-qemu-snp', node: 'worker-0' };
const model = { ...snp, namespace: 'prod', metadata: ownedBy('ReplicaSet', 'model-7d4b9c8f6d') };

const pods: readonly KubeObject[] = [
  pod('model-7d4b9c8f6d-2xk9p', model),
  pod('model-7d4b9c8f6d-9zl4q', model),
  pod('vault', { ...snp, namespace: 'shop' }),
  pod('build', { runtimeClass: 'kata-qemu', node: 'worker-1' }),
  pod('no-handler', { runtimeClass: 'kata-fc', node: 'worker-1', status: waiting('ContainerCreating') }),
  pod('blocked', {
    runtimeClass: 'kata-qemu',
    node: 'worker-1',
    status: waiting(
      'CreateContainerError',
      'rpc error: code = PermissionDenied desc = "CreateContainerRequest is blocked by policy: no rule matched"',
    ),
  }),
  pod('confidential-app', {
    namespace: 'shop',
    node: 'worker-1',
    metadata: ownedBy('StatefulSet', 'confidential'),
  }),
  pod('burst', { runtimeClass: 'kata-remote', node: 'worker-0' }),
  pod('web', { node: 'worker-0' }),
];

const events: readonly KubeObject[] = [
  event('no-handler.1', {
    involvedObject: { kind: 'Pod', name: 'no-handler', namespace: 'default', uid: 'uid-default-no-handler' },
    reason: 'FailedCreatePodSandBox',
    message:
      'Failed to create pod sandbox: rpc error: code = Unknown desc = failed to get sandbox runtime: no runtime for "kata-fc" is configured',
    count: 3,
  }),
  event('api.1', {
    metadata: { name: 'api.1', namespace: 'shop', uid: 'uid-api.1' },
    involvedObject: { kind: 'ReplicaSet', name: 'api-5c9', namespace: 'shop', uid: 'uid-api-5c9' },
    reason: 'FailedCreate',
    message: 'Error creating: pods "api-5c9-" is forbidden: pod rejected: RuntimeClass "kata-tdx" not found',
    count: 3,
  }),
];

/** A pod of each group, two that fail, one that was never made, two nodes and four RuntimeClasses. */
export function smallCluster(server: ApiServer): void {
  for (const name of ['default', 'prod', 'shop']) server.set('namespaces', { metadata: { name } });
  for (const each of classes) server.set('runtimeclasses', each);
  for (const each of nodes) server.set('nodes', each);
  for (const each of pods) server.set('pods', each);
  for (const each of events) server.set('events', each);
}
