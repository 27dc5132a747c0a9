/** The rules for sealed secrets; `lintSealedSecret` applies them. */
import type { Rule } from '../../rule';
import { sealed, secret, unsigned } from './samples';

const source =
  'confidential-containers/guest-components: confidential-data-hub/hub/src/secret/mod.rs@v0.21.0';

export const sealedRules: readonly Rule[] = [
  {
    id: 'secret-sealed-format',
    summary: 'A sealed secret can not be unsealed',
    severity: 'error',
    about:
      'A sealed secret is `sealed.HEADER.PAYLOAD.SIGNATURE`, each part in base64url. The payload is JSON with `version` "0.1.0", a `type` (`vault` or `envelope`) and the members of that type. Where unsealing fails, the guest only logs it, and the container sees the sealed text in place of the secret.',
    bad: secret(`«${sealed({ type: 'Vault' })}»`),
    good: secret(sealed()),
    source,
  },
  {
    id: 'secret-sealed-signature',
    summary: 'A sealed secret has no signature that the guest accepts',
    severity: 'warning',
    about:
      'Since Kata 3.28.0 the guest verifies the signature with the P-256 key that the header names (`kid`: a resource URI, or the name of a file that is put into the guest). A stand-in such as `fakejwsheader` fails, unless `cdh.toml` has `skip_sealed_secret_verification = true`. Before 3.28.0 the signature was not looked at.',
    bad: secret(`«${unsigned()}»`),
    good: secret(sealed()),
    source,
  },
];
