/** Objects of the cluster as they are now: what the view does not keep is read when somebody asks for it. */
import type { Pod } from '../../cluster';
import { kubectlObject, record, text, type Json } from '../../engines';
import type { ClusterModel } from './model';

/** Names of pods, namespaces and the like, as Kubernetes takes them: no word of a command line, no path. */
const name = /^[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?$/;

/** Throws for a pod with names that no API server would take. */
export function checked(pod: Pod): Pod {
  if (!name.test(pod.name) || !name.test(pod.namespace))
    throw new Error('This pod has a name that Kubernetes does not allow; nothing is done with it.');
  return pod;
}

/** The whole pod, without what field managers noted about it. */
export async function readPod({ runner, kubectl }: ClusterModel, pod: Pod): Promise<Json> {
  const { namespace, name: own } = checked(pod);
  const object = await runner.run(kubectlObject(`/api/v1/namespaces/${namespace}/pods/${own}`, kubectl));
  const metadata = Object.entries(record(object.metadata)).filter(([key]) => key !== 'managedFields');
  return { ...object, metadata: Object.fromEntries(metadata) };
}

const annotations = [
  'io.katacontainers.config.hypervisor.cc_init_data',
  'io.katacontainers.config.runtime.cc_init_data',
] as const;

/** The value of the annotation with init-data. */
export const initDataIn = (pod: Json): string | undefined =>
  annotations
    .map((key) => text(record(record(pod.metadata).annotations)[key]))
    .find((value) => value !== undefined);
