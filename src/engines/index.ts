/** The programs behind the features: commands as data, and the runner. */
export {
  CommandFailure,
  defaultTimeLimit,
  type Command,
  type FailureKind,
  type Output,
  type Runner,
} from './command';
export { createRunner, type RunnerOptions } from './runner';
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
  type DockerEvent,
  type DockerInfo,
  type DockerInfoRuntime,
  type DockerOptions,
  type DockerPort,
  type DockerVersion,
} from './docker';
export { jsonLines, record, records, strings, text, type Json } from './json';
