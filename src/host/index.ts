/** The host check: can this machine run Kata, and which TEE can it offer? */
export { places, statuses, topics } from './check';
export type { Check, Evidence, Machine, Place, Probe, Remedy, Status, TopicId } from './check';
export { checkHost, type CheckHostOptions } from './check-host';
export { catalogueEntry } from './run';
export { createHostReader, createSavedHostReader } from './disk-reader';
export { askDocker, type DockerState } from './docker';
export { judgeKataRuntime, type Judgement } from './kata-runtime';
export { readMachine } from './machine';
export { askOracles, type OracleReport } from './oracles';
export type { HostReader } from './reader';
export type { Report, Step, Suitability, Verdict, VerdictStatus } from './report';
export { renderJson } from './report-json';
export { renderMarkdown } from './report-markdown';
export { renderText } from './report-text';
export { installedTarget } from './target';
export { comparison, type Isolation } from './workloads';
export { machineLine, topicTitles } from './words';
