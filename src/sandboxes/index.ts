/** Kata sandboxes on this host: what engines list and what the process table shows, as one. */
export { watchSandboxes, type LiveOptions } from './live';
export type {
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
export { Survey, type EngineKind, type Snapshot, type SurveyOptions } from './survey';
