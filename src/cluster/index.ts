/** Confidential pods of a cluster: what they declare, where they run, and why one does not start. */
export type { PodGroup } from './classify';
export { boundIn, detailsOf, podDetails, type PodDetails } from './details';
export { abilitiesOf, serves, teeList, type NodeRecord } from './node';
export type { ContainerRecord, PodRecord } from './pod';
export type { Rejection } from './rejection';
export { driftOf, type ClassRecord } from './runtime-class';
export { ClusterStore, type Changes, type ClusterOptions, type Pod } from './store';
export { troubleOf, type ClusterTrouble } from './trouble';
export {
  eventsOf,
  explainPod,
  explainRejection,
  isFine,
  journalCommand,
  type EventRecord,
  type Explanation,
} from './explain';
export { clusterReport, clusterVerdict } from './report';
export { peerPodInstance, type PeerPodInstance } from './peer-pod';
