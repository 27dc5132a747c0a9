/** The programs behind the features: commands as data, and the runner. */
export { CommandFailure, type Command, type FailureKind, type Output, type Runner } from './command';
export { createRunner } from './runner';
export {
  dockerContexts,
  dockerEvent,
  dockerEvents,
  dockerIds,
  dockerInfo,
  dockerInspect,
  dockerVersion,
  type DockerContainer,
  type DockerContext,
  type DockerInfo,
  type DockerInfoRuntime,
} from './docker';
export { parseDaemonJson, type DaemonJson } from './docker-daemon-json';
export {
  describeDockerRuntime,
  describeDockerRuntimes,
  type DockerRuntime,
  type DockerRuntimeFacts,
} from './docker-runtimes';
export {
  identityOfProgram,
  identityOfShim,
  identityOfType,
  runtimeKind,
  type Isolation,
  type RuntimeIdentity,
} from './runtime-identity';
export { kataEnvironment, parseKataEnvironment, shimVersion, type KataEnvironment } from './kata';
export { oracle, oracleIds, type OracleId, type OracleVerdict } from './oracles';
export { programVersion } from './versions';
export { record, records, strings, text, type Json } from './json';
export { crictlContainers, crictlPods, type CriContainer, type CriPod } from './crictl-pods';
export {
  ctrContainers,
  ctrInfo,
  ctrNamespaces,
  ctrTasks,
  type CtrContainer,
  type CtrDetails,
  type CtrTask,
} from './ctr';
export { nerdctlContainers, nerdctlNamespaces, type NerdctlContainer } from './nerdctl-containers';
export { podmanIds, podmanInspect, type PodmanContainer } from './podman-containers';
export {
  isObjectName,
  kubeConfig,
  kubectlObject,
  kubectlPage,
  kubectlTarget,
  kubectlWatch,
  podPath,
  watchEvent,
  type KubeConfig,
  type KubeContext,
  type KubectlOptions,
} from './kubectl';
export { dockerRead } from './docker-exec';
export { dockerMemory } from './docker-stats';
export { devContainerMerged } from './devcontainer-merged';
export { isPodman } from './docker-product';
