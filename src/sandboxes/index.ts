/** Kata sandboxes on this host: what engines list and what the process table shows, as one. */
export { engineCall, isAlive, isId, type Call, type EngineAction, type Subject } from './commands';
export { getStart } from './get';
export { besideVm, memoryUse, monitor, monitorMetrics, stateFileCommand } from './details';
export { watchSandboxes } from './live';
export type {
  EngineKind,
  Listed,
  ProcessUse,
  Sandbox,
  SandboxState,
  SourceId,
  SourceKind,
  SourceState,
} from './model';
export { Survey, type Snapshot, type SurveyOptions } from './survey';
export { standingOf } from './standing';
export { hostProc } from './proc';
