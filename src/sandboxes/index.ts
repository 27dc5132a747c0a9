/** Kata sandboxes on this host: what engines list and what the process table shows, as one. */
export { engineCall, isAlive, isId, type Call, type EngineAction, type Subject } from './commands';
export {
  besideVm,
  memoryUse,
  monitor,
  monitorMetrics,
  stateFileCommand,
  type Get,
  type MemoryUse,
} from './details';
export { watchSandboxes, type LiveOptions } from './live';
export type {
  EngineKind,
  Group,
  Isolation,
  Listed,
  ProcessUse,
  RuntimeUse,
  Sandbox,
  SandboxState,
  SourceId,
  SourceKind,
  SourceState,
} from './model';
export { Survey, type RefreshOptions, type Snapshot, type SurveyOptions } from './survey';
export { hostProc } from './proc';
