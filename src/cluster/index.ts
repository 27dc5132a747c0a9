/** Confidential pods of a cluster: what they declare, where they run, and why one does not start. */
export type { Declaration, PodGroup } from './classify';
export {
  boundIn,
  detailsOf,
  podDetails,
  type InitDataFacts,
  type PodDetails,
  type PolicyFacts,
} from './details';
export { abilitiesOf, serves, teeList, type NodeAbilities, type NodeRecord } from './node';
export type { ContainerRecord, PodRecord } from './pod';
export type { Rejection } from './rejection';
export { driftOf, kataLabel, type ClassRecord } from './runtime-class';
export { ClusterStore, type Changes, type ClusterOptions, type Pod } from './store';
export { troubleOf, type ClusterTrouble, type TroubleKind } from './trouble';
export {
  eventsOf,
  explainPod,
  explainRejection,
  isFine,
  journalCommand,
  type EventRecord,
  type Explanation,
} from './explain';
export { clusterReport, clusterVerdict, type ClusterFacts } from './report';
export { peerPodInstance, type PeerPodInstance } from './peer-pod';
