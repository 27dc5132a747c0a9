/** The VM of a peer pod, by the PeerPod object that cloud-api-adaptor makes for it (peerpod_types.go, k8sops/peerpod.go). */
import {
  CommandFailure,
  kubectlPage,
  podPath,
  record,
  records,
  text,
  type KubectlOptions,
  type Runner,
} from '../engines';
import type { PodRecord } from './pod';
import { troubleOf } from './trouble';

/** A VM at a cloud. */
export interface PeerPodInstance {
  readonly id: string;
  /** `aws`, `azure`, `libvirt`... */
  readonly provider?: string;
}

/** Peer pods of one namespace that are looked through. */
const limit = 1_000;

/** Undefined where the cluster has no such object for the pod, does not know the kind or does not show it. */
export async function peerPodInstance(
  runner: Runner,
  { namespace, name, uid }: Pick<PodRecord, 'namespace' | 'name' | 'uid'>,
  kubectl: KubectlOptions,
): Promise<PeerPodInstance | undefined> {
  podPath(namespace, name); // Throws for a namespace that can't be one
  const path = `/apis/confidentialcontainers.org/v1alpha1/namespaces/${namespace}/peerpods`;
  try {
    const { items } = await runner.run(
      kubectlPage(
        path,
        (object) =>
          records(record(object.metadata).ownerReferences).some((owner) => owner.uid === uid)
            ? record(object.spec)
            : undefined,
        { ...kubectl, limit },
      ),
    );
    const id = text(items[0]?.instanceID);
    const provider = text(items[0]?.cloudProvider);
    return id === undefined || id === ''
      ? undefined
      : { id: id.slice(0, 300), ...(provider !== undefined && { provider: provider.slice(0, 100) }) };
  } catch (error) {
    if (!(error instanceof CommandFailure)) throw error;
    const { kind } = troubleOf(error, path);
    if (kind === 'not-served' || kind === 'forbidden') return undefined;
    throw error;
  }
}
