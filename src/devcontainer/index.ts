/** Dev containers: which runtime a configuration asks for, and its switch to Kata and back. */
export { carryOut } from './carry-out';
export { diskFiles, diskStateFolder } from './disk';
export { exposures } from './exposure';
export type { FileChange, Files, FileText } from './files';
export { findConfigurations } from './find';
export { NoHome } from './memory';
export { overrideName, overrideText } from './override';
export type { Configuration, Place, Plan, RuntimeState, Wanted } from './plan';
export { preflight, type Intention, type SourceText } from './preflight';
export { gatherEngineFacts, type EngineFacts } from './preflight-facts';
export type { Problem } from './preflight-problem';
export { proveFromWithin, proveIsolation, type Proof } from './prove';
export { readDevContainer, runtimeOf } from './read';
export { Refusal } from './refusal';
export { isKataRuntime, isShimName, runtimeNameProblem } from './runtime-name';
export { isSwitched, planDefault, planStatus, planUse, readConfiguration } from './switch';
export { explainUp } from './up-errors';
export { developerVariable, type Environment } from './variables';
