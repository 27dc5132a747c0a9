/** Attestation: init-data, agent policies and sealed secrets: decode, encode, digest, explain. No I/O. */
export type { Problem, Result } from './result';
export { decodeBase64, type Base64, type Base64Quirk } from './base64';
export {
  decodeInitData,
  decodeUtf8,
  encodeInitData,
  isPlaceholder,
  maxDecoded,
  maxEncoded,
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
  type BoundTee,
  type TeeField,
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
export { isKbsUri, kbsHttpPath, kbsUriFault, urlScheme } from './kbs';
export {
  allowed,
  decision,
  readPolicy,
  verbs,
  type Decision,
  type Named,
  type Policy,
  type PolicyRule,
  type Verb,
} from './policy';
export { allowFailing, requestNames, requests, type Request } from './requests';
export {
  credentialFolder,
  fields,
  guestComponents,
  type ComponentName,
  type Field,
  type FieldType,
} from './components';
export { readComponentConfig, textAt, type ComponentConfig, type Setting } from './component-config';
export {
  decodeSealedSecret,
  isSealed,
  sealedPrefix,
  verifySealedSecret,
  type SealedFault,
  type SealedSecret,
} from './sealed-secret';
export { explainInitData, explainPolicy, explainSealedSecret, fenced } from './explain';
