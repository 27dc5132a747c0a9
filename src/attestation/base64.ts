/** Base64 as Kata's decoders take it: Go's `base64.StdEncoding` and the `STANDARD` engine of Rust's base64 crate. */
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
    return bad('base64', 'It is not base64: "=" stands before the end. Are two values joined?', at);
  }
  if (plain.length % 4 !== 0) {
    const length = `${plain.length} characters are no multiple of four`;
    const advice = padding < 0 ? 'The padding is missing, or the value was cut off' : 'The value was cut off';
    return bad('base64', `It is not standard base64: ${length}. ${advice}.`, text.length);
  }
  const bytes = Buffer.from(plain, 'base64');
  if (padding >= 0 && bytes.toString('base64').slice(-4) !== plain.slice(-4)) quirks.push('left-over-bits');
  return good({ bytes, quirks });
}

function wrongCharacter(text: string, at: number): string {
  const character = text.charAt(at);
  if (character === '-' || character === '_') {
    return `It is not standard base64: "${character}" at character ${at + 1} belongs to the URL-safe alphabet. Encode it with "base64 -w0".`;
  }
  if (character === ' ' || character === '\t') {
    return `It is not base64: white space at character ${at + 1}. Write it on one line; a folded YAML text puts spaces between its lines.`;
  }
  return `It is not base64: character ${at + 1} is none of A-Z, a-z, 0-9, "+", "/".`;
}

/** Base64url without padding, as the parts of a JSON Web Signature; undefined for anything else. */
export function decodeBase64Url(text: string): Buffer | undefined {
  return /^[A-Za-z0-9_-]*$/.test(text) && text.length % 4 !== 1 ? Buffer.from(text, 'base64url') : undefined;
}
