/**
 * CoCo's sealed secrets: `sealed.HEADER.PAYLOAD.SIGNATURE`, each part in base64url without padding
 * (confidential-data-hub/hub/src/secret/mod.rs@v0.21.0).
 */
import { t } from '../text';
import { decodeBase64Url } from './base64';
import { decodeUtf8 } from './init-data';
import { bad, good, type Result } from './result';

export const sealedPrefix = 'sealed.';
/** A longer text is not decoded (characters). */
const maxSealed = 1_000_000;

/** What stands in the payload. */
export interface SealedPayload {
  readonly type: 'vault' | 'envelope';
  readonly provider: string;
  /** For a vault: what is fetched, with the provider `kbs` a resource URI. */
  readonly name?: string;
}

export interface SealedSecret {
  /** `none`: a stand-in such as `fakejwsheader`, nothing that could be verified. */
  readonly signature: 'es256' | 'other' | 'none';
  readonly algorithm?: string;
  /** The key that the guest verifies with: a resource URI, or a file that is put into the guest. */
  readonly keyId?: string;
  readonly payload: SealedPayload;
  /** Header and payload as JSON, for people. */
  readonly header?: string;
  readonly body: string;
  readonly parts: readonly [header: string, payload: string, signature: string];
}

export type SealedFault = 'too-large' | 'parts' | 'encoding' | 'payload';

export const isSealed = (text: string): boolean => text.startsWith(sealedPrefix);

function objectOf(text: string | undefined): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = text === undefined ? undefined : JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined; // JSON.parse refuses nothing but what is not JSON
  }
}

const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

const decoded = (part: string): string | undefined => {
  const bytes = decodeBase64Url(part);
  return bytes && decodeUtf8(bytes);
};

/** Takes a sealed secret apart; the signature is not verified. */
export function decodeSealedSecret(text: string): Result<SealedSecret, SealedFault> {
  if (text.length > maxSealed) return bad('too-large', t('It is longer than 1 MB and is not decoded.'));
  const parts = text.trim().split('.');
  const [, header = '', payload = '', signature = ''] = parts;
  if (!isSealed(text) || parts.length !== 4) {
    return bad(
      'parts',
      t('It has {0} parts after "sealed", not three: header, payload and signature.', parts.length - 1),
    );
  }
  const body = decoded(payload);
  const at = sealedPrefix.length + header.length + 1;
  if (body === undefined) return bad('encoding', t('Its payload is not base64url without padding.'), at);
  const content = objectOf(body);
  if (!content) return bad('payload', t('Its payload is no JSON object.'), at);
  const fault = payloadFault(content);
  if (fault !== undefined) return bad('payload', fault, at);
  const headerText = decoded(header);
  const claims = objectOf(headerText);
  const algorithm = textOf(claims?.alg);
  const keyId = textOf(claims?.kid);
  const name = textOf(content.name);
  return good({
    signature: !claims ? 'none' : algorithm === 'ES256' ? 'es256' : 'other',
    ...(algorithm !== undefined && { algorithm }),
    ...(keyId !== undefined && { keyId }),
    payload: {
      type: content.type === 'vault' ? 'vault' : 'envelope',
      provider: textOf(content.provider) ?? '',
      ...(name !== undefined && { name }),
    },
    ...(claims && headerText !== undefined && { header: headerText }),
    body,
    parts: [header, payload, signature],
  });
}

const texts = {
  vault: ['provider', 'name'],
  envelope: ['provider', 'key_id', 'encrypted_key', 'encrypted_data', 'wrap_type', 'iv'],
} as const;

/** What the confidential data hub would refuse in a payload. */
function payloadFault(content: Readonly<Record<string, unknown>>): string | undefined {
  if (content.version !== '0.1.0') return t('Its payload has no "version" of "0.1.0".');
  const type = content.type;
  if (type !== 'vault' && type !== 'envelope')
    return t('The "type" of its payload is neither "vault" nor "envelope".');
  const missing = texts[type].find((name) => typeof content[name] !== 'string');
  if (missing !== undefined)
    return t('Its payload has no text "{0}", which the type {1} needs.', missing, type);
  const settings = ['provider_settings', 'annotations'].find((name) => !isObject(content[name]));
  return settings === undefined ? undefined : t('Its payload has no object "{0}".', settings);
}

const isObject = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
