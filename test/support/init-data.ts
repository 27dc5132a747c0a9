/** Init-data as an annotation has it. */
import { gzipSync } from 'node:zlib';

/** The annotation's value for a TOML text, which is taken as it is, byte for byte. */
export const encodeInitData = (toml: string): string => gzipSync(toml).toString('base64');
