/** Init-data, agent policies and sealed secrets: their rules and the ways to ask for them. */
export {
  lintAnnotation,
  lintInitData,
  lintPolicyAnnotation,
  type EmbeddedFinding,
  type InitDataOptions,
} from './lint';
export { lintSealedSecret } from './sealed';
export { initDataRules } from './rules';
