/** Digests of init-data and the fields of the evidence that they are bound to. */
import { createHash } from 'node:crypto';
import { t } from '../text';

/** What Kata accepts as `algorithm`, spelled so (src/libs/kata-types/src/initdata.rs@4.1.0). */
export const algorithms = ['sha256', 'sha384', 'sha512'] as const;
export type Algorithm = (typeof algorithms)[number];

export const isAlgorithm = (text: string): text is Algorithm => algorithms.some((each) => each === text);

/** A TEE that binds init-data: the field of its evidence and the field's length in bytes. */
export interface TeeField {
  readonly title: string;
  readonly field: string;
  readonly length: number;
  /** The algorithm whose digest has the field's length. */
  readonly fits?: Algorithm;
}

/** Field lengths: `adjust_digest` in src/libs/kata-types/src/initdata.rs@4.1.0; SGX: trustee's kbs/docs/initdata.md. */
export const teeFields = {
  'amd-sev-snp': { title: 'AMD SEV-SNP', field: 'HOSTDATA', length: 32, fits: 'sha256' },
  'intel-tdx': { title: 'Intel TDX', field: 'MRCONFIGID', length: 48, fits: 'sha384' },
  'arm-cca': { title: 'Arm CCA', field: 'RPV', length: 64, fits: 'sha512' },
  'intel-sgx': { title: 'Intel SGX', field: 'CONFIGID', length: 64, fits: 'sha512' },
  'ibm-secure-execution': {
    title: 'IBM Secure Execution',
    get field() {
      return t('user data');
    },
    length: 256,
  },
} as const satisfies Record<string, TeeField>;
export type BoundTee = keyof typeof teeFields;

export const isBoundTee = (tee: string): tee is BoundTee => Object.hasOwn(teeFields, tee);

/** The digest of init-data's raw bytes. */
export const digestOf = (bytes: Uint8Array, algorithm: Algorithm): Buffer =>
  createHash(algorithm).update(bytes).digest();

/** A digest as the evidence carries it: cut, or filled with zeros at its end, to the field's length. */
export function boundDigest(digest: Uint8Array, tee: BoundTee): Buffer {
  const bound = Buffer.alloc(teeFields[tee].length);
  bound.set(digest.subarray(0, bound.length));
  return bound;
}
