/** The host check: can this machine run Kata, and which TEE can it offer? */
export { places, statuses, topics } from './check';
export type { Check, Evidence, Machine, Place, Probe, Remedy, Status, TopicId } from './check';
export { createHostReader, createSavedHostReader } from './disk-reader';
export type { HostReader } from './reader';
