/** Attestation: init-data, agent policies and sealed secrets: decoded, digested, explained. No I/O. */
export type { Result } from './result';
export { decodeBase64 } from './base64';
export {
  decodeInitData,
  decodeUtf8,
  isPlaceholder,
  type DecodedInitData,
  type InitDataFault,
} from './init-data';
export {
  algorithms,
  boundDigest,
  digestOf,
  isAlgorithm,
  isBoundTee,
  teeFields,
  type Algorithm,
} from './digest';
export {
  innerNames,
  isInnerName,
  readInitData,
  type DataItem,
  type InitDataDocument,
  type InnerName,
  type Item,
} from './document';
export { isKbsUri, kbsUriFault, urlScheme } from './kbs';
export { allowed, decision, readPolicy, verbs, type Decision, type Policy, type PolicyRule } from './policy';
export { allowFailing, requests } from './requests';
export { credentialFolder, fields, guestComponents, type ComponentName, type Field } from './components';
export { readComponentConfig, textAt, type ComponentConfig, type Setting } from './component-config';
export { decodeSealedSecret, isSealed, type SealedSecret } from './sealed-secret';
export { explainInitData, explainPolicy, explainSealedSecret, fenced } from './explain';
