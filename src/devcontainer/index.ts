/** Dev containers: which runtime a configuration asks for, and its switch to Kata and back. */
export { carryOut, saveMemory } from './carry-out';
export { diskFiles, diskStateFolder, NoHome } from './disk';
export { useRuntime } from './edit';
export { exposures, type Exposure } from './exposure';
export type { FileChange, Files, FileText } from './files';
export { findConfigurations } from './find';
export { overrideName, overrideText, type ComposeFile } from './override';
export type { Configuration, Place, Plan, RuntimeState, Wanted } from './plan';
export { preflight, type Intention, type SourceText } from './preflight';
export { gatherEngineFacts, type EngineFacts, type Owner } from './preflight-facts';
export type { Problem } from './preflight-problem';
export { proveFromWithin, proveIsolation, type Proof, type ProveOptions } from './prove';
export type { Evidence, Verdict } from './prove-evidence';
export {
  maxConfiguration,
  readDevContainer,
  runtimeOf,
  type DevContainer,
  type Kind,
  type Note,
  type Placed,
  type RunArgs,
} from './read';
export { Refusal } from './refusal';
export { readRunArguments, type RunArguments, type RuntimeArgument } from './run-args';
export { isKataRuntime, isShimName, runtimeNameProblem } from './runtime-name';
export { isSwitched, planDefault, planStatus, planUse, readConfiguration } from './switch';
export { developerVariable, resolveArgument, type Environment } from './variables';
