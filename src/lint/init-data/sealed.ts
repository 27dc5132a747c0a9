/** Lints a sealed secret: a text that starts with `sealed.`, in an environment variable or a Secret. */
import { decodeSealedSecret, isKbsUri, isSealed, kbsUriFault, type SealedSecret } from '../../attestation';
import { compareVersions, type KataTarget } from '../../knowledge';
import type { Severity } from '../finding';
import type { EmbeddedFinding, InitDataOptions } from './lint';
import { filledInLater } from './model';
import { severityOf } from './rules';

/** The first release whose guest verifies the signature (guest-components 0.18). */
const verifiedSince = '3.28.0';

/** Findings of a text; none where it is no sealed secret. A Secret's `data` has to be decoded from base64 first. */
export function lintSealedSecret(
  value: string,
  target: KataTarget,
  { rules }: InitDataOptions = {},
): readonly EmbeddedFinding[] {
  if (!isSealed(value) || (value.length < 10_000 && filledInLater(value))) return [];
  const found: EmbeddedFinding[] = [];
  const report = (rule: string, message: string, usual?: Severity): void => {
    const severity = rules?.[rule] ?? usual ?? severityOf(rule);
    if (severity !== 'off') found.push({ rule, severity, message });
  };
  const decoded = decodeSealedSecret(value);
  if (!decoded.ok) {
    const consequence = 'The container would see the sealed text.';
    report(
      'secret-sealed-format',
      `The sealed secret can not be unsealed: ${decoded.problem.message} ${consequence}`,
    );
    return found;
  }
  const { payload } = decoded.value;
  if (payload.type === 'vault' && payload.provider === 'kbs') {
    const fault = kbsUriFault(payload.name ?? '');
    if (fault !== undefined)
      report('secret-sealed-format', `The "name" of the sealed secret is no resource URI: ${fault}.`);
  }
  if (compareVersions(target.version, verifiedSince) >= 0) {
    const fault = signatureFault(decoded.value);
    if (fault !== undefined) {
      report(
        'secret-sealed-signature',
        `Kata ${target.version} verifies sealed secrets and refuses this one: ${fault}.`,
      );
    }
  } else if (decoded.value.signature === 'none') {
    const message = `The sealed secret is not signed: Kata ${target.version} accepts that, Kata ${verifiedSince} and later do not.`;
    report('secret-sealed-signature', message, 'information');
  }
  return found;
}

function signatureFault({ signature, algorithm, keyId, parts }: SealedSecret): string | undefined {
  if (signature === 'none') return 'its header is a stand-in, not the JSON of a signature';
  if (signature === 'other') return `its "alg" is ${algorithm?.slice(0, 50) ?? 'missing'}, not ES256`;
  if (keyId === undefined) return 'its header names no key ("kid")';
  const uri = isKbsUri(keyId) ? kbsUriFault(keyId) : undefined;
  if (uri !== undefined) return `its "kid" is no resource URI: ${uri}`;
  if (keyId.split('/').includes('..') || keyId.startsWith('/')) {
    return 'its "kid" is neither a resource URI nor the name of a file';
  }
  // 64 bytes: the two numbers of a P-256 signature
  return /^[A-Za-z0-9_-]{86}$/.test(parts[2]) ? undefined : 'its signature is not one of ES256 (64 bytes)';
}
