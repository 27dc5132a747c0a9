/** Lints a sealed secret: a text that starts with `sealed.`, in an environment variable or a Secret. */
import { decodeSealedSecret, isKbsUri, isSealed, kbsUriFault, type SealedSecret } from '../../attestation';
import { compareVersions, type KataTarget } from '../../knowledge';
import { t } from '../../text';
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
    const consequence = t('The container would see the sealed text.');
    report(
      'secret-sealed-format',
      t('The sealed secret can not be unsealed: {0} {1}', decoded.problem.message, consequence),
    );
    return found;
  }
  const { payload } = decoded.value;
  if (payload.type === 'vault' && payload.provider === 'kbs') {
    const fault = kbsUriFault(payload.name ?? '');
    if (fault !== undefined)
      report('secret-sealed-format', t('The "name" of the sealed secret is no resource URI: {0}.', fault));
  }
  if (compareVersions(target.version, verifiedSince) >= 0) {
    const fault = signatureFault(decoded.value);
    if (fault !== undefined) {
      report(
        'secret-sealed-signature',
        t('Kata {0} verifies sealed secrets and refuses this one: {1}.', target.version, fault),
      );
    }
  } else if (decoded.value.signature === 'none') {
    const message = t(
      'The sealed secret is not signed: Kata {0} accepts that, Kata {1} and later do not.',
      target.version,
      verifiedSince,
    );
    report('secret-sealed-signature', message, 'information');
  }
  return found;
}

function signatureFault({ signature, algorithm, keyId, parts }: SealedSecret): string | undefined {
  if (signature === 'none') return t('its header is a stand-in, not the JSON of a signature');
  if (signature === 'other') return t('its "alg" is {0}, not ES256', algorithm?.slice(0, 50) ?? t('missing'));
  if (keyId === undefined) return t('its header names no key ("kid")');
  const uri = isKbsUri(keyId) ? kbsUriFault(keyId) : undefined;
  if (uri !== undefined) return t('its "kid" is no resource URI: {0}', uri);
  if (keyId.split('/').includes('..') || keyId.startsWith('/')) {
    return t('its "kid" is neither a resource URI nor the name of a file');
  }
  // 64 bytes: the two numbers of a P-256 signature
  return /^[A-Za-z0-9_-]{86}$/.test(parts[2]) ? undefined : t('its signature is not one of ES256 (64 bytes)');
}
