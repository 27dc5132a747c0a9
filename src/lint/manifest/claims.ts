/** What names, labels and annotations promise: a TEE, by words that people use for it. */
import type { Tee } from '../../knowledge';

/** Words that promise a TEE, and which one. */
const words: ReadonlyMap<string, Tee | undefined> = new Map<string, Tee | undefined>([
  ['confidential', undefined],
  ['sev', 'amd-sev-snp'],
  ['snp', 'amd-sev-snp'],
  ['sevsnp', 'amd-sev-snp'],
  ['tdx', 'intel-tdx'],
]);
/** `sev: high` says how bad something is. */
const degrees = /^(?:\d.*|critical|high|medium|moderate|low|minor|major|warn(?:ing)?|info)$/;
const negations = new Set(['non', 'not', 'no', 'without', 'insecure', 'fake']);
const denials = /^(?:false|no|none|off|disabled|0|optional)$/i;

/** A promise; of which TEE, where it says. */
export interface Promised {
  readonly tee: Tee | undefined;
}

/** What a short text promises. The name of the Confidential Containers project promises nothing. */
export function claimIn(text: string): Promised | undefined {
  if (text.length > 100) return undefined;
  const tokens = text
    .toLowerCase()
    .replace(/confidential-?containers?|confidentialcontainers/g, '')
    .split(/[^a-z0-9]+/);
  const at = tokens.findIndex(
    (token, index) =>
      words.has(token) &&
      !negations.has(tokens[index - 1] ?? '') &&
      !(token === 'sev' && degrees.test(tokens[index + 1] ?? '')),
  );
  return at < 0 ? undefined : { tee: words.get(tokens[at] ?? '') };
}

/** Labels and annotations that say something about the workload, not settings of Kata or of the cluster. */
const settings =
  /katacontainers|^io\.containerd\.|kubernetes\.io\/(?!name$|part-of$|component$|instance$)|contrast\.edgeless/;

/** What a label or an annotation promises. */
export const claimInLabel = (key: string, value: string): Promised | undefined =>
  settings.test(key) || denials.test(value) ? undefined : claimIn(`${key} ${value}`);
