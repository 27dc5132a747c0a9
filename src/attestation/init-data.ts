/**
 * Init-data as the annotation carries it: TOML, compressed with gzip, in standard base64
 * (src/libs/kata-types/src/initdata.rs and src/runtime/pkg/oci/utils.go@4.1.0). Since Kata 3.16.0; before, the value
 * went to the remote hypervisor as it stands.
 */
import { gunzipSync } from 'node:zlib';
import { t } from '../text';
import { decodeBase64, type Base64Quirk } from './base64';
import { bad, good, type Result } from './result';

/** A longer annotation is not decoded (characters). Kubernetes takes 256 KiB for all annotations of an object. */
export const maxEncoded = 1_000_000;
/** What unpacks to more is not read (bytes): a few hundred kB of gzip can hold gigabytes. */
export const maxDecoded = 32 * 1024 * 1024;

/** Unpacked init-data. The bytes are what is measured; every one counts, the last line break too. */
export interface DecodedInitData {
  readonly bytes: Buffer;
  readonly text: string;
  /** What the Go runtime takes and runtime-rs does not. */
  readonly quirks: readonly Base64Quirk[];
}

export type InitDataFault = 'empty' | 'too-large' | 'placeholder' | 'base64' | 'gzip' | 'bomb' | 'utf-8';

const placeholder = /\$\{|\$\(|\{\{|^\s*(?:<[^>]*>|\$\w+|@\w+@|[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)\s*$/;

/** Whether a value waits to be filled in by a template or a script; nothing can be said of it. */
export const isPlaceholder = (value: string): boolean => value.length < 10_000 && placeholder.test(value);

/** The annotation's value, unpacked. TOML is not looked at; `readInitData` does. */
export function decodeInitData(value: string): Result<DecodedInitData, InitDataFault> {
  if (value.length > maxEncoded) {
    return bad(
      'too-large',
      t(
        'The value has {0} MB and is not decoded: Kubernetes takes 256 KiB for all annotations together.',
        megabytes(value.length),
      ),
    );
  }
  if (value.trim() === '')
    return bad('empty', t('The value is empty: Kata starts the guest without init-data.'));
  if (isPlaceholder(value))
    return bad('placeholder', t('The value is a placeholder that is filled in later.'));
  if (/^\s*(?:\[data\]|#|(?:version|algorithm)\s*=)/.test(value)) {
    return bad(
      'base64',
      t('The value is TOML as it stands: compress it with gzip, then encode it in base64.'),
      0,
    );
  }
  const decoded = decodeBase64(value);
  if (!decoded.ok) return decoded;
  const { bytes: packed, quirks } = decoded.value;
  if (packed[0] !== 0x1f || packed[1] !== 0x8b) return bad('gzip', notGzip(packed), 0);
  const unpacked = gunzip(packed);
  if (!unpacked.ok) return unpacked;
  const bytes = unpacked.value;
  const text = decodeUtf8(bytes);
  return text === undefined
    ? bad('utf-8', t('What it unpacks to is not UTF-8 text, so it can not be TOML.'))
    : good({ bytes, text, quirks });
}

/** Bytes as text; undefined where they are not UTF-8. */
export function decodeUtf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined; // the decoder's only refusal is that the bytes are not UTF-8
  }
}

function gunzip(packed: Buffer): Result<Buffer, 'gzip' | 'bomb'> {
  try {
    return good(gunzipSync(packed, { maxOutputLength: maxDecoded }));
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    return code === 'ERR_BUFFER_TOO_LARGE'
      ? bad(
          'bomb',
          t(
            'It unpacks to more than {0} MiB and is not read: no init-data is that large.',
            maxDecoded / 1024 / 1024,
          ),
        )
      : bad(
          'gzip',
          t(
            'It is base64, but its gzip is damaged or cut off ({0}).',
            typeof code === 'string' ? code : 'unreadable',
          ),
        );
  }
}

function notGzip(packed: Buffer): string {
  const text = packed.subarray(0, 4096).toString('latin1');
  if (/^\s*(?:\[data\]|#|(?:version|algorithm)\s*=)/m.test(text)) {
    return t(
      'It is base64 of plain TOML: Kata expects gzip inside the base64. Use "gzip -c FILE | base64 -w0".',
    );
  }
  return t('It is base64, but not of gzip: Kata expects base64 of gzip of TOML.');
}

const megabytes = (length: number): string => (length / 1_000_000).toFixed(1);
