/** Base64 as Kata's decoders take it: Go's `base64.StdEncoding` and the `STANDARD` engine of Rust's base64 crate. */
import { t } from '../text';
import { bad, good, type Result } from './result';

/**
 * What only the Go runtime lets pass: line breaks anywhere in the text, and bits that are left over at its end.
 * runtime-rs refuses both (src/libs/kata-types/src/initdata.rs@4.1.0).
 */
export type Base64Quirk = 'line-break' | 'left-over-bits';

export interface Base64 {
  readonly bytes: Buffer;
  readonly quirks: readonly Base64Quirk[];
}

/** Standard alphabet with padding; the problem's place is that of the first character that does not belong. */
export function decodeBase64(text: string): Result<Base64, 'base64'> {
  const quirks: Base64Quirk[] = [];
  const wrong = text.search(/[^A-Za-z0-9+/=\r\n]/);
  if (wrong >= 0) return bad('base64', wrongCharacter(text, wrong), wrong);
  let plain = text;
  if (/[\r\n]/.test(text)) {
    quirks.push('line-break');
    plain = text.replace(/[\r\n]+/g, '');
  }
  const padding = plain.indexOf('=');
  if (padding >= 0 && !/^={1,2}$/.test(plain.slice(padding))) {
    const at = text.indexOf('=');
    return bad('base64', t('It is not base64: "=" stands before the end. Are two values joined?'), at);
  }
  if (plain.length % 4 !== 0) {
    const length = t('{0} characters are no multiple of four', plain.length);
    const advice =
      padding < 0 ? t('The padding is missing, or the value was cut off') : t('The value was cut off');
    return bad('base64', t('It is not standard base64: {0}. {1}.', length, advice), text.length);
  }
  const bytes = Buffer.from(plain, 'base64');
  if (padding >= 0 && bytes.toString('base64').slice(-4) !== plain.slice(-4)) quirks.push('left-over-bits');
  return good({ bytes, quirks });
}

function wrongCharacter(text: string, at: number): string {
  const character = text.charAt(at);
  if (character === '-' || character === '_') {
    return t(
      'It is not standard base64: "{0}" at character {1} belongs to the URL-safe alphabet. Encode it with "base64 -w0".',
      character,
      at + 1,
    );
  }
  if (character === ' ' || character === '\t') {
    return t(
      'It is not base64: white space at character {0}. Write it on one line; a folded YAML text puts spaces between its lines.',
      at + 1,
    );
  }
  return t('It is not base64: character {0} is none of A-Z, a-z, 0-9, "+", "/".', at + 1);
}

/** Base64url without padding, as the parts of a JSON Web Signature; undefined for anything else. */
export function decodeBase64Url(text: string): Buffer | undefined {
  return /^[A-Za-z0-9_-]*$/.test(text) && text.length % 4 !== 1 ? Buffer.from(text, 'base64url') : undefined;
}
